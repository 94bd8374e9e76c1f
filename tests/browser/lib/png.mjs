// A picture with at most 256 colours: a screenshot of text and flat areas loses nothing that is seen, and two thirds of its bytes.
import zlib from 'node:zlib';

const MOST = 256;
const distance = (a, b) => [0, 8, 16].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);

/** @param {import('playwright-core').Page} page any page of ours @param {Buffer} png */
async function pixels(page, png) {
  const { width, height, data } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    canvas.drawImage(bitmap, 0, 0);
    const raw = canvas.getImageData(0, 0, bitmap.width, bitmap.height).data;
    let text = '';
    for (let at = 0; at < raw.length; at += 8192) text += String.fromCharCode(...raw.subarray(at, at + 8192));
    return { width: bitmap.width, height: bitmap.height, data: btoa(text) };
  }, png.toString('base64'));
  const raw = Buffer.from(data, 'base64');
  const colours = Array.from({ length: width * height }, (_, at) => raw.readUIntBE(at * 4, 3));
  return { width, height, colours };
}

/** The most used colours, no hue left out, and for every other colour the nearest of them. @param {number[]} colours */
function palette(colours) {
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const used = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const hues = new Map(used.toReversed().map((colour) => [colour & 0xe0e0e0, colour]));
  const kept = [...new Set([...hues.values(), ...used])].slice(0, MOST);
  const place = new Map(kept.map((colour, at) => [colour, at]));
  for (const colour of counts.keys()) {
    if (place.has(colour)) continue;
    const gaps = kept.map((one) => distance(one, colour));
    place.set(colour, gaps.indexOf(Math.min(...gaps)));
  }
  return { kept, place };
}

/** @param {string} kind @param {Buffer} body */
function chunk(kind, body) {
  const inner = Buffer.concat([Buffer.from(kind, 'latin1'), body]);
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  inner.copy(out, 4);
  out.writeUInt32BE(crc(inner), body.length + 8);
  return out;
}

/** @param {Buffer} bytes */
function crc(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return (rest ^ 0xffffffff) >>> 0;
}

/** @param {import('playwright-core').Page} page @param {Buffer} png */
export async function slim(page, png) {
  const { width, height, colours } = await pixels(page, png);
  const { kept, place } = palette(colours);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  colours.forEach((colour, at) => { rows[at + 1 + Math.floor(at / width)] = place.get(colour); });
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('PLTE', Buffer.from(kept.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', zlib.deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0)),
  ]);
}
