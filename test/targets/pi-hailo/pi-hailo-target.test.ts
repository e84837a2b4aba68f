import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../../src/board/board.ts';
import { createTarget } from '../../../targets/pi-hailo/src/index.ts';
import { buildFake, hasCompiler } from '../../../testing/hailort/fake-library.ts';
import { expectNamedError, namedErrorOf } from '../../../testing/named-error.ts';
import { PROBE_TENSORS } from '../../conformance/accelerator.ts';
import { describeBoardHealth } from '../../conformance/board.ts';
import { writeProbe } from './probe.ts';

const BOARDS = join(import.meta.dirname, '../../../boards');
const board = await loadBoard(BOARDS, 'pi5-hailo8');
const small = await loadBoard(BOARDS, 'pi5-hailo8l');
const large = await loadBoard(BOARDS, 'pi5-hailo10h');

if (hasCompiler) {
  const create = () => createTarget(board, { library: buildFake() }).createBoardHealth();
  describeBoardHealth({ name: 'a Pi with a Hailo', create });
}

describe('the target of a Pi with a Hailo', () => {
  it('uses the artifacts for the chip of its board, and the network of the CPU fallback', () => {
    const names = [board, small, large].map((one) => {
      const target = createTarget(one);
      return [target.id, target.createAccelerator().name, target.createFallback?.().name];
    });
    expect(names).toEqual([
      ['pi-hailo', 'hailo-8', 'onnxruntime'],
      ['pi-hailo', 'hailo-8l', 'onnxruntime'],
      ['pi-hailo', 'hailo-10h', 'onnxruntime'],
    ]);
  });

  it('has the sound card and the display of its board file', () => {
    const target = createTarget(board);
    expect(target.createAudioSink('alsa').name).toContain('sndrpihifiberry');
    expect(target.createDisplay).toBeTypeOf('function');
    expectNamedError(() => target.createAudioSink('tape'), 'usage', "'tape'");
  });

  it('refuses a board with another accelerator', async () => {
    const other = await loadBoard(BOARDS, 'pi5-cpu');
    expectNamedError(() => createTarget(other), 'bad-config', 'no Hailo');
  });

  it('reads no temperature without libhailort, and opens nothing', async () => {
    const target = createTarget(board, { library: '/nowhere/libhailort.so' });
    expect((await target.createBoardHealth().read()).acceleratorTemperatureC).toBeNull();
    const error = await namedErrorOf(() => target.createAccelerator().open({ path: writeProbe(), ...PROBE_TENSORS }));
    expect(error).toMatchObject({ kind: 'missing-library' });
  });

  it.skipIf(!hasCompiler)('runs a network on the chip and reads its temperature', async () => {
    const target = createTarget(board, { library: buildFake() });
    const session = await target.createAccelerator().open({ path: writeProbe(), ...PROBE_TENSORS });
    await session.run();
    expect((await target.createBoardHealth().read()).acceleratorTemperatureC).toBe(42.25);
    await session.close();
  });
});
