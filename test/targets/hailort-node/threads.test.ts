import { beforeAll, describe, expect, it } from 'vitest';
import {
  buildHailort,
  COMPILATION_MS,
  type FakeHailort,
  hasCppCompiler,
} from '../../../testing/hailort/fake-library.ts';
import { buildProgram, runProgram } from '../../../testing/hailort/programs.ts';

const SOUND = { count: 0, last: '' };

describe.skipIf(!hasCppCompiler).each([4, 5] as const)('objects of libhailort %i (compiled here)', (line) => {
  let built: FakeHailort;
  beforeAll(() => {
    built = buildHailort(line);
  }, COMPILATION_MS);
  const run = async (name: string, args: readonly string[] = [], options: readonly string[] = []) => {
    const file = await buildProgram(`testing/hailort/programs/${name}`);
    return (await runProgram(file, [built.library, built.nativePart ?? '', ...args], options)).stdout;
  };

  it('without references are released by the garbage collector, in order; a function in use keeps its own', async () => {
    const { opened, left, kept, misuses } = JSON.parse(await run('collect', [], ['--expose-gc']));
    expect(opened).toBeGreaterThan(5);
    expect(left).toBe(0);
    // One virtual device, two inputs, two outputs; HailoRT 5's model has the HEF.
    expect(kept).toBe(line === 4 ? 5 : 6);
    expect(misuses).toEqual(SOUND);
  });

  it('are released when the process ends', async () => {
    expect(JSON.parse(await run('leave'))).toEqual({ left: 0, misuses: SOUND });
  });

  it('are released when their worker ends', async () => {
    const [opened, report] = (await run('leave', ['worker'])).split(' ');
    expect(Number(opened)).toBe(line === 4 ? 5 : 6);
    expect(JSON.parse(report)).toEqual({ left: 0, misuses: SOUND });
  });

  it('serve several workers at once, over one chip, with correct output', async () => {
    expect(JSON.parse(await run('share'))).toEqual({ wrong: [0, 0, 0], left: 0, misuses: SOUND });
  });
});
