import { afterEach, beforeEach, expect } from 'vitest';
import { type Hailort, openHailort, type VDevice, type VStreamsOptions } from '../../targets/hailort-node/src/index.ts';
import { type FakeGroup, fakeHef } from './fake-hef.ts';
import { buildFake, controlFake, type Fake } from './fake-library.ts';

export interface Chip {
  readonly fake: Fake;
  /** The file of the library. */
  readonly library: string;
  readonly hailort: Hailort;
}

/** Sets up a chip for each test, and checks afterwards that there were no misuses and that everything was released. */
export function useChip(): () => Chip {
  let chip: Chip;
  beforeEach(() => {
    const library = buildFake();
    const fake = controlFake(library);
    fake.chips('hailo8', 1);
    fake.hang(false);
    chip = { fake, library, hailort: openHailort({ library }) };
  });
  afterEach(() => {
    expect(chip.fake.misuses()).toEqual({ count: 0, last: '' });
    expect(chip.fake.live()).toBe(0);
  });
  return () => chip;
}

/** Opens one network with its streams on a virtual device of its own. */
export function openNetwork(hailort: Hailort, group: FakeGroup, options?: VStreamsOptions) {
  const vdevice: VDevice = hailort.createVDevice();
  const hef = hailort.openHef(fakeHef([group]));
  const [network] = vdevice.configure(hef);
  const closing = hef.close();
  const streams = network.openVStreams(options);
  const frames = {
    inputs: streams.inputs.map((input) => input.allocate()),
    outputs: streams.outputs.map((output) => output.allocate()),
  };
  return { vdevice, network, streams, frames, close: () => Promise.all([closing, vdevice.close()]) };
}
