// @ts-check
/** A short tone and a desktop notice; both silent until the agent switched them on. */
import { settings } from './kept.js';
import { go } from './route.js';

/** @type {AudioContext|undefined} */
let audio;

/** Two soft notes, a third of a second. */
export function chime() {
  audio ??= new AudioContext();
  audio.resume().catch(() => {});
  const start = audio.currentTime + 0.02;
  [587.33, 880].forEach((pitch, at) => {
    const context = /** @type {AudioContext} */ (audio);
    const tone = new OscillatorNode(context, { type: 'sine', frequency: pitch });
    const loud = new GainNode(context, { gain: 0 });
    const from = start + at * 0.14;
    loud.gain.setValueAtTime(0, from);
    loud.gain.linearRampToValueAtTime(0.12, from + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.001, from + 0.2);
    tone.connect(loud).connect(context.destination);
    tone.start(from);
    tone.stop(from + 0.22);
  });
}

/** Ask the browser, as the result of a switch the agent used. @returns {Promise<boolean>} */
export async function askForNotices() {
  if (!('Notification' in window)) return false;
  return (await Notification.requestPermission()) === 'granted';
}

/** @param {string} title @param {string} body @param {string} path  what opens on a click */
export function notice(title, body, path) {
  if (settings.sound) chime();
  if (!settings.notices || !('Notification' in window) || Notification.permission !== 'granted') return;
  if (document.hasFocus()) return;
  const shown = new Notification(title, { body, tag: path, lang: document.documentElement.lang });
  shown.addEventListener('click', () => {
    window.focus();
    go(path);
    shown.close();
  });
}
