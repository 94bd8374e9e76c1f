// @ts-check
/** An image, large, over everything: closer, farther, saved, closed. */
import { node, pressIcon } from './dom.js';
import { saveFile } from './save.js';
import { fileSay } from './words.js';

const STEPS = [1, 1.5, 2, 3, 4];

/** @param {import('./types.js').SentFile} file @param {string} path @param {import('./types.js').Surroundings} env */
export async function preview(file, path, env) {
  const t = (/** @type {any} */ key) => fileSay(env.lang(), key);
  let step = 0;
  const image = node('img', { alt: file.description || file.name, hidden: true });
  const field = node('div', { class: 'preview-field', tabindex: '0', role: 'region', 'aria-label': file.name }, node('p', { role: 'status' }, t('loading')), image);
  const zoom = (/** @type {number} */ by) => {
    step = Math.max(0, Math.min(STEPS.length - 1, step + by));
    image.style.width = step ? `${STEPS[step] * 100}%` : '';
    image.classList.toggle('large', step > 0);
    closer.setAttribute('aria-disabled', String(step === STEPS.length - 1));
    farther.setAttribute('aria-disabled', String(step === 0));
  };
  const closer = pressIcon(t('closer'), 'plus', () => zoom(1));
  const farther = pressIcon(t('farther'), 'minus', () => zoom(-1));
  const dialog = node('dialog', { class: 'preview', 'aria-label': file.name, onkeydown: (/** @type {KeyboardEvent} */ event) => event.stopPropagation() },
    node('div', { class: 'preview-bar' }, node('p', { class: 'preview-name' }, node('bdi', {}, file.name)), farther, closer, pressIcon(t('save'), 'save', () => saveFile(file, path, env)), pressIcon(t('close'), 'close', () => dialog.close())),
    field, file.description && node('p', { class: 'preview-words' }, file.description));
  const before = document.activeElement;
  dialog.addEventListener('close', () => { URL.revokeObjectURL(image.src); dialog.remove(); if (before instanceof HTMLElement) before.focus(); });
  document.body.append(dialog);
  zoom(0);
  dialog.showModal();
  try {
    image.src = URL.createObjectURL(await env.get(path));
    await image.decode();
    image.hidden = false;
    field.firstElementChild?.remove();
  } catch {
    const words = field.querySelector('p');
    if (words) words.textContent = t('lost');
  }
}
