// @ts-check
/** Draws icons: one 24-grid, 2 px-stroke path for each name, in the colour of the text. Here are those the chat needs; icons.js adds the rest. */

/** @type {Record<string, string>} */
export const PATHS = {
  chat: 'M4 5h16v11H9l-5 4z', close: 'M6 6l12 12M18 6L6 18', send: 'M4 12l16-8-6 16-3-7zM11 13l9-9', back: 'M15 5l-7 7 7 7',
  search: 'M11 4a7 7 0 100 14 7 7 0 000-14M16 16l4.5 4.5', file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  ticket: 'M4 6h16v4a2 2 0 000 4v4H4v-4a2 2 0 000-4zM14 6v2M14 11v2M14 16v2', clock: 'M12 3a9 9 0 100 18 9 9 0 000-18M12 7v5l3 2',
  check: 'M5 12.5l4.5 4.5L19 7', alert: 'M12 4l9 16H3zM12 10v4M12 17h.01', info: 'M12 3a9 9 0 100 18 9 9 0 000-18M12 11v5M12 8h.01',
  shield: 'M12 3l8 3v6c0 4.5-3.5 7.5-8 9-4.5-1.5-8-4.5-8-9V6zM8.5 12l2.5 2.5 4.5-5',
  person: 'M12 4a4 4 0 100 8 4 4 0 000-8M4 21c1-4 4-6 8-6s7 2 8 6',
  people: 'M9 5a3.5 3.5 0 100 7 3.5 3.5 0 000-7M2 20c.8-3.5 3.5-5 7-5s6.2 1.5 7 5M16 5.5a3.3 3.3 0 010 6M18 15.5c2 .7 3.5 2 4 4.5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1', refresh: 'M20 5v5h-5M4 19v-5h5M19.5 10A8 8 0 006 6.5L4 8.5M4.5 14A8 8 0 0018 17.5l2-2',
  chevron: 'M6 9l6 6 6-6', external: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6', expand: 'M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7',
  shrink: 'M20 10h-6V4M4 14h6v6M14 10l6-6M10 14l-6 6', plus: 'M12 5v14M5 12h14',
};

const SVG = 'http://www.w3.org/2000/svg';

/** Draws an icon; it never speaks, so its button or label must.
 * @param {string} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true', focusable: 'false' })) svg.setAttribute(key, value);
  if (name === 'back' || name === 'send') svg.classList.add('turns');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name] ?? PATHS.info);
  svg.append(path);
  return svg;
}
