// @ts-check
/** Hands a file to the browser to be kept. */
import { node } from './dom.js';
import { fileSay } from './words.js';

/** @param {import('./types.js').SentFile} file @param {string} path @param {import('./types.js').Surroundings} env */
export async function saveFile(file, path, env) {
  try {
    const url = URL.createObjectURL(await env.get(path));
    node('a', { href: url, download: file.name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch {
    env.announce(fileSay(env.lang(), 'lost'), true);
  }
}
