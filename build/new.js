// Writes the files of a new board or target: `npm run new -- board <id> [--like <board>]`, `npm run new -- target <id>`. What a file cannot
// know is marked with a comment in it; docs/add-a-board.md and docs/add-a-target.md explain the rest.
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HERE = fileURLToPath(new URL('..', import.meta.url));
const USAGE = 'npm run new -- board <id> [--like <board>] | npm run new -- target <id>';

const { values, positionals } = readWords();
const [what, id, ...others] = positionals;
/** Another checkout, for tests. */
const root = resolve(values.root ?? HERE);
if ((what !== 'board' && what !== 'target') || id === undefined || others.length > 0)
  end("expected 'board' or 'target', and an id", `use ${USAGE}`);
if (!/^[a-z0-9][a-z0-9-]*$/.test(id))
  end(`'${id}' is no id`, 'use lower-case letters, digits and hyphens, as in pi3-cpu');
for (const line of what === 'board' ? newBoard() : newTarget()) process.stdout.write(`${line}\n`);

function newBoard() {
  const boards = readdirSync(`${root}/boards`)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.replace('.yaml', ''));
  const like = values.like ?? 'pi5-cpu';
  if (!boards.includes(like)) end(`there is no board '${like}'`, `use one of ${boards.join(', ')}`);
  const text = read(`boards/${like}.yaml`);
  const name = `Board ${id}, from ${like}`;
  const fields = {
    id,
    name,
    evidence: 'never-run # until it has run on the board',
    price: '{ class: unknown } # or a class, a month and the address of its source',
    recognise: "['model of the board*'] # /proc/device-tree/model",
  };
  const changed = Object.entries(fields).reduce(
    (file, [field, value]) => file.replace(new RegExp(`^${field}: .*$`, 'm'), `${field}: ${value}`),
    text,
  );
  writeAll({ [`boards/${id}.yaml`]: changed, [`docs/boards/${id}.md`]: boardPage(name) });
  addRow('boards/README.md', (row) => row.startsWith('| `'), `| \`${id}\` | ${name} | as \`${like}\` | never run |`);
  addRow('docs/boards/README.md', (row) => row.startsWith('| ['), `| [${id}](${id}.md) | as ${like} | never run |`);
  return [
    `now change boards/${id}.yaml and docs/boards/${id}.md for the board, then:`,
    '  npx vitest run test/board                              # errors name file, line and field',
    '  UPDATE_DOCS=1 npx vitest run test/docs/build-one.test.ts   # its row in the wiring table',
    `  npm run build -- --board ${id}`,
  ];
}

function boardPage(name) {
  return [
    `# ${name}`,
    '',
    `Evidence: **never run**. Board file: [${id}.yaml](../../boards/${id}.yaml).`,
    '',
    'Nobody has run it yet.',
    '',
    '| part | evidence | command |',
    '|---|---|---|',
    '| I2C, ADC, display, encoder drivers | against simulators that follow the data sheets, with faults | `npx vitest run test/targets/linux-io` |',
    '| header pins, bus, GPIO chip | never compared with a board | [wiring](../build-one.md#wiring) |',
    '| block times, latency, temperature, power | none | `neurorack bench` on the board |',
    '',
    '## Set up',
    '',
    '```sh',
    `npm run build -- --board ${id} && npx neurorack deploy user@module.local --board ${id}`,
    '```',
    '',
  ].join('\n');
}

