// @ts-check
/** The shapes of the wire, for the type checker only.
 * @typedef {{title: string, value: string}} Choice
 * @typedef {{label: string, value: string}} Fact
 * @typedef {{number: string, status: 'queued'|'assigned'|'pending'|'resolved', team: string, priority: string, due_at: string|null, promise: string|null, why: string, opened_at: string, subject: string, facts: Fact[]}} TicketCard
 * @typedef {{type: string, intent?: string, steps?: string[], choices?: Choice[], ticket?: TicketCard, slug?: string, title?: string, summary?: string, minutes?: number, reviewed?: string, url?: string, file?: SentFile}} Part
 * @typedef {import('../files/types.js').SentFile} SentFile
 * @typedef {{id: string, seq: number, at: string, sender: 'visitor'|'bot'|'agent'|'system', name: string, language: string, text: string, client_id?: string, parts: Part[], wary?: boolean}} Message
 * @typedef {{id: string, status: 'bot'|'queued'|'assigned'|'resolved', language: string, last_seq: number, created_at: string, updated_at: string, ticket: TicketCard|null, agent: {name: string}|null, team: string|null, preview: string}} Conversation
 * @typedef {{language: string, languages: string[], organisation: string, desk: string, phone: string, hours: string, open: boolean, status: string, greeting: string, topics: Choice[], brand: {name: string, color: string|null}, codes: boolean, single_sign_on: boolean, zone?: string, files: {most_bytes: number, per_message: number}}} Config
 * @typedef {{name: string, email: string, proven: string}} Person
 * @typedef {{id: string, conversation: string|null, draft: string, text: string, choice?: string, files?: SentFile[], at: string, language: string, state: 'queued'|'sending'|'waiting'|'failed', unsure?: boolean, tries: number, until: number, reason?: string, code?: string}} Outgoing
 */
export {};
