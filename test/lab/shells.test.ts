import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalShell } from '../../ci/lab/transports/local-shell.ts';
import { openStreamShell } from '../../ci/lab/transports/stream-shell.ts';
import type { Shell } from '../../src/cli/deploy/ssh.ts';
import { expectFailure } from './fails.ts';

const stream = (script: string) => openStreamShell({ name: 'guest', command: ['sh', '-c', script], bootSeconds: 30 });

/** A real terminal, with its echo and line ends, and a kernel that puts in a word. */
const TERMINAL = `script -qec sh /dev/null | sed -u 's/^nr-code=/[ 12.3] usb 1-1: new device\\n&/'`;

describe.each<readonly [string, () => Promise<Shell>]>([
  ['of this computer', async () => createLocalShell()],
  ['on a stream', () => stream('exec sh')],
  // util-linux's script; the one of other systems takes other options.
  ...(process.platform === 'linux' ? [['on a terminal that echoes', () => stream(TERMINAL)] as const] : []),
])('a shell %s', (_, open) => {
  const opened = open();
  afterAll(async () => (await opened).close());

  it('returns exit code, standard output and errors separately', async () => {
    const said = await (await opened).run('echo out; echo err >&2; exit 7');
    expect(said).toEqual({ code: 7, stdout: 'out\n', stderr: 'err\n' });
  });

  it('passes any text, and lines without an end', async () => {
    const script = `printf '%s' "\\$HOME 'a' é\nnr-end"`;
    expect((await (await opened).run(script)).stdout).toBe("$HOME 'a' é\nnr-end");
  });

  it('sends a file of a megabyte to standard input, byte for byte', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'nr-shell-')), 'input');
    const bytes = randomBytes(2 ** 20);
    writeFileSync(file, bytes);
    const { createHash } = await import('node:crypto');
    const sum = createHash('sha256').update(bytes).digest('hex');
    expect((await (await opened).run('sha256sum', file)).stdout).toBe(`${sum}  -\n`);
  });

  it('keeps no state between scripts but the files of the board', async () => {
    const shell = await opened;
    const { stdout } = await shell.run('cd /; there=1; mktemp');
    await shell.run(`echo kept > ${stdout.trim()}`);
    expect((await shell.run(`echo "$there"; cat ${stdout.trim()}; rm ${stdout.trim()}`)).stdout).toBe('\nkept\n');
  });

  it('runs scripts that are sent together in their order', async () => {
    const shell = await opened;
    const said = await Promise.all(['a', 'b', 'c'].map((word) => shell.run(`echo ${word}`)));
    expect(said.map(({ stdout }) => stdout)).toEqual(['a\n', 'b\n', 'c\n']);
  });
});

describe('a shell on a stream', () => {
  it('reports that it ended in the middle of a script', async () => {
    const shell = await stream('exec sh');
    await expectFailure(shell.run('kill -9 $PPID'), 'missing-device', 'its shell has ended');
  });

  it('reports that nothing answers in time, and that the program does not exist', async () => {
    const silent = openStreamShell({ name: 'guest', command: ['sleep', '60'], bootSeconds: 0.2 });
    await expectFailure(silent, 'missing-device', 'no shell within 0.2 s');
    const none = openStreamShell({ name: 'guest', command: ['/nowhere/boot'], bootSeconds: 5 });
    await expectFailure(none, 'missing-device', 'it cannot be started');
  });
});
