import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Who imports what in a house where nothing is wrong. */
const SOUND = {
  'src/cli/verbs/play.ts': ['src/app/app.ts', 'src/descriptors/curve.ts', 'src/contracts/errors.ts'],
  'src/app/app.ts': ['src/engine/worker.ts', 'targets/host/src/index.ts'],
  'src/engine/worker.ts': ['src/voice/voice.ts', 'src/control/gate.ts', 'src/model/load.ts'],
  'src/voice/voice.ts': ['src/descriptors/curve.ts', 'src/contracts/accelerator.ts'],
  'src/model/load.ts': ['src/descriptors/curve.ts', 'zod'],
  'targets/pi-hailo/src/index.ts': ['src/contracts/accelerator.ts', 'targets/hailort-node/src/index.ts'],
  'targets/host/src/index.ts': ['src/contracts/accelerator.ts', 'targets/host/src/session.ts', 'zod'],
};

/** What is wrong, the file that does it, what it imports, and the rule that says so. */
const PLANTED: readonly [string, string, string, string][] = [
  ['a contract that knows the synthesis', 'src/contracts/a.ts', 'src/voice/voice.ts', 'arrows-contracts'],
  ['a contract that needs a package', 'src/contracts/b.ts', 'zod', 'contracts-import-nothing'],
  ['descriptors that know the model', 'src/descriptors/a.ts', 'src/model/load.ts', 'arrows-descriptors'],
  ['synthesis that knows the model', 'src/synth/a.ts', 'src/model/load.ts', 'arrows-synth'],
  ['synthesis that knows the engine', 'src/synth/b.ts', 'src/engine/worker.ts', 'arrows-synth'],
  ['an engine that knows its target', 'src/engine/a.ts', 'targets/host/src/index.ts', 'arrows-engine'],
  ['a target that knows more than contracts', 'targets/host/src/a.ts', 'src/model/load.ts', 'arrows-targets'],
  ['a target that imports another', 'targets/linux-io/src/a.ts', 'targets/host/src/index.ts', 'arrows-targets'],
  [
    'a binding that knows the instrument',
    'targets/hailort-node/src/a.ts',
    'src/contracts/errors.ts',
    'hailort-node-stands-alone',
  ],
  ['a command line that reaches a target', 'src/cli/a.ts', 'targets/host/src/index.ts', 'arrows-cli'],
  ['a panel that knows the app', 'src/panel/a.ts', 'src/app/app.ts', 'nothing-imports-app-or-cli'],
  ['a circle', 'src/ui/a.ts', 'src/ui/b.ts', 'no-cycles'],
  ['an import of nothing', 'src/state/a.ts', 'no-such-package', 'no-unresolved'],
];
const PLANTED_IMPORTS = {
  ...Object.fromEntries(PLANTED.map(([, from, to]) => [from, [to]])),
  'src/ui/b.ts': ['src/ui/a.ts'],
};

describe('the arrows of the house', () => {
  let violations: readonly string[];
  beforeAll(async () => {
    violations = await violationsOf({ ...SOUND, ...PLANTED_IMPORTS });
  });

  it.each(Object.keys(SOUND))('let %s import what is below it', (from) => {
    expect(violations.filter((violation) => violation.startsWith(`${from}:`))).toEqual([]);
  });

  it.each(PLANTED)('forbid %s', (_, from, _to, rule) => {
    expect(violations).toContain(`${from}: ${rule}`);
  });
});

const report = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});

/** Lays out a house with these imports (types only: those count too) and holds it against the rules: 'file: rule'. */
async function violationsOf(imports: Readonly<Record<string, readonly string[]>>): Promise<string[]> {
  const house = await mkdtemp(join(tmpdir(), 'neurorack-house-'));
  await symlink(join(root, 'node_modules'), join(house, 'node_modules'));
  await writeFile(join(house, 'package.json'), JSON.stringify({ type: 'module', dependencies: { zod: '*' } }));
  const leaves = Object.values(imports).flat().filter(isOfTheHouse);
  const files = new Map<string, string>(leaves.map((path) => [path, 'export type Leaf = 1;\n']));
  for (const [from, targets] of Object.entries(imports)) {
    const up = '../'.repeat(from.split('/').length - 1);
    const lines = targets.map((to, i) => `import type * as n${i} from '${isOfTheHouse(to) ? up + to : to}';`);
    files.set(from, `${lines.join('\n')}\nexport type All = [${targets.map((_, i) => `typeof n${i}`)}];\n`);
  }
  for (const [path, text] of files) {
    await mkdir(dirname(join(house, path)), { recursive: true });
    await writeFile(join(house, path), text);
  }
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const options = ['--config', join(root, '.dependency-cruiser.js'), '--output-type', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, [cruiser, ...options, 'src', 'targets'], {
    cwd: house,
    maxBuffer: 1e7,
  }).catch((error: { stdout: string }) => error); // it exits with the number of violations
  return report.parse(JSON.parse(stdout)).summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
}

function isOfTheHouse(path: string): boolean {
  return path.startsWith('src/') || path.startsWith('targets/');
}
