// @ts-check
/** Names every element of the console; the page's `<garda-console>` does the rest. */
import { App } from './app.js';
import { Bar } from './bar.js';
import { Content } from './content.js';
import { Chooser } from './chooser.js';
import { Desk } from './desk.js';
import { ExplanationView } from './explanation.js';
import { FirstPassword } from './password.js';
import { KeySheet } from './key-sheet.js';
import { OutboxPage } from './outbox-page.js';
import { PackState } from './pack-state.js';
import { People } from './people.js';
import { Rail } from './rail.js';
import { Reply } from './reply.js';
import { SettingsPage } from './settings-page.js';
import { Side } from './side.js';
import { SignIn } from './sign-in.js';
import { Thread } from './thread.js';
import { TicketList } from './list.js';
import { TicketView } from './ticket.js';
import { Toasts } from './toast.js';
import { useOfficeZone } from './time.js';

const parts = {
  'garda-bar': Bar, 'garda-chooser': Chooser, 'garda-content': Content, 'garda-desk': Desk, 'garda-explanation': ExplanationView,
  'garda-first-password': FirstPassword, 'garda-key-sheet': KeySheet, 'garda-list': TicketList, 'garda-outbox': OutboxPage, 'garda-pack-state': PackState,
  'garda-people': People,
  'garda-rail': Rail, 'garda-reply': Reply, 'garda-settings': SettingsPage, 'garda-side': Side, 'garda-sign-in': SignIn,
  'garda-thread': Thread, 'garda-ticket': TicketView, 'garda-toasts': Toasts, 'garda-console': App,
};

// Without the zone the console still works, in the device's own.
await fetch('/api/v1/widget', { signal: AbortSignal.timeout(2000) }).then((answer) => answer.json()).then((desk) => useOfficeZone(desk.zone)).catch(() => {});

for (const [name, part] of Object.entries(parts)) customElements.define(name, part);
