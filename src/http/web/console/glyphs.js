// @ts-check
/** The shared icons, and the few that only the console needs, drawn the same way. */
import { icon } from '../icons.js';

const OWN = /** @type {Record<string, string>} */ ({
  inbox: 'M4 4h16v16H4zM4 14h4.500l1.500 3h4l1.500-3H20',
  hand: 'M12 3v11M8 10l4 4 4-4M4 16v4h16v-4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  side: 'M4 5h16v14H4zM14.500 5v14',
  flow: 'M4 4h7v5H4zM13 15h7v5h-7zM7.500 9v4a2 2 0 002 2H13M15.500 12.500L18 15l-2.500 2.500',
  settings: 'M5 4v6M5 14v6M12 4v3M12 11v9M19 4v9M19 17v3M3 12h4M10 9h4M17 15h4',
  note: 'M5 4h14v11l-5 5H5zM14 20v-5h5M8.500 9h7M8.500 13h3',
  flag: 'M6 21V4h12l-2.500 4.500L18 13H6',
  history: 'M4 12a8 8 0 108-8 8 8 0 00-6.500 3.300M5 3.500v4h4M12 8v4.500l3 1.500',
  why: 'M12 3a9 9 0 100 18 9 9 0 000-18M9.500 9.500a2.500 2.500 0 114 2c-1 .700-1.500 1.200-1.500 2.500M12 17h.01',
});

/** @param {string} name @returns {SVGElement} */
export function glyph(name) {
  if (!(name in OWN)) return icon(/** @type {any} */ (name));
  const svg = icon('info');
  svg.querySelector('path')?.setAttribute('d', OWN[name]);
  return svg;
}
