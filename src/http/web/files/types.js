// @ts-check
/** Shapes for the type checker only.
 * @typedef {{id: string, name: string, kind: 'png'|'jpeg'|'gif'|'webp'|'pdf'|'text', bytes: number, width?: number, height?: number, thumbnail?: boolean, description?: string}} SentFile
 * @typedef {{lang: () => string, announce: (text: string, urgent?: boolean) => void, get: (path: string) => Promise<Blob>, limits: () => {most_bytes: number, per_message: number}, target: () => Promise<{url: string, headers: Record<string, string>}>}} Surroundings
 */
export {};
