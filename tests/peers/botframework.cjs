// The channel's side of a conversation with the bot, held by Microsoft's libraries; the script beside this file starts both.
const { generateKeyPairSync, createHmac } = require('node:crypto');
const http = require('node:http');
const assert = require('node:assert/strict');
const express = require('express');
const jwt = require('jsonwebtoken');
const { ChannelServiceRoutes, ChannelServiceHandlerBase, EventFactory, TurnContext, ActivityTypes } = require('botbuilder');
const { ChannelValidation, SimpleCredentialProvider } = require('botframework-connector');

const { PEER, DESK } = process.env;
const APP = '11111111-2222-3333-4444-555555555555';
const ISSUER = 'https://api.botframework.com';
const here = `http://127.0.0.1:${PEER}`;
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [key, foreign] = [pair(), pair()];
const got = [];
let asked = 0;

/** What the bot sends, as the library reads it. */
class Channel extends ChannelServiceHandlerBase {
  async authenticate(header) {
    assert.equal(header, 'Bearer peer-token');
    return { isAuthenticated: true, claims: [], getClaimValue: () => null };
  }
  async onReplyToActivity(_claims, conversation, to, activity) {
    got.push({ conversation, to, activity });
    return { id: `r${got.length}` };
  }
  async onSendToConversation(_claims, conversation, activity) {
    got.push({ conversation, activity });
    return { id: `s${got.length}` };
  }
}

function serve() {
  const app = express();
  app.get('/metadata', (_, answer) => answer.json({ issuer: ISSUER, jwks_uri: `${here}/keys` }));
  app.get('/keys', (_, answer) => answer.json({ keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', endorsements: ['msteams'] }] }));
  app.post('/token', express.urlencoded({ extended: false }), (call, answer) => {
    asked += 1;
    const { grant_type: type, client_id: id, client_secret: secret, scope } = call.body;
    const right = type === 'client_credentials' && id === APP && secret === 'app-secret' && scope === 'https://api.botframework.com/.default';
    answer.status(right ? 200 : 400).json(right ? { token_type: 'Bearer', expires_in: 3599, access_token: 'peer-token' } : { error: 'invalid_client' });
  });
  app.use(express.json());
  const route = (method) => (path, handler) => app[method](path, handler);
  new ChannelServiceRoutes(new Channel()).register({ get: route('get'), post: route('post'), put: route('put'), del: route('delete'), delete: route('delete') }, '');
  return new Promise((done) => { const server = http.createServer(app).listen(Number(PEER), '127.0.0.1', () => done(server)); });
}

const base = {
  channelId: 'msteams', serviceUrl: here, from: { id: '29:u1', name: 'Anna', aadObjectId: '00000000-0000-0000-0000-000000000001' }, recipient: { id: `28:${APP}`, name: 'Garda' },
  conversation: { id: 'a:conv1', conversationType: 'personal', tenantId: 'ten1' }, locale: 'id-ID', timestamp: new Date().toISOString(), entities: [{ type: 'clientInfo', locale: 'id-ID', platform: 'Web' }],
};
const now = Math.floor(Date.now() / 1000);
const claims = { iss: ISSUER, aud: APP, nbf: now - 10, exp: now + 3600, serviceurl: here };
const sign = (more = {}, { with: signer = key, kid = 'one', algorithm = 'RS256' } = {}) => jwt.sign({ ...claims, ...more }, signer.privateKey, { algorithm, keyid: kid });

async function post(activity, token = sign()) {
  const answer = await fetch(`http://127.0.0.1:${DESK}/api/messages`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ ...base, ...activity }) });
  return answer.status;
}

