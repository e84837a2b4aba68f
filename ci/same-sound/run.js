// Shows that this checkout sounds like another commit of it: `node ci/same-sound/run.js [commit]`, default the last one before words and
// folders were renamed. Both are installed and built; every docs/performances/*.perf, six rendered sets and a bank of the test sounds are
// made by each and compared byte by byte; performances whose sound changed on purpose without that change (`CHANGED`). Golden files that
// differ are listed. Exit code: 0 all equal, 1 something differs.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';

const BEFORE_RENAMING = '60af11b';
/**
 * Sounds that differ from those of older commits on purpose. In the performances named, for both checkouts, `pattern` is replaced: a line stays,
 * since times that begin with + count from the line before. All else is still compared byte by byte.
 */
const CHANGED = [
  {
    what: 'variation: CV4 is at 0 V throughout',
    why: 'variation keeps loudness within 6 dB now',
    pattern: /^(\S+\s+cv4)\s.*$/gm,
    replacement: '$1 0',
    performances: ['drunk-drummer', 'each-jack', 'first-steps', 'frozen-cloud', 'soak', 'trills'],
  },
  {
    what: 'four loops of gate 2 (at 26.72, 28.72, 33.9 and 50.28 s)',
    why: 'CV2 moved them into the silence after the sound, and a loop stays where it sounds now',
    pattern: /^((?:26\.72|28\.72|33\.9|50\.28)\s+gate2) on$/gm,
    replacement: '$1 off',
    performances: ['soak'],
  },
];
/** Left out on purpose. */
const NOT_COMPARED = [
  {
    what: 'recordings with DC or rumble',
    why: 'both are removed now before a sound is measured; the bank is made of sounds without them',
  },
  {
    what: 'the moving timbre in a bank, and its format version',
    why: 'version 3 added it; every other entry and field is compared',
  },
];
/** Golden files that changed on purpose, with the reason. */
const CHANGED_GOLDEN = { 'test/golden/pitch.json': "the cowbell's pitch is an octave higher" };
const BANK_INDEX = 'bank.json';
const RENDERED = ['impacts', 'metal'].flatMap((model) => ['Boom', 'Bell', 'Cowbell'].map((set) => ({ model, set })));

const root = fileURLToPath(new URL('../..', import.meta.url));
const commit = process.argv[2] ?? BEFORE_RENAMING;
if (commit === '--help' || commit === '-h') {
  process.stdout.write(`usage: node ci/same-sound/run.js [commit, default ${BEFORE_RENAMING}]\n`);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'neurorack-same-sound-'));
const other = join(folder, 'checkout');
const run = (cwd, ...words) => execFileSync(words[0], words.slice(1), { cwd, stdio: ['ignore', 'pipe', 'pipe'] });

try {
  run(root, 'git', 'worktree', 'add', '--detach', other, commit);
  run(other, 'npm', 'ci', '--no-audit', '--no-fund');
  run(root, 'node', 'build/build.js');
  const differing = [...compare(), ...goldenDifferences()];
  reportLeftOut();
  const verdict = differing.length === 0 ? 'all equal' : `${differing.length} differ`;
  process.stdout.write(`${verdict}, compared with ${commit}\n`);
  process.exitCode = differing.length === 0 ? 0 : 1;
} finally {
  if (existsSync(other)) run(root, 'git', 'worktree', 'remove', '--force', other);
  rmSync(folder, { recursive: true, force: true });
}

/** Names what changed on purpose and is not compared, with the reason. */
function reportLeftOut() {
  for (const { what, why, performances } of [...CHANGED, ...NOT_COMPARED]) {
    const where = performances === undefined ? '' : ` in ${performances.join(', ')}`;
    process.stdout.write(`left out  ${what}${where}: ${why}\n`);
  }
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
    const isSame = name === 'bank.nrbank' ? withoutMoving(before) === withoutMoving(now) : before.equals(now);
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
      words: (out) => ['run', '--perform', comparable(file), '--audio', `wav:${out}`],
    })),
    ...RENDERED.map(({ model, set }) => ({
      name: `${model}-${set}.wav`,
      words: (out) => ['render', '--model', model, '--set', set, '--format', 'float32', '-o', out],
    })),
    { name: 'bank.nrbank', words: (out) => ['bank', 'build', sounds, '-o', out, '--licence', 'CC0', '--name', 'Same'] },
  ];
}

/**
 * A bank without what format version 3 added on purpose: its number and the moving timbre. All other entries and fields are compared; the octave of the
 * pitch, which is chosen since, is that of before in all of these sounds.
 */
function withoutMoving(bank) {
  const { [BANK_INDEX]: index, ...entries } = unzipSync(bank);
  const { formatVersion: _, sets, ...content } = JSON.parse(strFromU8(index));
  const kept = Object.entries(entries).filter(([name]) => !name.endsWith('/moving.bin'));
  return JSON.stringify([
    { ...content, sets: sets.map(({ moving: _, ...set }) => set) },
    kept.map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
  ]);
}

/** A performance without what sounds different on purpose; returns its path. */
function comparable(file) {
  const path = join(root, 'docs/performances', file);
  const changes = CHANGED.filter(({ performances }) => performances.includes(basename(file, '.perf')));
  if (changes.length === 0) return path;
  let text = readFileSync(path, 'utf8');
  for (const { pattern, replacement } of changes) text = text.replace(pattern, replacement);
  const copy = join(folder, file);
  writeFileSync(copy, text);
  return copy;
}

/** Golden files and shipped banks and models whose bytes differ from the commit's; pictures and reports are named for a look, not counted. */
function goldenDifferences() {
  const watched = ['test/golden', 'banks/factory.nrbank', 'models/impacts', 'models/metal', 'docs/pictures/oled'];
  const changed = String(run(root, 'git', 'diff', '--name-only', '--diff-filter=MD', commit, '--', ...watched)).split(
    '\n',
  );
  const files = changed.filter((file) => file !== '' && !file.endsWith('.md'));
  for (const file of files) {
    const verdict = hasWords(file) ? 'other words' : (CHANGED_GOLDEN[file] ?? 'DIFFERS');
    process.stdout.write(`${verdict}  ${file}\n`);
  }
  return files.filter((file) => !hasWords(file) && CHANGED_GOLDEN[file] === undefined);
}

/** Pictures of the display, and reports of `compare` and `doctor`: they show words. */
function hasWords(file) {
  return file.endsWith('.png') || /^test\/golden\/(compare|doctor)\//.test(file);
}
