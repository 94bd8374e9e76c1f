// @ts-check
/** All icons: those of the chat and those that only the console needs. */
import { PATHS, icon } from './icons-core.js';

Object.assign(PATHS, {
  minimise: 'M5 12h14', attach: 'M20 11l-8.5 8.5a5 5 0 01-7-7L13 4a3.3 3.3 0 015 5l-8.500 8.500a1.700 1.700 0 01-2.500-2.500L15 7',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9h.01', camera: 'M4 8h4l2-3h4l2 3h4v11H4zM12 10a3 3 0 100 6 3 3 0 000-6',
  home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z', calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  'double-check': 'M2 12.500L6.500 17 15 7.500M11 15.500l1.500 1.500L22 7.500', lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 017 0v3',
  offline: 'M3 3l18 18M8.500 16a5 5 0 017 0M5 12.500a10 10 0 015-2.700M14.500 10a10 10 0 014.500 2.500M2 9a15 15 0 015-3.200M11 5.100A15 15 0 0122 9M12 20h.01',
  more: 'M12 5h.01M12 12h.01M12 19h.01', filter: 'M4 5h16l-6 8v6l-4-2v-4z', sort: 'M7 4v16M3 16l4 4 4-4M17 20V4M13 8l4-4 4 4',
  merge: 'M6 4v3c0 5 6 4 6 9v4M18 4v3c0 5-6 4-6 9M9 17l3 3 3-3', snooze: 'M6 8h6l-6 8h6M15 4h4l-4 5h4',
  key: 'M8 11a4 4 0 100 8 4 4 0 000-8M11 12l9-9M16 7l3 3', globe: 'M12 3a9 9 0 100 18 9 9 0 000-18M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18',
  print: 'M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z',
  phone: 'M6 3h4l1.500 5L9 10a12 12 0 005 5l2-2.500 5 1.500v4a2 2 0 01-2 2A16 16 0 014 5a2 2 0 012-2z',
});

export { icon };
export const iconNames = Object.keys(PATHS);
