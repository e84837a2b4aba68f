// The pages of the site: files of the repository and their addresses. Each is copied with its links rewritten from files to addresses.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { root } from '../bundle.js';

/** Files outside docs/ that are pages, by their addresses. */
const OUTSIDE = {
  'README.md': 'index.md',
  'docs/README.md': 'guides.md',
  'docs/boards/README.md': 'boards/index.md',
  'CONTRIBUTING.md': 'contributing.md',
  'CHANGELOG.md': 'changelog.md',
  'boards/README.md': 'board-files.md',
  'banks/README.md': 'factory-bank.md',
  'docs/listen/impacts/README.md': 'listen/impacts.md',
  'docs/listen/metal/README.md': 'listen/metal.md',
  'models/impacts/README.md': 'models/impacts.md',
  'models/impacts-xl/README.md': 'models/impacts-xl.md',
  'models/metal/README.md': 'models/metal.md',
  'models/training/README.md': 'models/training.md',
  'targets/host/README.md': 'npm-package.md',
  'targets/linux-io/README.md': 'drivers.md',
  'targets/hailort-node/README.md': 'hailort-node.md',
  'targets/pi-hailo/recipe/README.md': 'hef.md',
  'src/cli/verbs/README.md': 'verbs.md',
};

/** Every page: its file in the repository and its address. */
export function sitePages() {
  const guides = ['docs', 'docs/boards'].flatMap((folder) =>
    readdirSync(root + folder)
      .filter((name) => name.endsWith('.md') && name !== 'README.md')
      .map((name) => [`${folder}/${name}`, `${folder}/${name}`.replace('docs/', '')]),
  );
  return new Map([...guides, ...Object.entries(OUTSIDE)]);
}

/**
 * The text of a page with its links as the site has them.
 *
 * @param file the page's file in the repository
 * @param site `pages` of `sitePages`; `base` of the site; `repository`, whose web pages show source files, or undefined
 * @returns the text, and the files that it needs in the folder `public` by their names there
 */
export function pageText(file, { pages, base, repository }) {
  const files = new Map();
  const text = readFileSync(root + file, 'utf8');
  const address = pages.get(file);
  const publish = (target, name = target) => {
    files.set(name, target);
    return `${base}${encodeURI(name)}`;
  };
  /** VitePress puts the base before a picture's address itself, and before no address in HTML. */
  const pictureAddress = (published) => `/${published.slice(base.length)}`;
  const replaced = outsideCode(text, (part) =>
    part.replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (whole, picture, label, link) => {
      if (/^(https?|mailto):|^#/.test(link)) return whole;
      const [path, anchor] = link.split('#');
      const target = normalize(join(dirname(file), path));
      const page = pages.get(target) ?? pages.get(join(target, 'README.md'));
      if (page !== undefined)
        return `[${label}](${relativeAddress(address, page)}${anchor === undefined ? '' : `#${anchor}`})`;
      if (!existsSync(root + target)) throw new Error(`${file}: the link ${link} leads nowhere`);
      if (picture === '!') return `![${label}](${pictureAddress(publish(target))})`;
      if (target.endsWith('.mp3')) return soundPlayer(label, publish(target));
      if (repository !== undefined) return `[${label}](${repository}/blob/main/${encodeURI(target)})`;
      return `<a href="${publish(target, plainName(target))}">${label}</a>`;
    }),
  );
  return { text: replaced, files };
}

/** Applies `replace` to what is no code: neither a fenced block nor a span of backticks. */
function outsideCode(text, replace) {
  return text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part) => (part.startsWith('```') ? part : replace(part)))
    .join('');
}

const relativeAddress = (from, to) => {
  const up = '../'.repeat(from.split('/').length - 1);
  return `${up === '' ? './' : up}${to}`;
};

/** A browser shows a text file and would download others. */
const plainName = (target) => {
  const name = target.replace(/(^|\/)\./g, '$1dot-');
  return /\.(txt|json|png|svg|wav)$/.test(name) ? `files/${name}` : `files/${name}.txt`;
};

/** A player of a sound, which the browser loads when it is played. */
export function soundPlayer(label, address) {
  return `<span class="sound"><audio controls preload="none" src="${address}"></audio> <a href="${address}" download>${label}</a></span>`;
}

export const titleOf = (file) =>
  /^# (.*)$/m.exec(readFileSync(root + file, 'utf8'))?.[1].replaceAll('`', '') ?? basename(file, '.md');
