import { createWavSink } from '@neurorack/common';
import type { Target } from '@neurorack/contracts/target';
import { hostTarget } from '@neurorack/target-host';

/** A target with one audio sink, a tape: a WAV file under another name, which no shipped target knows. */
export const tapeTarget: Target = {
  ...hostTarget,
  id: 'tape',
  audioSinks: new Map([['tape:<file>', 'a tape']]),
  createAudioSink: (name) => createWavSink(name.slice('tape:'.length)),
};
