import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { relayInput } from '../../ci/virtual-board/host/guest.ts';

describe("the input of a guest's shell", () => {
  it('is relayed whole though it ends before the shell reads it, and its end is exit', async () => {
    const shell = new PassThrough();
    const end = relayInput(Readable.from(['echo 1\n', 'echo 2']), shell);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(shell.writableEnded).toBe(false);
    const read = text(shell);
    shell.end();
    expect(await read).toBe('echo 1\necho 2\nexit\n');
    end();
  });

  it('is left alone once the guest has ended', async () => {
    const [input, shell] = [new PassThrough(), new PassThrough()];
    const end = relayInput(input, shell);
    end();
    input.end('late\n');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(shell.destroyed).toBe(true);
    expect(shell.read()).toBeNull();
  });
});
