// Reference pages in Markdown from TypeScript declarations: `tsc` has written each exported declaration at the start of a line, below its comment.
import { readdirSync, readFileSync } from 'node:fs';
import { root } from '../bundle.js';

/** Longest line of code before it is broken at its commas. */
const MAX_COLUMNS = 110;

/** The contracts of src/contracts, a section a file; needs the declarations of `tsc -b`. */
export function contractsPage() {
  const files = readdirSync(`${root}src/contracts`).filter((name) => name.endsWith('.ts'));
  const modules = files.map((name) => {
    const text = readFileSync(`${root}dist/types/src/contracts/${name.replace('.ts', '.d.ts')}`, 'utf8');
    return { name: name.replace('.ts', ''), declarations: declarationsOf(text) };
  });
  const sections = modules
    .filter(({ declarations }) => declarations.length > 0)
    .map(({ name, declarations }) => `## ${name}\n\n\`@neurorack/contracts/${name}\`\n\n${sectionsOf(declarations)}`);
  return page('Contracts', [
    'The interfaces that a target implements for a board: accelerator, audio sink, inputs, display, health, clock. A target imports these modules, and',
    'the instrument imports nothing else of it. [Add a target](../add-a-target.md) is the guide.\n',
    ...sections,
  ]);
}

/** Everything that the package hailort-node exports; needs its built folder dist/hailort-node. */
export function hailortPage() {
  const lib = `${root}dist/hailort-node/lib`;
  const index = readFileSync(`${lib}/index.d.ts`, 'utf8');
  const exported = [...index.matchAll(/^export (?:type )?\{ (.*) \} from '\.\/(.*)\.[jt]s';$/gm)];
  const declarations = exported.flatMap(([, names, file]) => {
    const all = declarationsOf(readFileSync(`${lib}/${file}.d.ts`, 'utf8'));
    return names.split(', ').map((name) => find(all, name.replace('type ', ''), file));
  });
  const byName = declarations.sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return page('hailort-node', [
    'Everything that the package exports. [Its guide](../hailort-node.md) has installation, examples and rules.\n',
    sectionsOf(byName, '##'),
  ]);
}

const page = (title, lines) => `---\noutline: [2, 3]\n---\n\n# ${title}\n\n${lines.join('\n')}\n`;

function find(declarations, name, file) {
  const found = declarations.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${file}.d.ts of hailort-node declares no ${name}`);
  return found;
}

/**
 * Exported declarations of a `.d.ts` file, in its order.
 *
 * @param text content of the file
 * @returns name, text of the comment, and code of each
 */
export function declarationsOf(text) {
  const pattern =
    /(?:^\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^export (?:declare )?(interface|type|class|const|function|abstract class|enum) (\w+)([\s\S]*?)(?=\n^(?:export|import|\/\*\*|type|interface|declare|\}?$))/gm;
  return [...`${text}\n`.matchAll(pattern)].map(([, comment = '', kind, name, rest]) => {
    const code = `${kind} ${name}${rest}`.trimEnd();
    return { name, comment: commentText(comment), code: code.endsWith('{') || /\{\n/.test(code) ? closed(code) : code };
  });
}

/** A block whose last line the pattern has left out. */
const closed = (code) => (/\n\};?$/.test(code) ? code : `${code}\n}`);

function commentText(comment) {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n')
    .trim();
}

function sectionsOf(declarations, level = '###') {
  return declarations
    .map(({ name, comment, code }) => `${level} ${name}\n\n${proseOf(comment)}\n\n\`\`\`ts\n${narrow(code)}\n\`\`\`\n`)
    .join('\n');
}

/** The comment as Markdown: tags become a list. Angle brackets outside code would be HTML. */
function proseOf(comment) {
  const [prose, ...tags] = comment.split(/\n?^@(?=\w)/m);
  const items = tags.map((tag) => {
    const [, kind, text] = /^(\w+) ?([\s\S]*)$/.exec(tag) ?? ['', '', tag];
    if (kind === 'example') return `\n\`\`\`ts\n${text.trim()}\n\`\`\`\n`;
    const [, name, meaning] = (kind === 'param' && /^(\w+) ([\s\S]*)$/.exec(text)) || ['', '', text];
    return `- ${kind === 'param' ? `\`${name}\`` : `*${kind}*`}: ${escapeHtml(meaning.replace(/\s*\n\s*/g, ' '))}`;
  });
  return [escapeHtml(prose.trim()), items.join('\n')].filter((part) => part !== '').join('\n\n');
}

const escapeHtml = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;')))
    .join('');

function narrow(code) {
  return code
    .split('\n')
    .map((line) => (line.length <= MAX_COLUMNS || /^\s*(\/\*|\*)/.test(line) ? line : broken(line)))
    .join('\n');
}

function broken(line) {
  const indent = `${/^\s*/.exec(line)?.[0] ?? ''}    `;
  const lines = [''];
  for (const part of line.split(/(?<=[,|] )/)) {
    if (lines[lines.length - 1].length + part.length > MAX_COLUMNS) lines.push(indent);
    lines[lines.length - 1] += part;
  }
  return lines.map((one) => one.trimEnd()).join('\n');
}
