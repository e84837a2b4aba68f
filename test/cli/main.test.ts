import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit.ts';
import { reportError } from '../../src/cli/report-error.ts';
import { loadVerb, VERBS } from '../../src/cli/verbs.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { namedErrorOf } from '../../testing/named-error.ts';
import { runCli } from './run-cli.ts';

describe('neurorack', () => {
  it('shows every verb and examples in its help', async () => {
    const { code, stdout } = await runCli('--help');
    expect(code).toBe(0);
    for (const [verb, summary] of VERBS) expect(stdout).toMatch(new RegExp(`^ +${verb} +${summary.slice(0, 20)}`, 'm'));
    expect(stdout).toContain('Examples:\n  $ neurorack');
  });

  it('reports an unknown verb as a usage error and suggests one', async () => {
    const { code, stdout, stderr } = await runCli('modle');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: unknown command 'modle'/);
    expect(stderr).toContain('Did you mean model?');
    expect(stderr).toMatch(/^remedy: /m);
  });

  it('starts the instrument without a verb', async () => {
    const { code, stderr } = await runCli('--audio', 'gramophone', '--headless');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: there is no audio sink 'gramophone'/m);
  });

  it.each([[['model']], [['model', 'list', '--nonsense']], [['model', 'list', 'a', 'b']]])(
    'reports %j as a usage error',
    async (args) => {
      const { code, stdout, stderr } = await runCli(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).not.toBe('');
    },
  );

  it('reports a verb that is not in the build', async () => {
    expect(await namedErrorOf(() => loadVerb('levitate'))).toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining("'levitate'"),
    });
  });

  it('runs as a program, bundled', () => {
    const program = fileURLToPath(new URL('../../bin/neurorack.js', import.meta.url));
    const stdout = execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('an error', () => {
  afterEach(() => vi.unstubAllEnvs());

  function reported(error: unknown): { code: number; text: string } {
    let text = '';
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    try {
      return { code: reportError(error), text };
    } finally {
      spy.mockRestore();
    }
  }

  it('is printed as two lines, the error and the remedy', () => {
    const error = new NeurorackError('bad-file', 'kick.wav is empty', { remedy: 'give a sound' });
    expect(reported(error)).toEqual({ code: 3, text: 'error: kick.wav is empty\nremedy: give a sound\n' });
  });

  it('of an unexpected kind is printed without a stack unless NEURORACK_DEBUG is set', () => {
    expect(reported(new RangeError('boom')).text).not.toMatch(/^ +at /m);
    vi.stubEnv('NEURORACK_DEBUG', '1');
    expect(reported(new RangeError('boom', { cause: new Error('fuse') })).text).toMatch(/at .*caused by: Error: fuse/s);
  });

  it('of usage exits with 2, of a device or a file with 3', () => {
    expect([exitCodeOf('usage'), exitCodeOf('bad-file'), exitCodeOf('missing-device')]).toEqual([2, 3, 3]);
  });
});
