import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLoopbackTransport } from '../../ci/lab/transports/loopback.ts';
import { noSshd } from '../../ci/lab/transports/loopback-sshd.ts';

const transport = () => {
  const folder = mkdtempSync(join(tmpdir(), 'nr-loopback-'));
  return createLoopbackTransport({ id: `loopback-${process.pid}`, root: process.cwd(), folder });
};

describe.skipIf(noSshd !== undefined)(`a board on loopback (${noSshd ?? 'openssh'})`, () => {
  it('answers ssh only while it is reserved', async () => {
    const board = transport();
    const giveBack = await board.reserve();
    const shell = await board.open();
    const said = await shell.run('test -n "$SSH_CONNECTION" && node --version; cat nowhere; exit 3');
    expect(said).toMatchObject({ code: 3, stdout: `${process.version}\n` });
    expect(said.stderr).toContain('nowhere');
    await shell.close();
    await giveBack();
    await expect(board.open()).rejects.toMatchObject({ kind: 'missing-device' });
  });

  it('belongs to one lab at a time', async () => {
    const [one, other] = [transport(), transport()];
    const giveBack = await one.reserve();
    await expect(other.reserve()).rejects.toMatchObject({ kind: 'busy' });
    await giveBack();
    await (await other.reserve())();
  });
});
