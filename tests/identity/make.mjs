// Makes tokens.json and the public keys beside it, with nothing but Node's own cryptography: an implementation that shares no code with ours.
//   node tests/identity/make.mjs
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const here = (name) => new URL(name, import.meta.url);
const part = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const secret = 'an-hmac-secret-that-only-a-test-would-use';
const now = 1_795_402_800; // Monday 23 November 2026, 10:00 in Jakarta: the tests' clock
const claims = { sub: '4711', name: 'Rina Marlina', email: 'rina@kantor.id', email_verified: true, aud: 'garda', iat: now, exp: now + 3600 };

const make = (alg, body, signer, header = {}) => {
  const head = `${part({ alg, typ: 'JWT', ...header })}.${part(body)}`;
  return `${head}.${Buffer.from(signer(Buffer.from(head))).toString('base64url')}`;
};
const hmac = (key, hash = 'sha256') => (data) => createHmac(hash, key).update(data).digest();
const keys = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed: generateKeyPairSync('ed25519'),
  strangers: generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
const pem = Object.fromEntries(Object.entries(keys).map(([name, pair]) => [name, pair.publicKey.export({ type: 'spki', format: 'pem' })]));
for (const name of ['rsa', 'ec', 'ed']) writeFileSync(here(`${name}.pem`), pem[name]);
const with_ = (pair, hash, more = {}) => (data) => sign(hash, data, { key: pair.privateKey, ...more });
const ieee = { dsaEncoding: 'ieee-p1363' };

const good = {
  HS256: make('HS256', claims, hmac(secret)),
  RS256: make('RS256', claims, with_(keys.rsa, 'sha256')),
  ES256: make('ES256', claims, with_(keys.ec, 'sha256', ieee)),
  EdDSA: make('EdDSA', claims, with_(keys.ed, null)),
  'several audiences': make('HS256', { ...claims, aud: ['portal', 'garda'] }, hmac(secret)),
};
const rest = good.HS256.split('.');
const bad = {
  'none, unsigned': `${part({ alg: 'none' })}.${part(claims)}.`,
  'none, in capitals': `${part({ alg: 'NONE' })}.${part(claims)}.`,
  'none, with a good signature': `${part({ alg: 'none' })}.${part(claims)}.${rest[2]}`,
  'no algorithm': `${part({ typ: 'JWT' })}.${part(claims)}.${rest[2]}`,
  'HMAC with the public RSA key as its secret': make('HS256', claims, hmac(pem.rsa)),
  'HMAC with the public P-256 key as its secret': make('HS256', claims, hmac(pem.ec)),
  'HMAC with an empty secret': make('HS256', claims, hmac('')),
  'another secret': make('HS256', claims, hmac(`${secret}!`)),
  'HS384 with the right secret': make('HS384', claims, hmac(secret, 'sha384')),
  'HS512 with the right secret': make('HS512', claims, hmac(secret, 'sha512')),
  'HS256 said, HS512 made': make('HS256', claims, hmac(secret, 'sha512')),
  'RS256 by a stranger': make('RS256', claims, with_(keys.strangers, 'sha256')),
  'RS256 by a stranger who sends the key along': make('RS256', claims, with_(keys.strangers, 'sha256'), { jwk: keys.strangers.publicKey.export({ format: 'jwk' }) }),
  'RS256 by a stranger who says where the key is': make('RS256', claims, with_(keys.strangers, 'sha256'), { jku: 'https://evil.example/keys', kid: '../../rsa' }),
  'RS512 with the right key': make('RS512', claims, with_(keys.rsa, 'sha512')),
  'ES256 with the RSA key': make('ES256', claims, with_(keys.rsa, 'sha256')),
  'ES256 of zeros': `${part({ alg: 'ES256' })}.${part(claims)}.${Buffer.alloc(64).toString('base64url')}`,
  'what must be understood is not': make('HS256', claims, hmac(secret), { crit: ['b64'], b64: false }),
  'over': make('HS256', { ...claims, iat: now - 7200, exp: now - 3600 }, hmac(secret)),
  'over a minute ago': make('HS256', { ...claims, exp: now - 60 }, hmac(secret)),
  'for ever': make('HS256', { ...claims, exp: now + 10 * 365 * 86400 }, hmac(secret)),
  'for ever, beyond all numbers': make('HS256', { ...claims, exp: Number.MAX_SAFE_INTEGER }, hmac(secret)),
  'without an end': make('HS256', { ...claims, exp: undefined }, hmac(secret)),
  'an end in words': make('HS256', { ...claims, exp: 'tomorrow' }, hmac(secret)),
  'not begun': make('HS256', { ...claims, nbf: now + 600 }, hmac(secret)),
  'made in the future': make('HS256', { ...claims, iat: now + 600 }, hmac(secret)),
  'for another program': make('HS256', { ...claims, aud: 'payroll' }, hmac(secret)),
  'for nobody': make('HS256', { ...claims, aud: undefined }, hmac(secret)),
  'for no one of several': make('HS256', { ...claims, aud: ['payroll', 'portal'] }, hmac(secret)),
  'of nobody': make('HS256', { ...claims, sub: undefined }, hmac(secret)),
  'of an empty name': make('HS256', { ...claims, sub: '' }, hmac(secret)),
  'of a list': make('HS256', { ...claims, sub: ['4711'] }, hmac(secret)),
  'of an object': make('HS256', { ...claims, sub: { id: '4711' } }, hmac(secret)),
  'of a number': make('HS256', { ...claims, sub: 4711 }, hmac(secret)),
  'of nothing': make('HS256', { ...claims, sub: null }, hmac(secret)),
  'with a NUL': make('HS256', { ...claims, sub: '4711\u0000' }, hmac(secret)),
  'of two names': make('HS256', `${JSON.stringify(claims).slice(0, -1)},"sub":"4712"}`, hmac(secret)),
  'another claim under the signature': `${rest[0]}.${part({ ...claims, sub: '4712' })}.${rest[2]}`,
  'without its signature': `${rest[0]}.${rest[1]}.`,
  'two parts': `${rest[0]}.${rest[1]}`,
  'four parts': `${good.HS256}.${rest[2]}`,
  'a signature cut short': good.HS256.slice(0, -4),
  'a signature made longer': `${good.HS256}AAAA`,
  'white space around': ` ${good.HS256} `,
  'not base64url': good.HS256.replace(/[-_A-Za-z0-9]$/, '+/='),
  'a claim that is no object': make('HS256', ['4711'], hmac(secret)),
  'no JSON': make('HS256', 'sub=4711', hmac(secret)),
  'nothing': '',
  'a word': 'token',
  'dots': '..',
  'far too long': make('HS256', { ...claims, more: 'x'.repeat(8000) }, hmac(secret)),
};
writeFileSync(here('tokens.json'), `${JSON.stringify({ secret, good, bad }, null, 1)}\n`);