function newTarget() {
  const { version } = JSON.parse(read('package.json'));
  const packageName = `@neurorack/target-${id}`;
  const dependencies = Object.fromEntries(
    ['common', 'contracts', 'linux-io'].map((name) => [`@neurorack/${name}`, version]),
  );
  const facts = { version, license: 'MIT' };
  const neurorack = { accelerators: { onnxruntime: { precisions: ['fp32'] } } };
  const manifest = {
    name: packageName,
    ...facts,
    type: 'module',
    private: true,
    exports: { '.': './src/index.ts' },
    neurorack,
    dependencies,
  };
  const code = read('targets/linux-cpu/src/index.ts').replaceAll("'linux-cpu'", `'${id}'`);
  writeAll({
    [`targets/${id}/package.json`]: `${JSON.stringify(manifest, null, 2)}\n`,
    [`targets/${id}/src/index.ts`]: code.replace(
      /\/\*\* .* \*\//,
      '/** A Linux board whose CPU runs the network: replace its accelerator. Never run. */',
    ),
    [`test/targets/${id}/target.test.ts`]: targetTest(packageName),
  });
  // As `npm install` does for a workspace, without a network and without its other changes of the lockfile.
  const lock = JSON.parse(read('package-lock.json'));
  lock.packages[`node_modules/${packageName}`] = { resolved: `targets/${id}`, link: true };
  lock.packages[`targets/${id}`] = { name: packageName, ...facts, dependencies };
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([one], [two]) => (one < two ? -1 : 1)));
  writeFileSync(`${root}/package-lock.json`, `${JSON.stringify(lock, null, 2)}\n`);
  const link = `${root}/node_modules/${packageName}`;
  mkdirSync(dirname(link), { recursive: true });
  if (!existsSync(link)) symlinkSync(`../../targets/${id}`, link);
  return [
    `now write the accelerator in targets/${id}/src/index.ts, and its kind, precisions and chips in targets/${id}/package.json, then:`,
    `  npx tsc -b && npx vitest run test/targets/${id}`,
    `  npm run new -- board <board>                # with \`target: ${id}\` in its file`,
    'a package of another origin: name it in package.json of the target and run npm install',
  ];
}

function targetTest(packageName) {
  return `import { createTarget } from '${packageName}';
import { describe, expect, it } from 'vitest';
import type { BoardConfig } from '../../../src/contracts/board.ts';
import { describeAccelerator } from '../../conformance/accelerator.ts';
import { describeBoardHealth } from '../../conformance/board.ts';

const BOARD: BoardConfig = {
  id: 'test-board',
  name: 'A board of ${id}',
  evidence: 'never-run',
  target: '${id}',
  recognise: [],
  buses: {},
  accelerator: { kind: 'onnxruntime', precision: 'fp32' },
};

describe('the target ${id}', () => {
  it('has the id of its folder, which board files name', () => {
    expect(createTarget(BOARD).id).toBe('${id}');
  });
});

describeBoardHealth({ name: 'a board of ${id}', create: () => createTarget(BOARD).createBoardHealth() });

describeAccelerator({
  name: 'the accelerator of ${id}',
  create: () => createTarget(BOARD).createAccelerator(),
  probe: 'test/fixtures/probe.onnx', // compiled for the chip
  tolerance: 0, // 0.01 for fp16 or int8
});
`;
}

/** Adds a row behind the last one of a table whose rows this function accepts. */
function addRow(path, isRow, row) {
  const lines = read(path).split('\n');
  lines.splice(lines.findLastIndex(isRow) + 1, 0, row);
  writeFileSync(`${root}/${path}`, lines.join('\n'));
  process.stdout.write(`row      ${path}\n`);
}

function read(path) {
  return readFileSync(`${root}/${path}`, 'utf8');
}

/** Writes new files; one that is there ends the program before anything is written. */
function writeAll(files) {
  const present = Object.keys(files).find((path) => existsSync(`${root}/${path}`));
  if (present !== undefined) end(`${present} is there already`, 'choose another id, or remove it');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(`${root}/${path}`), { recursive: true });
    writeFileSync(`${root}/${path}`, text);
    process.stdout.write(`written  ${path}\n`);
  }
}

function readWords() {
  try {
    return parseArgs({ allowPositionals: true, options: { like: { type: 'string' }, root: { type: 'string' } } });
  } catch (error) {
    return end(error.message, `use ${USAGE}`);
  }
}

function end(problem, remedy) {
  process.stderr.write(`error: ${problem}\nremedy: ${remedy}\n`);
  process.exit(2);
}
