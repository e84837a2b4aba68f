import { describe, expect, it } from 'vitest';
import { type BoardState, checkBoard } from '../../../src/cli/deploy/board-state.ts';
import type { Bundle } from '../../../src/cli/deploy/bundle.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';

const BUNDLE: Bundle = {
  file: 'neurorack-pi5-cpu-1.0.0.tgz',
  folder: 'pi5-cpu',
  version: '1.0.0',
  board: { id: 'pi5-cpu', name: 'Raspberry Pi 5', recognise: ['Raspberry Pi 5*'], architecture: 'arm64' },
  sha256: '',
  size: { archive: 1, unpacked: 1 },
};
const PI: BoardState = {
  machine: 'aarch64',
  model: 'Raspberry Pi 5 Model B Rev 1.0',
  node: 'v20.19.5',
  isRoot: false,
  hasSudo: true,
  hasPasswordlessSudo: true,
  freeBytes: 2 ** 33,
  current: '',
  previous: '',
  hasPackages: false,
};

describe('a board before a deployment', () => {
  it('is refused without sudo, and with one that asks for a password, each by its name', async () => {
    expect(() => checkBoard(PI, BUNDLE, { needsRoot: true })).not.toThrow();
    const without = { ...PI, hasSudo: false, hasPasswordlessSudo: false };
    const error = await namedErrorOf(() => checkBoard(without, BUNDLE, { needsRoot: true }));
    expect([error.message, error.remedy]).toEqual([
      'there is no sudo on the board',
      expect.stringContaining('neurorack deploy root@host'),
    ]);
    const asking = await namedErrorOf(() =>
      checkBoard({ ...PI, hasPasswordlessSudo: false }, BUNDLE, { needsRoot: true }),
    );
    expect(asking.message).toBe('sudo asks for a password on the board');
    expect(() => checkBoard({ ...without, isRoot: true }, BUNDLE, { needsRoot: true })).not.toThrow();
    expect(() => checkBoard(without, BUNDLE, { needsRoot: false })).not.toThrow();
  });
});
