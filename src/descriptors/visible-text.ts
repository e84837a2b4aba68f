/**
 * Characters that are not seen, or that change the order in which others are: zero-width spaces and joiners, marks of direction, embeddings,
 * overrides and isolates of Unicode's bidirectional algorithm, the byte order mark. A name with them can look like another name.
 */
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** Matches a text of at least one character without invisible and control characters. */
export const VISIBLE_TEXT = /^[^\p{Cc}\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+$/u;

/** Returns a text without invisible characters, to show it; control characters stay. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** Returns a text for a terminal: control characters, which a file name may hold, become question marks. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

/** Parses JSON whose texts are shown: invisible characters are removed from every text. */
export function parseVisibleJson(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown) => (typeof value === 'string' ? withoutInvisible(value) : value));
}