async function until(what, holds) {
  for (let tries = 0; tries < 150; tries += 1) {
    const found = got.find(holds);
    if (found) return found;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  throw new Error(`${what} never came: ${JSON.stringify(got)}`);
}

/** Whether the library believes a token, by the same keys. */
async function believed(token) {
  ChannelValidation.OpenIdMetadataEndpoint = `${here}/metadata`;
  const quiet = console.error;
  console.error = () => {};
  try {
    await ChannelValidation.authenticateChannelTokenWithServiceUrl(`Bearer ${token}`, new SimpleCredentialProvider(APP, 'app-secret'), base.serviceUrl, base.channelId);
    return true;
  } catch {
    return false;
  } finally {
    console.error = quiet;
  }
}

async function tokens() {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const secret = key.publicKey.export({ type: 'spki', format: 'pem' });
  const hmac = `${part({ alg: 'HS256', kid: 'one' })}.${part(claims)}`;
  const table = {
    right: sign(), 'in the last five minutes': sign({ exp: now - 200 }), 'a little early': sign({ nbf: now + 200 }),
    over: sign({ exp: now - 400 }), 'not yet': sign({ nbf: now + 400 }), 'another bot': sign({ aud: 'x' }), 'another issuer': sign({ iss: 'https://x/' }), 'another address': sign({ serviceurl: 'https://x/' }),
    'no address': sign({ serviceurl: undefined }), 'a foreign key': sign({}, { with: foreign }), 'an unknown key': sign({}, { with: foreign, kid: 'two' }),
    unsigned: `${part({ alg: 'none', kid: 'one' })}.${part(claims)}.`, 'a public key as a secret': `${hmac}.${createHmac('sha256', secret).update(hmac).digest('base64url')}`,
    changed: sign().replace(/\.(.)/, (_, sign_) => `.${sign_ === 'e' ? 'f' : 'e'}`),
  };
  for (const [what, token] of Object.entries(table)) {
    const [theirs, ours] = [await believed(token), await post({ type: 'typing' }, token)];
    assert.equal(ours === 200, theirs, `${what}: they ${theirs ? 'believe' : 'refuse'} it, we answer ${ours}`);
    console.log(`  ${what}: ${theirs ? 'believed' : 'refused'} by both`);
  }
}

(async () => {
  const server = await serve();
  await tokens();
  assert.equal(await post({ type: ActivityTypes.ConversationUpdate, id: 'e1', membersAdded: [{ id: `28:${APP}` }] }), 200);
  const hello = await until('a greeting', (one) => one.activity.type === 'message');
  assert.equal(hello.activity.suggestedActions.actions[0].type, 'imBack');
  assert.equal(await post({ type: ActivityTypes.Message, id: 'm1', text: 'wifi ga konek', textFormat: 'plain' }), 200);
  const answer = await until('an answer', (one) => one.to === 'm1' && one.activity.type === 'message');
  assert.equal(answer.conversation, 'a:conv1');
  assert.equal(await post({ type: ActivityTypes.Message, id: 'm2', text: '/human' }), 200);
  const { activity: handoff } = await until('a handoff', (one) => one.activity.type === 'event');

  // What the library itself makes of the same handoff.
  const context = new TurnContext({}, { ...base, type: 'message', id: 'm2', text: '/human' });
  const theirs = EventFactory.createHandoffInitiation(context, { ticket: 'GRD-1001' }, { activities: [{ type: 'message', text: 'wifi ga konek' }] });
  assert.equal(handoff.name, theirs.name);
  assert.equal(handoff.value.ticket, 'GRD-1001');
  assert.equal(handoff.conversation.id, theirs.conversation.id);
  const [ours, wanted] = [handoff.attachments[0], theirs.attachments[0]];
  assert.deepEqual([ours.contentType, ours.name], [wanted.contentType, wanted.name]);
  const [{ text }] = wanted.content.activities;
  assert.ok(ours.content.activities.some((one) => one.type === 'message' && one.text === text && one.from.role === 'user'), JSON.stringify(ours.content));
  assert.equal(asked, 1, 'a token serves for many');

  for (const state of ['accepted', 'completed']) {
    const status = EventFactory.createHandoffStatus(base.conversation, state);
    assert.equal(await post({ ...status, id: `status-${state}`, from: { id: 'hub', name: 'Rina' }, conversation: base.conversation }), 200);
  }
  await until('what the visitor is told', (one) => one.activity.type === 'message' && one.activity.text.includes('GRD-1001') && one.to === 'm2' && got.indexOf(one) > got.findIndex((other) => other.activity === handoff));
  server.closeAllConnections();
  server.close();
})().catch((error) => { console.error(error); process.exit(1); });
