// Builds the site in dist/site: the guides as they are, the player's manual first, reference pages from declarations, sounds and pictures, and the
// instrument itself where `npm run build -- --board browser` has built it. Needs no network, and the site loads nothing from elsewhere.
//   npm run site                              # for the root of a host
//   npm run site -- --base /neurorack/        # for a folder of a host
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vitepress';
import { root } from './bundle.js';
import { contractsPage, hailortPage } from './site/api-pages.js';
import { HOME_FILES, homePage } from './site/home.js';
import { listeningModels, listeningPage } from './site/listening.js';
import { NAVIGATION } from './site/navigation.js';
import { pageText, sitePages } from './site/pages.js';

const { values } = parseArgs({
  options: {
    base: { type: 'string', default: '/' },
    out: { type: 'string', default: `${root}dist/site` },
    repository: { type: 'string' },
    instrument: { type: 'string', default: `${root}dist/boards/browser` },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help || !/^\/([^/]+\/)*$/.test(values.base)) {
  process.stdout.write(
    'Usage: npm run site -- [--base </folder/>] [--out <folder>] [--repository <address>] [--instrument <folder>]\n\n' +
      'Builds the site into dist/site. --base is the path of the site on its host, with a slash at both ends; links to source files lead to\n' +
      '--repository, or to copies; --instrument is the build for browsers.\n',
  );
  process.exit(values.help ? 0 : 2);
}

/** A jack, as data: no request for it. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0a6c74"/><circle cx="8" cy="8" r="4.2" fill="none" stroke="#fff" stroke-width="2"/><circle cx="8" cy="8" r="1.4" fill="#fff"/></svg>',
)}`;

const { base, repository } = values;
const source = `${root}dist/site-source`;
const hasInstrument = existsSync(`${values.instrument}/index.html`);

execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-b'], { cwd: root, stdio: 'inherit' });
execFileSync(process.execPath, [`${root}build/package-hailort-node.js`], { cwd: root, stdio: 'inherit' });
rmSync(source, { recursive: true, force: true });
writePages();
const publicFolder = `${source}/public`;
for (const model of listeningModels()) write(`listen/${model}.md`, await listeningPage(model, { base, publicFolder }));
writeConfig();
await build(source, { outDir: resolve(values.out), base });
if (hasInstrument) cpSync(values.instrument, `${resolve(values.out)}/play`, { recursive: true });
process.stdout.write(`${values.out}: ${hasInstrument ? 'with' : 'without'} the instrument\n`);

function writePages() {
  const pages = sitePages();
  const files = new Map(HOME_FILES.map((name) => [name, name]));
  for (const [file, address] of pages) {
    // Written elsewhere.
    if (address === 'index.md' || address.startsWith('listen/')) continue;
    const page = pageText(file, { pages, base, repository });
    write(address, page.text);
    for (const [name, target] of page.files) files.set(name, target);
  }
  write('index.md', homePage({ base, hasInstrument }));
  write('api/contracts.md', contractsPage());
  write('api/hailort-node.md', hailortPage());
  for (const [name, target] of files) {
    if (statSync(root + target).isDirectory()) throw new Error(`${target} is a folder: the site links to files`);
    mkdirSync(dirname(`${source}/public/${name}`), { recursive: true });
    cpSync(root + target, `${source}/public/${name}`);
  }
}

function write(name, text) {
  mkdirSync(dirname(`${source}/${name}`), { recursive: true });
  writeFileSync(`${source}/${name}`, text);
}

/** VitePress fails on links to pages that do not exist. */
function writeConfig() {
  const groups = NAVIGATION.map(({ text, items }) => ({
    text,
    items: items.map(([label, address]) => ({ text: label, link: `/${address}` })),
  }));
  const config = {
    lang: 'en-GB',
    title: 'neurorack',
    description: 'A neural Eurorack synthesizer: two gates and four control voltages play a neural network.',
    head: [['link', { rel: 'icon', href: ICON }]],
    cacheDir: `${root}dist/site-cache`,
    markdown: { image: { lazyLoading: true } },
    themeConfig: {
      nav: [
        ...groups.slice(0, 4).map(({ text, items }) => ({ text, link: items[0].link })),
        ...(repository === undefined ? [] : [{ text: 'Source', link: repository }]),
      ],
      sidebar: groups,
      outline: [2, 3],
      search: { provider: 'local' },
    },
  };
  // Two components of the theme load icons and advertisements from other hosts.
  const alias = `[{ find: /^.*\\/VP(SocialLink|CarbonAds)\\.vue$/, replacement: ${JSON.stringify(`${source}/.vitepress/theme/empty.js`)} }]`;
  const text = JSON.stringify(config, null, 2);
  write('.vitepress/config.js', `export default { ...${text}, vite: { resolve: { alias: ${alias} } } };\n`);
  write('.vitepress/theme/empty.js', 'export default { render: () => undefined };\n');
  // The default theme without its fonts: the system's are used, and no byte is loaded for them.
  const theme = "import Theme from 'vitepress/theme-without-fonts';\nimport './style.css';\nexport default Theme;\n";
  write('.vitepress/theme/index.js', theme);
  cpSync(`${root}build/site/style.css`, `${source}/.vitepress/theme/style.css`);
}
