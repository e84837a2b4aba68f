import { setTimeout as sleep } from 'node:timers/promises';
import { volumeGain } from '../control/volume.ts';
import type { PanelInstrument } from './instrument.ts';

/** Time before the trigger, and time after it, ms: the slowest attack of a set is over by then. */
const QUIET_MS = 400;
const SOUNDING_MS = 1600;

/** Result of a trigger that was measured at the output. */
export interface SoundCheck {
  /** Frames that the audio thread has played, and the number that the time has. */
  readonly frames: number;
  readonly expectedFrames: number;
  /** Largest sample after the trigger, relative to the master volume. */
  readonly peak: number;
  /** Whether the master volume lets nothing through. */
  readonly isMuted: boolean;
  /** Underruns and faults meanwhile. */
  readonly underruns: number;
  readonly faults: number;
  /** Whether the model plays, and not the recorded start-up sound. */
  readonly isLive: boolean;
}

interface AudioSource {
  observeAudio(handle: (samples: Float32Array) => void): () => void;
}

/**
 * Triggers the instrument once and measures what its audio thread plays: whether frames advance, and whether the trigger is not silent. The sound is
 * heard.
 */
export async function checkSound(
  instrument: PanelInstrument,
  audio: AudioSource,
  { quietMs = QUIET_MS, soundingMs = SOUNDING_MS }: { readonly quietMs?: number; readonly soundingMs?: number } = {},
): Promise<SoundCheck> {
  let frames = 0;
  let peak = 0;
  let isTriggered = false;
  const before = instrument.meters();
  const startMs = performance.now();
  const end = audio.observeAudio((samples) => {
    frames += samples.length;
    if (isTriggered) for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  });
  try {
    await sleep(quietMs);
    isTriggered = true;
    instrument.dispatch({ type: 'gate', gate: 0, isHigh: true });
    await sleep(soundingMs);
  } finally {
    end();
    instrument.dispatch({ type: 'gate', gate: 0, isHigh: false });
  }
  const seconds = (performance.now() - startMs) / 1000;
  const after = instrument.meters();
  const { volumeDb, isLive } = instrument.state();
  const gain = volumeGain(volumeDb);
  return {
    frames,
    expectedFrames: Math.round(seconds * instrument.hello.sampleRate),
    peak: gain === 0 ? 0 : peak / gain,
    isMuted: gain === 0,
    underruns: after.underruns - before.underruns,
    faults: after.faults - before.faults,
    isLive,
  };
}
