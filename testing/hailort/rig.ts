import { afterEach, beforeEach, expect } from 'vitest';
import { type Hailort, openHailort, type VDevice, type VStreamsOptions } from '../../targets/hailort-node/src/index.ts';
import { type FakeGroup, fakeHef } from './fake-hef.ts';
import { buildHailort, COMPILATION_MS, controlFake, type Fake, type FakeHailort } from './fake-library.ts';

/** The lines of HailoRT with their chips. */
export const CHIP_OF = { 4: 'hailo8', 5: 'hailo10h' } as const;

export interface Chip extends FakeHailort {
  readonly fake: Fake;
  readonly hailort: Hailort;
  readonly line: 4 | 5;
  /** A HEF for this chip. */
  hef(groups: readonly FakeGroup[]): Uint8Array;
}

/** Sets up a chip for each test, and checks afterwards that there were no misuses and that everything was released. */
export function useChip(line: 4 | 5 = 4): () => Chip {
  let chip: Chip;
  beforeEach(() => {
    const built = buildHailort(line);
    const fake = controlFake(built.library);
    const kind = CHIP_OF[line];
    fake.chips(kind, 1);
    fake.hang(false);
    chip = { ...built, fake, line, hailort: openHailort(built), hef: (groups) => fakeHef(groups, { chip: kind }) };
  }, COMPILATION_MS);
  afterEach(() => {
    expect(chip.fake.misuses()).toEqual({ count: 0, last: '' });
    expect(chip.fake.live()).toBe(0);
  });
  return () => chip;
}

/** Opens one network with its streams on a virtual device of its own. */
export function openNetwork({ hailort, hef: hefOf }: Chip, group: FakeGroup, options?: VStreamsOptions) {
  const vdevice: VDevice = hailort.createVDevice();
  const hef = hailort.openHef(hefOf([group]));
  const [network] = vdevice.configure(hef);
  const closing = hef.close();
  const streams = network.openVStreams(options);
  const frames = {
    inputs: streams.inputs.map((input) => input.allocate()),
    outputs: streams.outputs.map((output) => output.allocate()),
  };
  return { vdevice, network, streams, frames, close: () => Promise.all([closing, vdevice.close()]) };
}
