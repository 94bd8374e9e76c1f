// A mail server that takes every letter and keeps it.
import net from 'node:net';

export class PostOffice {
  /** @type {string[]} */ letters = [];

  async open() {
    this.server = net.createServer((socket) => this.#serve(socket));
    await new Promise((listening) => { this.server.listen(0, '127.0.0.1', () => listening(undefined)); });
    this.url = `smtp://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  /** @param {net.Socket} socket */
  #serve(socket) {
    let text = '';
    let inLetter = false;
    const say = (/** @type {string} */ line) => socket.write(`${line}\r\n`);
    say('220 post');
    socket.on('error', () => {});
    socket.on('data', (part) => {
      text += part;
      for (let end; (end = text.indexOf(inLetter ? '\r\n.\r\n' : '\r\n')) >= 0;) {
        const line = text.slice(0, end);
        text = text.slice(end + (inLetter ? 5 : 2));
        if (inLetter) { this.letters.push(line); inLetter = false; say('250 kept'); }
        else if (/^DATA/i.test(line)) { inLetter = true; say('354 go on'); }
        else if (/^QUIT/i.test(line)) { say('221 bye'); socket.end(); }
        else say(/^EHLO/i.test(line) ? '250 post' : '250 ok');
      }
    });
  }

  close() { this.server.close(); }
}
