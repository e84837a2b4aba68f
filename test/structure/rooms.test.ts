import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files and their imports in a project without a violation: each room imports rooms below it. */
const SOUND: Readonly<Record<string, readonly string[]>> = {
  'src/contracts/errors.ts': [],
  'src/contracts/fakes/fake-sink.ts': ['src/contracts/errors.ts', 'node:events'],
  'src/numeric/clamp.ts': ['src/contracts/errors.ts'],
  'src/files/atomic-file.ts': ['src/contracts/errors.ts', 'node:fs'],
  'src/descriptors/curve.ts': ['src/numeric/clamp.ts', 'src/files/atomic-file.ts'],
  'src/state/settings.ts': ['src/files/atomic-file.ts', 'zod'],
  'src/board/board.ts': ['src/contracts/errors.ts', 'zod'],
  'src/control/control.ts': ['src/descriptors/curve.ts', 'src/numeric/clamp.ts'],
  'src/model/load.ts': ['src/descriptors/curve.ts'],
  'src/voice/voice.ts': ['src/model/load.ts', 'src/control/control.ts'],
  'src/panel/server.ts': ['src/state/settings.ts'],
  'src/families/sinc/sinc.ts': ['src/voice/voice.ts', 'src/model/load.ts'],
  'src/families/families.ts': ['src/families/sinc/sinc.ts'],
  'src/engine/engine.ts': ['src/voice/voice.ts', 'src/control/control.ts'],
  'src/ui/canvas.ts': ['src/descriptors/curve.ts'],
  'src/instrument/instrument.ts': ['src/engine/engine.ts', 'src/panel/server.ts', 'src/ui/canvas.ts'],
  'src/app/app.ts': ['src/instrument/instrument.ts', 'src/families/families.ts', 'src/app/board-target.ts'],
  'src/app/board-target.ts': ['targets/host/src/index.ts', 'src/contracts/errors.ts'],
  'src/cli/main.ts': ['src/app/app.ts'],
  'targets/common/src/index.ts': ['src/contracts/errors.ts'],
  'targets/linux-io/src/index.ts': ['src/contracts/errors.ts', 'targets/common/src/index.ts'],
  'targets/hailort-node/src/index.ts': ['targets/hailort-node/src/device.ts'],
  'targets/pi-hailo/src/index.ts': ['targets/hailort-node/src/index.ts', 'targets/linux-io/src/index.ts'],
  'targets/host/src/index.ts': ['src/contracts/errors.ts', 'targets/common/src/index.ts'],
  'testing/rig.ts': ['src/engine/engine.ts', 'targets/host/src/index.ts'],
  'ci/lab/main.ts': ['src/cli/main.ts', 'testing/rig.ts'],
  'test/engine.test.ts': ['src/engine/engine.ts', 'testing/rig.ts', 'ci/lab/main.ts'],
};

/** A violation of each rule: the rule, the file that breaks it, and its import. */
const PLANTED: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['room-contracts', 'src/contracts/planted.ts', 'src/voice/voice.ts'],
  ['room-numeric', 'src/numeric/planted.ts', 'src/files/atomic-file.ts'],
  ['room-files', 'src/files/planted.ts', 'src/state/settings.ts'],
  ['room-descriptors', 'src/descriptors/planted.ts', 'src/model/load.ts'],
  ['room-state', 'src/state/planted.ts', 'src/board/board.ts'],
  ['room-board', 'src/board/planted.ts', 'src/state/settings.ts'],
  ['room-control', 'src/control/planted.ts', 'src/engine/engine.ts'],
  ['room-model', 'src/model/planted.ts', 'src/voice/voice.ts'],
  ['room-voice', 'src/voice/planted.ts', 'src/families/families.ts'],
  ['room-panel', 'src/panel/planted.ts', 'src/app/app.ts'],
  ['room-families', 'src/families/planted.ts', 'src/engine/engine.ts'],
  ['room-engine', 'src/engine/planted.ts', 'targets/host/src/index.ts'],
  ['room-ui', 'src/ui/planted.ts', 'src/engine/engine.ts'],
  ['room-instrument', 'src/instrument/planted.ts', 'src/app/app.ts'],
  ['room-app', 'src/app/planted.ts', 'src/cli/main.ts'],
  ['room-cli', 'src/cli/planted.ts', 'targets/host/src/index.ts'],
  ['every-folder-has-a-place', 'src/attic/planted.ts', 'src/contracts/errors.ts'],
  ['every-folder-has-a-place', 'src/planted.ts', 'src/contracts/errors.ts'],
  ['families-are-handed-in', 'src/engine/planted-too.ts', 'src/families/families.ts'],
  ['one-list-of-families', 'src/app/planted-too.ts', 'src/families/sinc/sinc.ts'],
  ['board-target-imports-one-target', 'src/app/board-target.ts', 'src/app/app.ts'],
  ['targets', 'targets/host/src/planted.ts', 'src/model/load.ts'],
  ['targets', 'targets/linux-io/src/planted.ts', 'targets/host/src/index.ts'],
  ['browser-plays-the-core', 'targets/browser/src/planted.ts', 'targets/host/src/index.ts'],
  ['onnx-needs-no-node', 'targets/common/src/onnx/planted.ts', 'zod'],
  ['core-needs-no-node', 'src/voice/planted-too.ts', 'node:fs'],
  ['hailort-node-stands-alone', 'targets/hailort-node/src/planted.ts', 'src/contracts/errors.ts'],
  ['nothing-imports-tests', 'ci/lab/planted.ts', 'test/engine.test.ts'],
  ['nothing-imports-tests', 'testing/planted.ts', 'test/engine.test.ts'],
  ['testing-is-below-ci', 'testing/planted-too.ts', 'ci/lab/main.ts'],
  ['contracts-import-nothing', 'src/contracts/planted-too.ts', 'zod'],
  ['no-cycles', 'src/ui/circle-a.ts', 'src/ui/circle-b.ts'],
  ['no-unresolved', 'src/state/planted-too.ts', 'no-such-package'],
];

