// A receiver that believes what the library named by the path accepts: /standardwebhooks, /svix, and /v1a with the public key alone. Prints its address.
import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { GARDA_PEER_SHARED: shared, GARDA_PEER_PUBLIC: open } = process.env;
// The fixed beginning of an ed25519 key in SPKI.
const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(open.replace('whpk_', ''), 'base64')]);
const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });

/** @param {string} body @param {import('node:http').IncomingHttpHeaders} headers */
function v1a(body, headers) {
  const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  const given = String(headers['webhook-signature']).split(' ').filter((one) => one.startsWith('v1a,')).map((one) => Buffer.from(one.slice(4), 'base64'));
  if (!given.some((signature) => verify(null, signed, key, signature))) throw new Error('no matching signature');
}

const by = {
  '/standardwebhooks': (body, headers) => new (require('standardwebhooks').Webhook)(shared).verify(body, headers),
  '/svix': (body, headers) => new (require('svix').Webhook)(shared).verify(body, headers),
  '/v1a': v1a,
};

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    by[request.url](Buffer.concat(chunks).toString(), request.headers);
    response.writeHead(204).end();
  } catch (error) {
    response.writeHead(401).end(String(error));
  }
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
