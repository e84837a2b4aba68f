export interface Term {
  readonly word: string;
  readonly meaning: string;
}

/** The terms of one section of docs/glossary.md, in its order: rows `| word | meaning |` below the section's table head. */
export function termsOf(markdown: string, section: string): readonly Term[] {
  const [, text = ''] = markdown.split(`## ${section}\n`);
  const [rows] = text.split('\n## ');
  return [...rows.matchAll(/^\| (.+?) \| (.+) \|$/gm)]
    .slice(1)
    .map(([, word, meaning]) => ({ word, meaning: meaning.replace(/[`*]/g, '') }));
}
