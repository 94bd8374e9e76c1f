// @ts-check
/** One file on its way to the server, with its progress. */

/** Why it did not arrive: the kind of problem, `network` when no answer came, `cancelled` when it was taken back. */
export class NotUploaded extends Error {}

/** @param {{url: string, headers: Record<string, string>}} target @param {File} file @param {(share: number) => void} progress @param {AbortSignal} signal
 * @returns {Promise<import('./types.js').SentFile>} */
export function upload({ url, headers }, file, progress, signal) {
  return new Promise((done, refuse) => {
    const call = new XMLHttpRequest();
    call.open('POST', `${url}?name=${encodeURIComponent(file.name)}`);
    for (const [name, value] of Object.entries(headers)) call.setRequestHeader(name, value);
    call.setRequestHeader('content-type', 'application/octet-stream');
    call.responseType = 'json';
    call.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    call.onload = () => (call.status === 201 && call.response ? done(call.response.file) : refuse(new NotUploaded(kindOf(call))));
    call.onerror = () => refuse(new NotUploaded('network'));
    call.onabort = () => refuse(new NotUploaded('cancelled'));
    signal.addEventListener('abort', () => call.abort());
    call.send(file);
  });
}

/** @param {XMLHttpRequest} call */
const kindOf = ({ status, response }) => (status === 429 || (status >= 500 && status !== 507) ? 'busy' : String(response?.type ?? 'failed').split('/').pop() ?? 'failed');
