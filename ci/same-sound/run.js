// Shows that this checkout sounds like another commit of it: `node ci/same-sound/run.js [commit]`, default the last one that changed the sound on
// purpose, by changes.json. Both are installed and built; every docs/performances/*.perf, six rendered sets and a bank of the test sounds are
// made by each and compared byte by byte. Golden files that differ are listed. Exit code: 0 all equal, 1 something differs.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commitOf, soundChanges } from './sound-changes.js';

const RENDERED = ['impacts', 'metal'].flatMap((model) => ['Boom', 'Bell', 'Cowbell'].map((set) => ({ model, set })));

const root = fileURLToPath(new URL('../..', import.meta.url));
const [argument] = process.argv.slice(2);
if (argument === '--help' || argument === '-h') {
  process.stdout.write(
    'usage: node ci/same-sound/run.js [commit, default the last change of ci/same-sound/changes.json]\n',
  );
  process.exit(0);
}
const changes = soundChanges();
const commit = argument ?? newestChange();
const folder = mkdtempSync(join(tmpdir(), 'neurorack-same-sound-'));
const other = join(folder, 'checkout');
const run = (cwd, ...words) => execFileSync(words[0], words.slice(1), { cwd, stdio: ['ignore', 'pipe', 'pipe'] });

try {
  run(root, 'git', 'worktree', 'add', '--detach', other, commit);
  run(other, 'npm', 'ci', '--no-audit', '--no-fund');
  run(root, 'node', 'build/build.js');
  const differing = [...compare(), ...goldenDifferences()];
  const verdict = differing.length === 0 ? 'all equal' : `${differing.length} differ`;
  process.stdout.write(`${verdict}, compared with ${commit}\n`);
  if (differing.length > 0) reportChanges();
  process.exitCode = differing.length === 0 ? 0 : 1;
} finally {
  if (existsSync(other)) run(root, 'git', 'worktree', 'remove', '--force', other);
  rmSync(folder, { recursive: true, force: true });
}

/** The commit to compare with: all after it should sound the same. */
function newestChange() {
  const newest = changes[changes.length - 1];
  const found = commitOf(newest);
  if (found === undefined) {
    process.stderr.write(
      `error: no commit has the newest entry of ci/same-sound/changes.json: '${newest.what}'\n` +
        'remedy: commit it with the change itself, fetch the whole history, or name a commit to compare with\n',
    );
    process.exit(2);
  }
  process.stdout.write(`sound last changed on purpose in ${found}: ${newest.what}; ${newest.why}\n`);
  return found;
}

/** Names what changed on purpose since the commit, which may explain a difference. */
function reportChanges() {
  for (const change of changes) {
    const at = commitOf(change);
    if (at !== undefined && isAfter(at))
      process.stdout.write(`on purpose since, in ${at}: ${change.what}; ${change.why}\n`);
  }
  process.stdout.write(
    'A change of sound on purpose adds an entry to ci/same-sound/changes.json, in the same commit.\n',
  );
}

function isAfter(at) {
  return String(run(root, 'git', 'rev-list', '--max-count=1', at, `^${commit}`)) !== '';
}

/** Makes every file in both checkouts; returns the names of those that differ. */
function compare() {
  const differing = [];
  for (const { name, words } of jobs()) {
    const [before, now] = [other, root].map((checkout, n) => {
      const file = join(folder, `${n}-${name}`);
      run(checkout, 'node', 'bin/neurorack.js', ...words(file));
      return readFileSync(file);
    });
    const isSame = before.equals(now);
    process.stdout.write(`${isSame ? 'same' : 'DIFFERS'}  ${name}  ${now.length} bytes\n`);
    if (!isSame) differing.push(name);
  }
  return differing;
}

function jobs() {
  const performances = readdirSync(join(root, 'docs/performances')).filter((file) => file.endsWith('.perf'));
  // Both checkouts measure the same copies, so that the addresses in the bank are equal too.
  const sounds = join(folder, 'sounds');
  mkdirSync(sounds);
  const clips = join(root, 'test/golden/descriptors');
  for (const file of readdirSync(clips).filter((name) => name.endsWith('.wav')))
    run(root, 'cp', join(clips, file), join(sounds, file));
  return [
    ...performances.map((file) => ({
      name: `${basename(file, '.perf')}.wav`,
      words: (out) => ['run', '--perform', join(root, 'docs/performances', file), '--audio', `wav:${out}`],
    })),
    ...RENDERED.map(({ model, set }) => ({
      name: `${model}-${set}.wav`,
      words: (out) => ['render', '--model', model, '--set', set, '--format', 'float32', '-o', out],
    })),
    { name: 'bank.nrbank', words: (out) => ['bank', 'build', sounds, '-o', out, '--licence', 'CC0', '--name', 'Same'] },
  ];
}

/** Golden files and shipped banks and models whose bytes differ from the commit's; pictures and reports are named for a look, not counted. */
function goldenDifferences() {
  const watched = ['test/golden', 'banks/factory.nrbank', 'models/impacts', 'models/metal', 'docs/pictures/oled'];
  const changed = String(run(root, 'git', 'diff', '--name-only', '--diff-filter=MD', commit, '--', ...watched)).split(
    '\n',
  );
  // Cards and their figures have no sound.
  const files = changed.filter((file) => file !== '' && !/\.md$|^models\/[^/]+\/figures\//.test(file));
  for (const file of files) process.stdout.write(`${hasWords(file) ? 'other words' : 'DIFFERS'}  ${file}\n`);
  return files.filter((file) => !hasWords(file));
}

/** Pictures of the display, and reports of `compare` and `doctor`: they show words. */
function hasWords(file) {
  return file.endsWith('.png') || /^test\/golden\/(compare|doctor)\//.test(file);
}
