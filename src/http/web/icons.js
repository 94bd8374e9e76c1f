// @ts-check
/** One 24-grid, 2 px-stroke path for each name; drawn in the colour of the text. */
const PATHS = {
  chat: 'M4 5h16v11H9l-5 4z', close: 'M6 6l12 12M18 6L6 18', minimise: 'M5 12h14', send: 'M4 12l16-8-6 16-3-7zM11 13l9-9',
  back: 'M15 5l-7 7 7 7', attach: 'M20 11l-8.5 8.5a5 5 0 01-7-7L13 4a3.3 3.3 0 015 5l-8.500 8.500a1.700 1.700 0 01-2.500-2.500L15 7',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9h.01', file: 'M6 3h8l4 4v14H6zM14 3v4h4', camera: 'M4 8h4l2-3h4l2 3h4v11H4zM12 10a3 3 0 100 6 3 3 0 000-6',
  search: 'M11 4a7 7 0 100 14 7 7 0 000-14M16 16l4.500 4.500', home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z', ticket: 'M4 6h16v4a2 2 0 000 4v4H4v-4a2 2 0 000-4zM14 6v2M14 11v2M14 16v2',
  clock: 'M12 3a9 9 0 100 18 9 9 0 000-18M12 7v5l3 2', calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4', check: 'M5 12.500l4.500 4.500L19 7',
  'double-check': 'M2 12.500L6.500 17 15 7.500M11 15.500l1.500 1.500L22 7.500', alert: 'M12 4l9 16H3zM12 10v4M12 17h.01', info: 'M12 3a9 9 0 100 18 9 9 0 000-18M12 11v5M12 8h.01',
  shield: 'M12 3l8 3v6c0 4.500-3.500 7.500-8 9-4.500-1.500-8-4.500-8-9V6zM8.500 12l2.500 2.500 4.500-5', person: 'M12 4a4 4 0 100 8 4 4 0 000-8M4 21c1-4 4-6 8-6s7 2 8 6',
  people: 'M9 5a3.500 3.500 0 100 7 3.500 3.500 0 000-7M2 20c.800-3.500 3.500-5 7-5s6.200 1.500 7 5M16 5.500a3.300 3.300 0 010 6M18 15.500c2 .700 3.500 2 4 4.500',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 017 0v3', copy: 'M9 9h11v11H9zM5 15H4V4h11v1', refresh: 'M20 5v5h-5M4 19v-5h5M19.500 10A8 8 0 006 6.500L4 8.500M4.500 14A8 8 0 0018 17.500l2-2',
  offline: 'M3 3l18 18M8.500 16a5 5 0 017 0M5 12.500a10 10 0 015-2.700M14.500 10a10 10 0 014.500 2.500M2 9a15 15 0 015-3.200M11 5.100A15 15 0 0122 9M12 20h.01',
  chevron: 'M6 9l6 6 6-6', more: 'M12 5h.01M12 12h.01M12 19h.01', filter: 'M4 5h16l-6 8v6l-4-2v-4z', sort: 'M7 4v16M3 16l4 4 4-4M17 20V4M13 8l4-4 4 4',
  merge: 'M6 4v3c0 5 6 4 6 9v4M18 4v3c0 5-6 4-6 9M9 17l3 3 3-3', snooze: 'M6 8h6l-6 8h6M15 4h4l-4 5h4', external: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  key: 'M8 11a4 4 0 100 8 4 4 0 000-8M11 12l9-9M16 7l3 3', globe: 'M12 3a9 9 0 100 18 9 9 0 000-18M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18',
  expand: 'M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7', shrink: 'M20 10h-6V4M4 14h6v6M14 10l6-6M10 14l-6 6', print: 'M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z', phone: 'M6 3h4l1.500 5L9 10a12 12 0 005 5l2-2.500 5 1.500v4a2 2 0 01-2 2A16 16 0 014 5a2 2 0 012-2z',
};

/** @typedef {keyof typeof PATHS} IconName */
const SVG = 'http://www.w3.org/2000/svg';

/** Draws an icon; it never speaks, so its button or label must.
 * @param {IconName} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true', focusable: 'false' })) svg.setAttribute(key, value);
  if (name === 'back' || name === 'send') svg.classList.add('turns');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name] ?? PATHS.info);
  svg.append(path);
  return svg;
}

export const iconNames = /** @type {IconName[]} */ (Object.keys(PATHS));