describe('the rules of the rooms', () => {
  let sound: readonly string[];
  let planted: readonly string[];
  beforeAll(async () => {
    [sound, planted] = await Promise.all([violationsOf(SOUND), violationsOf(withPlanted())]);
  });

  it('pass a project whose rooms import rooms below them', () => {
    expect(sound).toEqual([]);
  });

  it.each(PLANTED)('find what %s forbids: %s imports %s', (rule, from) => {
    expect(planted).toContain(`${from}: ${rule}`);
  });

  it('are all tried here', async () => {
    const { default: configuration } = await import(pathToFileURL(join(root, '.dependency-cruiser.js')).href);
    const names = configurationSchema.parse(configuration).forbidden.map(({ name }) => name);
    expect([...new Set(PLANTED.map(([rule]) => rule))].sort()).toEqual(names.sort());
  });
});

const configurationSchema = z.object({ forbidden: z.array(z.object({ name: z.string() })) });
const reportSchema = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});

/** The sound project and every planted import. */
function withPlanted(): Readonly<Record<string, readonly string[]>> {
  const imports: Record<string, readonly string[]> = { ...SOUND, 'src/ui/circle-b.ts': ['src/ui/circle-a.ts'] };
  for (const [, from, to] of PLANTED) imports[from] = [...(imports[from] ?? []), to];
  return imports;
}

/** Writes a project with these imports (types only: those count too) and applies the rules to it: 'file: rule'. */
async function violationsOf(imports: Readonly<Record<string, readonly string[]>>): Promise<string[]> {
  const project = await mkdtemp(join(tmpdir(), 'neurorack-rooms-'));
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'));
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module', dependencies: { zod: '*' } }));
  const leaves = Object.values(imports).flat().filter(isOurs);
  const files = new Map<string, string>(leaves.map((path) => [path, 'export type Leaf = 1;\n']));
  for (const [from, targets] of Object.entries(imports)) {
    const up = '../'.repeat(from.split('/').length - 1);
    const lines = targets.map((to, i) => `import type * as n${i} from '${isOurs(to) ? up + to : to}';`);
    files.set(from, `${lines.join('\n')}\nexport type All = [${targets.map((_, i) => `typeof n${i}`)}];\n`);
  }
  for (const [path, text] of files) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const options = ['--config', join(root, '.dependency-cruiser.js'), '--output-type', 'json'];
  const folders = ['src', 'targets', 'testing', 'test', 'ci'];
  const { stdout } = await promisify(execFile)(process.execPath, [cruiser, ...options, ...folders], {
    cwd: project,
    maxBuffer: 1e7,
  }).catch((error: { stdout: string }) => error); // it exits with the number of violations
  return reportSchema.parse(JSON.parse(stdout)).summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
}

/** Whether a path is a file of the project, not a package. */
function isOurs(path: string): boolean {
  return /^(src|targets|testing|test|ci)\//.test(path);
}
