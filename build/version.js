// `npm run version`: gives the next version to packages, lockfile and CHANGELOG.md, from the files of .changeset, and removes these. The instrument
// is the group @neurorack/*, whose packages have one version; the checkout has it too. hailort-node has a version of its own.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import read from '@changesets/read';

const root = fileURLToPath(new URL('..', import.meta.url));
const json = (name) => JSON.parse(readFileSync(`${root}${name}`, 'utf8'));
const writeJson = (name, content) => writeFileSync(`${root}${name}`, `${JSON.stringify(content, null, 2)}\n`);

const changesets = await read(root);
const changeset = `${root}node_modules/@changesets/cli/bin.js`;
execFileSync(process.execPath, [changeset, 'version'], { cwd: root, stdio: 'inherit' });

const { version } = json('targets/host/package.json');
const hadVersion = json('package.json').version;
writeJson('package.json', { ...json('package.json'), version });
updateLockfile();
if (changesets.length > 0) updateChangelog(version === hadVersion ? hailortHeading() : version);
process.stdout.write(`${hadVersion} -> ${version}\n`);

/** Writes the versions of the workspaces; `npm install` would also add install scripts that the lockfile leaves out. */
function updateLockfile() {
  const lock = json('package-lock.json');
  const workspaces = ['src/contracts', ...readdirSync(`${root}targets`).map((name) => `targets/${name}`)];
  for (const place of workspaces.filter((name) => lock.packages[name] !== undefined)) {
    const { version: its, dependencies } = json(`${place}/package.json`);
    Object.assign(lock.packages[place], { version: its, ...(dependencies === undefined ? {} : { dependencies }) });
  }
  lock.version = version;
  lock.packages[''].version = version;
  writeJson('package-lock.json', lock);
}

function hailortHeading() {
  return `hailort-node ${json('targets/hailort-node/package.json').version}`;
}

/** Puts the texts of the changesets, and below them what was unreleased, under a heading of the version. */
function updateChangelog(heading) {
  const text = readFileSync(`${root}CHANGELOG.md`, 'utf8');
  const lines = changesets.map(({ summary }) => `- ${summary.trim().replaceAll('\n', '\n  ')}`).join('\n');
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(
    `${root}CHANGELOG.md`,
    text.replace('## Unreleased\n\n', `## Unreleased\n\n## ${heading} (${date})\n\n${lines}\n`),
  );
}
