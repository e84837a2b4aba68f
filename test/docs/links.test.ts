import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = [
  '.',
  'docs',
  'docs/boards',
  'docs/listen/impacts',
  'docs/listen/metal',
  'boards',
  'banks',
  'models',
  'models/impacts',
  'models/impacts-xl',
  'models/metal',
  'models/training',
];
const PAGES = [
  ...FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder)).map((file) => normalize(join(folder, file)))),
  ...readdirSync(join(ROOT, 'targets')).map((target) => `targets/${target}/README.md`),
  ...['targets/pi-hailo/recipe/README.md', 'src/cli/verbs/README.md'],
].filter((path) => path.endsWith('.md') && existsSync(join(ROOT, path)));

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The anchors that a page's headings have on a web page: lower case, hyphens for spaces, no punctuation. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

function brokenLinks(page: string): string[] {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^(https?|mailto):/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(textOf(target)).includes(anchor);
  });
}

describe('the guides', () => {
  it.each(PAGES)('%s links to files and headings that exist', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('link to every guide from docs/README.md', () => {
    const linked = textOf('docs/README.md');
    const guides = readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md') && file !== 'README.md');
    expect(guides.filter((file) => !linked.includes(`(${file})`))).toEqual([]);
  });

  it('name only folders and files of this project that exist', () => {
    const named = PAGES.flatMap((page) =>
      [...textOf(page).matchAll(/`((?:src|targets|test|testing|ci|build|packaging|boards)\/[\w./-]*\w)`/g)].map(
        ([, path = '']) => ({ page, path }),
      ),
    );
    // A folder of one's own in an example, and an output.
    const isExample = (path: string): boolean => /my-|\.so|kernel-binary/.test(path);
    const missing = named.filter(({ path }) => !isExample(path) && !existsSync(join(ROOT, path)));
    expect(missing.map(({ page, path }) => `${page}: ${path}`)).toEqual([]);
  });
});
