// @ts-check
/** A file in a conversation: an image shows itself and opens, anything else is saved. */
import { fileIcon, node } from './dom.js';
import { preview } from './preview.js';
import { saveFile } from './save.js';
import { fileSay, fileSize } from './words.js';

export class GardaFile extends HTMLElement {
  /** @param {import('./types.js').SentFile} file @param {string} path of its bytes @param {import('./types.js').Surroundings} env */
  show(file, path, env) {
    this.replaceChildren();
    const slots = { name: file.name, size: fileSize(env.lang(), file.bytes) };
    const image = ['png', 'jpeg', 'gif', 'webp'].includes(file.kind);
    const look = image && file.thumbnail;
    const words = fileSay(env.lang(), image ? 'open' : 'save', slots);
    // A row says by its own words what it is; a picture has none.
    const [before = ''] = words.split(file.name);
    this.append(node('button', { type: 'button', class: look ? 'file-look' : 'file-row', 'aria-label': look && (file.description ? `${words}: ${file.description}` : words), onclick: () => (image ? preview : saveFile)(file, path, env) },
      look ? this.#look(file, path, env) : [
        fileIcon(image ? 'image' : 'file'), node('span', { class: 'sr' }, before),
        node('span', { class: 'file-name' }, node('bdi', {}, file.name), node('small', {}, slots.size)), fileIcon(image ? 'external' : 'save'),
      ]));
    if (file.description) this.append(node('p', { class: 'file-words' }, file.description));
  }

  /** The small picture, in a place that is as large before it is there. @param {import('./types.js').SentFile} file @param {string} path @param {import('./types.js').Surroundings} env */
  #look(file, path, env) {
    const { width = 1, height = 1 } = file;
    const share = Math.min(1, 240 / width, 180 / height);
    const image = node('img', { alt: '', width: Math.max(24, Math.round(width * share)), height: Math.max(24, Math.round(height * share)) });
    env.get(`${path}/thumbnail`).then((blob) => {
      image.src = URL.createObjectURL(blob);
      image.addEventListener('load', () => URL.revokeObjectURL(image.src), { once: true });
    }).catch(() => image.replaceWith(fileIcon('image')));
    return image;
  }
}
