// @ts-check
/** Somebody else answered first: who and what, and the ways on. */
import { announce } from './announce.js';
import { h, set } from './dom.js';
import { glyph } from './glyphs.js';
import { ago } from './time.js';
import { t } from './words.js';

/** @param {HTMLElement} place @param {{by:string,text:string,at:string}} other @param {Record<'read'|'anyway'|'note', () => void>} ways */
export function drawCollision(place, other, ways) {
  const words = t('collision.who', { name: other.by, ago: ago(other.at) });
  const button = (/** @type {'read'|'anyway'|'note'} */ key) => h('button', { type: 'button', class: 'button small', onclick: ways[key] }, t(`collision.${key}`));
  set(
    place, h('p', {}, glyph('alert'), h('strong', {}, words), ' ', h('q', {}, other.text)),
    h('p', { class: 'collision-acts' }, button('read'), button('anyway'), button('note'), h('span', {}, t('collision.kept'))),
  );
  place.hidden = false;
  announce(`${words} ${t('collision.kept')}`, { urgent: true });
}
