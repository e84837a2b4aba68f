import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from './run-cli.ts';

/** A program in place of Python: answers the probe for packages with `missing`, writes its arguments, ends with `code`. */
async function fakePython(
  folder: string,
  ending: { missing?: string; code?: number; stderr?: string },
): Promise<string> {
  const path = join(folder, 'python');
  const { missing = '', code = 0, stderr = '' } = ending;
  await writeFile(
    path,
    `#!/bin/sh
if [ "$1" = -c ]; then echo "${missing}"; exit 0; fi
printf '%s\\n' "$@" > "${folder}/words"
echo "$PYTHONPATH" > "${folder}/path"
printf '%s' "${stderr}" >&2
echo imported
exit ${code}
`,
  );
  await chmod(path, 0o755);
  return path;
}

describe('neurorack model import', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'model-import-'));
    file = join(folder, 'My Strings.ts');
    await writeFile(file, 'a model');
  });
  const words = async (): Promise<string[]> => (await readFile(join(folder, 'words'), 'utf8')).trim().split('\n');

  it('runs the training package on the file and prints its result', async () => {
    const python = await fakePython(folder, {});
    const options = ['--licence', 'CC0-1.0', '--name', '--odd name', '--as-exported', '--replace'];
    const done = await runCli('model', 'import', file, '--python', python, '--models', folder, ...options);
    expect(done).toMatchObject({ code: 0, stdout: 'imported\n' });
    expect(await words()).toEqual([
      ...['-m', 'neurorack_training', 'import-rave', file, '-o', join(folder, 'my-strings'), '--id=my-strings'],
      ...['--name=--odd name', '--licence=CC0-1.0', '--as-exported', '--replace'],
    ]);
    expect(await readFile(join(folder, 'path'), 'utf8')).toMatch(/models\/training/);
  });

  it('takes the Python of NEURORACK_PYTHON', async () => {
    vi.stubEnv('NEURORACK_PYTHON', await fakePython(folder, {}));
    try {
      expect((await runCli('model', 'import', file, '-o', join(folder, 'mine'))).code).toBe(0);
    } finally {
      vi.unstubAllEnvs();
    }
    expect(await words()).toContain(join(folder, 'mine'));
  });

  it('passes on why a file is refused, with the remedy', async () => {
    const python = await fakePython(folder, {
      code: 3,
      stderr: 'error: a.ts: it is a stereo export\nremedy: export it in mono\n',
    });
    const { code, stderr } = await runCli('model', 'import', file, '--python', python, '--models', folder);
    expect(code).toBe(3);
    expect(stderr).toBe('error: a.ts: it is a stereo export\nremedy: export it in mono\n');
  });

  it('exits with 2 for wrong usage', async () => {
    const python = await fakePython(folder, {
      code: 2,
      stderr: 'error: models/mine exists\nremedy: give another folder, or --replace\n',
    });
    const { code, stderr } = await runCli('model', 'import', file, '--python', python, '--models', folder);
    expect(code).toBe(2);
    expect(stderr).toContain('--replace');
  });

  it('names the missing packages and how to install them', async () => {
    const python = await fakePython(folder, { missing: 'torch onnx' });
    const { code, stderr } = await runCli('model', 'import', file, '--python', python);
    expect(code).toBe(3);
    expect(stderr).toContain(`${python} lacks torch, onnx`);
    expect(stderr).toContain('models/training/install.py');
    expect(stderr).toContain('NEURORACK_PYTHON');
  });

  it('names a Python that does not run', async () => {
    const { code, stderr } = await runCli('model', 'import', file, '--python', join(folder, 'absent'));
    expect(code).toBe(3);
    expect(stderr).toContain('absent does not run');
  });

  it('refuses a file that is not there', async () => {
    const { code, stderr } = await runCli('model', 'import', join(folder, 'absent.ts'));
    expect(code).toBe(3);
    expect(stderr).toContain('absent.ts is not a file');
    expect(stderr).toContain('rave export --streaming');
  });

  it('has a help with examples and the warning that the file is code', async () => {
    const { code, stdout } = await runCli('model', 'import', '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/it is\s+code/);
    expect(stdout).toContain('$ neurorack model import strings.ts');
  });
});
