import { beforeAll, describe, expect, it } from 'vitest';
import { buildFake, hasCompiler } from '../../../testing/hailort/fake-library.ts';
import { buildProgram, runProgram } from '../../../testing/hailort/programs.ts';

const SOUND = { count: 0, last: '' };

describe.skipIf(!hasCompiler)('objects of libhailort (compiled here)', () => {
  let library: string;
  beforeAll(() => {
    library = buildFake();
  });
  const run = async (name: string, args: readonly string[] = [], options: readonly string[] = []) => {
    const file = await buildProgram(`testing/hailort/programs/${name}`);
    return (await runProgram(file, [library, ...args], options)).stdout;
  };

  it('without references are released by the garbage collector, in order; a function in use keeps its own', async () => {
    const { opened, left, kept, misuses } = JSON.parse(await run('collect', [], ['--expose-gc']));
    expect(opened).toBeGreaterThan(5);
    expect(left).toBe(0);
    expect(kept).toBe(5); // one virtual device, two inputs, two outputs
    expect(misuses).toEqual(SOUND);
  });

  it('are released when the process ends', async () => {
    expect(JSON.parse(await run('leave'))).toEqual({ left: 0, misuses: SOUND });
  });

  it('are released when their worker ends', async () => {
    const [opened, report] = (await run('leave', ['worker'])).split(' ');
    expect(Number(opened)).toBe(5);
    expect(JSON.parse(report)).toEqual({ left: 0, misuses: SOUND });
  });

  it('serve several workers at once, over one chip, with correct output', async () => {
    expect(JSON.parse(await run('share'))).toEqual({ wrong: [0, 0, 0], left: 0, misuses: SOUND });
  });
});
