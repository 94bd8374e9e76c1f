// @ts-check
/** To whom one writes: the requester, or colleagues. */
import { h, keycap } from './dom.js';
import { glyph } from './glyphs.js';
import { t } from './words.js';

export function drawModes() {
  const radio = (/** @type {import('./types.js').Mode} */ mode, /** @type {string} */ icon, /** @type {string} */ key) => h(
    'label', { class: `mode ${mode}` }, h('input', { type: 'radio', name: 'mode', value: mode }), glyph(icon), t(`mode.${mode}`), keycap(key),
  );
  return h('fieldset', { class: 'modes' }, h('legend', { class: 'sr' }, t('mode.name')), radio('public', 'chat', 'R'), radio('note', 'lock', 'N'));
}
