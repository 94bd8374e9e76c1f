// The real program on a free port with a data folder of its own: started, killed, started again.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BIN = process.env.GARDA_BIN ?? path.join(ROOT, 'target/debug/garda');
/** What the tests' pages sign tokens with. */
export const KEY = 'a-secret-that-only-the-journey-would-use';
const LIMITS = { GARDA__LIMITS__MESSAGES_PER_MINUTE: '6000', GARDA__LIMITS__VISITORS_PER_MINUTE: '6000', GARDA__LIMITS__SIGN_INS_PER_MINUTE: '600' };

const freePort = () => new Promise((resolve) => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => resolve(port)); });
});

export class Server {
  /** The one-time password that the first start prints. */
  password = '';
  email = '';
  output = '';
  #child = null;
  #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'garda-journey-'));

  /** @param {string} [mail] the address of a mail server @param {string} [file] what its configuration file says */
  constructor(mail, file = '') {
    this.config = path.join(this.#folder, 'garda.toml');
    fs.writeFileSync(this.config, file);
    this.mail = mail ? { GARDA__MAIL__URL: mail, GARDA__MAIL__FROM: 'Garda <garda@kantor.example>' } : {};
  }

  async start() {
    this.port ??= await freePort();
    this.base = `http://127.0.0.1:${this.port}`;
    this.output = '';
    const child = spawn(path.resolve(BIN), ['--config', this.config, '--listen', `127.0.0.1:${this.port}`, '--data-dir', this.#folder, '--pack', path.join(ROOT, 'intents')], { cwd: ROOT, env: { ...process.env, ...LIMITS, ...this.mail, GARDA__IDENTITY__KEYS: KEY } });
    this.#child = child;
    const hear = (part) => { this.output += part; };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    await this.#ready(child);
    this.email = /email\s+(\S+@\S+)/.exec(this.output)?.[1] ?? this.email;
    this.password = /password\s+([\w-]{8,})/.exec(this.output)?.[1] ?? this.password;
  }

  /** Ready is said on the first line and meant by the first answer. @param {import('node:child_process').ChildProcess} child */
  async #ready(child) {
    const until = Date.now() + 20_000;
    while (Date.now() < until && child.exitCode === null) {
      if (this.output.includes('ready') && (await fetch(`${this.base}/api/v1/widget`).catch(() => null))?.ok && (this.password || /password\s+\S+/.test(this.output))) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`the program did not start: ${this.output.slice(-800)}`);
  }

  /** As a power cut would. @param {NodeJS.Signals} [signal] */
  async kill(signal = 'SIGKILL') {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode) return;
    const gone = new Promise((resolve) => { child.once('exit', resolve); });
    child.kill(signal);
    await gone;
  }

  async end() {
    await this.kill('SIGKILL');
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The open api as a visitor sees it. @param {string} token @param {string} at */
  async ask(token, at) {
    const answer = await fetch(`${this.base}/api/v1/${at}`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${at} answered ${answer.status}`);
    return answer.json();
  }
}
