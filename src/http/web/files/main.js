// @ts-check
/** Everything about files, fetched when somebody attaches or receives one. */
import { GardaFile } from './show.js';
import { GardaTray } from './tray.js';
import { attachFiles, placeFile } from './widget.js';

document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: new URL('files.css', import.meta.url).href }));
customElements.define('garda-tray', GardaTray);
customElements.define('garda-file', GardaFile);

export const attach = attachFiles;
export const place = placeFile;
