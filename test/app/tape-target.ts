import { createWavSink } from '@neurorack/common';
import type { Target } from '@neurorack/contracts/target';
import { hostTarget } from '@neurorack/target-host';

/** A target with a tape beside silence: a WAV file under another name, which no shipped target has. */
export const tapeTarget: Target = {
  ...hostTarget,
  id: 'tape',
  audioSinks: new Map([['tape:<file>', 'a tape']]),
  createAudioSink: (name) =>
    name === 'null' ? hostTarget.createAudioSink(name) : createWavSink(name.slice('tape:'.length)),
};
