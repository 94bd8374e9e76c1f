// @ts-check
/** Starts the frame: meets the page, then hands everything to the app. */
import { GardaTranscript } from './transcript.js';
import { GardaComposer } from './composer.js';
import { GardaArticle } from './article.js';
import { GardaChat } from './chat.js';
import { GardaHeader } from './header.js';
import { GardaHome } from './home.js';
import { App } from './app.js';
import { Bridge } from './bridge.js';

customElements.define('garda-composer', GardaComposer);
customElements.define('garda-transcript', GardaTranscript);
customElements.define('garda-article', GardaArticle);
customElements.define('garda-header', GardaHeader);
customElements.define('garda-home', GardaHome);
customElements.define('garda-chat', GardaChat);

const bridge = new Bridge();
bridge.meet().then((setup) => new App(bridge).start(setup));
