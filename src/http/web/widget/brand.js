// @ts-check
/** A brand's colour, moved until text on it and in it can be read in both themes. */

/** @typedef {[number, number, number]} Rgb */

/** @param {string} hex @returns {Rgb} */
const read = (hex) => /** @type {Rgb} */ ([1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
/** @param {Rgb} rgb */
const write = (rgb) => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
/** @param {Rgb} from @param {Rgb} to @param {number} share @returns {Rgb} */
const mix = (from, to, share) => /** @type {Rgb} */ (from.map((part, place) => Math.round(part + (to[place] - part) * share)));

/** @param {Rgb} rgb */
function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => { const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {Rgb} a @param {Rgb} b */
export function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** @type {{suffix: string, sunken: Rgb, surface: Rgb, toward: Rgb, ink: Rgb, soft: number}[]} */
const THEMES = [
  { suffix: '', sunken: [233, 238, 242], surface: [255, 255, 255], toward: [0, 0, 0], ink: [21, 32, 43], soft: 0.88 },
  { suffix: '-dark', sunken: [32, 43, 53], surface: [21, 29, 37], toward: [255, 255, 255], ink: [233, 238, 243], soft: 0.78 },
];

/** The custom properties of a brand colour; empty when it is not a colour.
 * @param {string | null | undefined} hex @returns {Record<string, string>} */
export function brandColours(hex) {
  if (!/^#[0-9a-f]{6}$/i.test(hex ?? '')) return {};
  /** @type {Record<string, string>} */
  const out = {};
  for (const { suffix, sunken, surface, toward, ink, soft } of THEMES) {
    const wish = read(/** @type {string} */ (hex));
    let share = 0;
    const at = () => mix(wish, toward, share);
    const softAt = () => mix(at(), surface, soft);
    while (share < 1 && Math.min(contrast(at(), sunken), contrast(at(), softAt()), contrast(at(), surface)) < 4.6) share += 0.02;
    const accent = at();
    /** @type {Rgb[]} */
    const texts = [[255, 255, 255], [6, 19, 28]];
    const on = texts.sort((a, b) => contrast(b, accent) - contrast(a, accent))[0];
    out[`--brand${suffix}`] = write(accent);
    out[`--brand-on${suffix}`] = write(on);
    out[`--brand-hover${suffix}`] = write(mix(accent, toward, 0.22));
    out[`--brand-soft${suffix}`] = write(softAt());
    out[`--brand-on-soft${suffix}`] = write(mix(accent, ink, 0.75));
  }
  return out;
}

const NAMES = ['', '-on', '-hover', '-soft', '-on-soft'].flatMap((name) => ['', '-dark'].map((theme) => `--brand${name}${theme}`));

/** Dresses this page in a brand's colour, or in its own again. @param {string | null | undefined} hex */
export function wear(hex) {
  const colours = brandColours(hex);
  for (const name of NAMES) {
    if (colours[name]) document.documentElement.style.setProperty(name, colours[name]);
    else document.documentElement.style.removeProperty(name);
  }
  return colours;
}
