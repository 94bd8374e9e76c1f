// @ts-check
/** Server-sent events read by fetch, since EventSource cannot carry the visitor's token. */

/** @typedef {{event: string, data: any, id: string}} ServerEvent */

/** The longest silence: the server writes a comment every 15 s. */
const SILENCE = 40_000;

/** Reads until the stream ends, breaks, or is silent for too long.
 * @param {ReadableStream<Uint8Array>} body @param {(event: ServerEvent) => void} hear */
export async function readEvents(body, hear) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read());
      if (done) return;
      rest += value.replace(/\r\n?/g, '\n');
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parse(block);
        if (event) hear(event);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @template T @param {Promise<T>} promise @returns {Promise<T>} */
function inTime(promise) {
  /** @type {any} */
  let timer;
  const late = new Promise((_, refuse) => { timer = setTimeout(() => refuse(new Error('silent')), SILENCE); });
  return Promise.race([promise, /** @type {Promise<never>} */ (late)]).finally(() => clearTimeout(timer));
}

/** @param {string} block @returns {ServerEvent | null} */
function parse(block) {
  const event = { event: 'message', data: '', id: '' };
  let lines = 0;
  for (const line of block.split('\n')) {
    const [, field, value] = /^(event|data|id):? ?(.*)$/.exec(line) ?? [];
    if (field === 'data') event.data += (lines++ ? '\n' : '') + value;
    else if (field === 'event' || field === 'id') event[field] = value;
  }
  if (!lines) return null;
  try {
    return { ...event, data: JSON.parse(event.data) };
  } catch {
    return null;
  }
}
