// @ts-check
/** Calls to the agent API; every refusal becomes one `Problem` that can be said in words. */
import { t } from './words.js';

/** Tells `signed-out` when the server no longer knows this session. */
export const session = new EventTarget();

export class Problem extends Error {
  /**
   * @param {number} status  0 when the server was not reached
   * @param {any} body
   * @param {number} wait  seconds the server asked to wait
   */
  constructor(status, body, wait) {
    super(body?.title ?? `status ${status}`);
    this.status = status;
    this.body = body ?? {};
    this.kind = status === 0 ? 'offline' : String(body?.type ?? '').split('/').pop() || `status_${status}`;
    this.wait = wait;
  }
}

/**
 * @param {string} method
 * @param {string} path  below /api/v1
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function call(method, path, body) {
  const response = await reach(method, path, body);
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  if (response.status === 401 && !path.startsWith('/session')) session.dispatchEvent(new Event('signed-out'));
  throw new Problem(response.status, answer, Number(response.headers.get('Retry-After') ?? 0));
}

/** @param {string} method @param {string} path @param {unknown} body */
async function reach(method, path, body) {
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? { Accept: 'application/json' } : { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    throw new Problem(0, null, 0);
  }
}

/** @param {string} path */
export const get = (path) => call('GET', path);
/** @param {string} path @param {unknown} [body] */
export const post = (path, body = {}) => call('POST', path, body);

/** @param {Record<string, string|number|undefined>} values */
export function query(values) {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return kept.length ? `?${new URLSearchParams(kept.map(([name, value]) => [name, String(value)]))}` : '';
}

/** A key that makes a repeated send harmless. */
export function clientId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const SAID = ['offline', 'busy', 'rate_limited', 'too_long', 'forbidden', 'taken', 'not_found', 'wrong_credentials', 'conflict'];

/** What to say about a refusal. @param {unknown} error */
export function say(error) {
  if (!(error instanceof Problem)) return t('problem.broken', { id: '–' });
  if (SAID.includes(error.kind)) return t(`problem.${error.kind}`, { s: Math.max(1, error.wait || 5) });
  if (error.status === 403) return t('problem.forbidden');
  if (error.status === 404) return t('problem.not_found');
  if (error.status === 422 && error.body.detail) return String(error.body.detail);
  return t('problem.broken', { id: error.body.request_id ?? error.status });
}
