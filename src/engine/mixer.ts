import { clamp } from '../numeric/clamp.ts';
import type { Deck } from './deck.ts';
import { MasterVolume } from './master-volume.ts';
import type { Meters } from './meters.ts';
import { MixerChannel } from './mixer-channel.ts';
import { createSharedBuffer } from './shared-buffer.ts';

export interface MixerOptions {
  readonly decks: readonly Deck[];
  readonly meters: Meters;
  /** Largest period in frames. */
  readonly maxFrames: number;
  /** Frame of the stream at which to begin. Default 0. */
  readonly start?: number;
  /** Length of the cross-fade from one deck to the next, frames. */
  readonly fadeFrames: number;
  /** The master volume at first, 0 to 1. Default 1. */
  readonly gain?: number;
}

/** Mixes the render threads' decks into one stream of samples. Audio thread. */
export interface Mixer {
  /** Frames written so far. */
  readonly position: number;
  /** Frame of the stream up to which a deck has been read; undefined for one that has not been in use. */
  readFrame(deck: number): number | undefined;
  /** Writes the next `into.length` frames: the leading deck, the decks that fade out, or silence. Never waits. */
  fill(into: Float32Array): void;
  /** From the next sample on, fades everything to silence over `frames`. */
  fadeOut(frames: number): void;
  /** Changes the master volume, 0 to 1, over `fadeFrames`. */
  setGain(gain: number): void;
  /** Whether a fade-out has reached silence. */
  readonly isSilent: boolean;
  /**
   * Waits until the leading deck has `frames` samples ready; false when `timeoutMs` has passed first. `fill` replaces samples
   * that are not ready with silence.
   */
  waitUntilReady(frames: number, timeoutMs: number): boolean;
}

export function createMixer({ decks, meters, maxFrames, fadeFrames, start: begin = 0, gain = 1 }: MixerOptions): Mixer {
  const scratch = new Float32Array(maxFrames);
  const channels = decks.map((deck) => new MixerChannel(deck, meters, maxFrames));
  const neverNotified = new Int32Array(createSharedBuffer(4));
  let position = begin;
  let hasLed = false;
  let master = 1;
  let masterStep = 0;
  const volume = new MasterVolume(gain, fadeFrames);

  /** Whether no other deck sounds. A loop: `every` would make a function in each period. */
  function isAlone(channel: MixerChannel): boolean {
    for (const other of channels) if (other !== channel && other.generation !== 0 && other.gain !== 0) return false;
    return true;
  }

  /** The started deck of the highest generation at `frame`, or undefined. */
  function leader(frame: number): MixerChannel | undefined {
    let found: MixerChannel | undefined;
    for (const channel of channels) {
      const { generation, startFrame } = channel.deck;
      if (generation === 0 || startFrame < 0 || startFrame > frame) continue;
      if (found === undefined || generation > found.deck.generation) found = channel;
    }
    return found;
  }

  return {
    get position() {
      return position;
    },
    readFrame: (deck) => channels[deck]?.readFrame,
    get isSilent() {
      return master <= 0;
    },
    waitUntilReady: (frames, timeoutMs) => {
      const lead = leader(position + frames - 1);
      if (lead !== undefined) return lead.deck.samples.waitForSamples(frames, timeoutMs);
      if (timeoutMs > 0) Atomics.wait(neverNotified, 0, 0, 1);
      return false;
    },
    fadeOut: (frames) => {
      masterStep = 1 / frames;
    },
    setGain: (next) => volume.set(next),
    fill: (into) => {
      const count = into.length;
      into.fill(0);
      const lead = leader(position + count - 1);
      if (lead === undefined && hasLed) meters.count('underruns');
      if (lead !== undefined) hasLed = true;
      for (const channel of channels) {
        if (channel.deck.generation === 0) {
          channel.release(into);
          continue;
        }
        const isLead = channel === lead;
        channel.refresh(isAlone(channel));
        if (channel.generation === 0) continue;
        if (isLead) meters.set('ringFill', channel.deck.samples.fill);
        channel.read(scratch, position, count, isLead);
        const from = isLead ? Math.max(channel.deck.startFrame - position, 0) : 0;
        const start = lead === undefined || isLead ? from : Math.max(lead.deck.startFrame - position, 0);
        const step = isLead ? 1 / fadeFrames : lead === undefined ? 0 : -1 / fadeFrames;
        for (let i = 0; i < count; i++) {
          if (i >= start) channel.gain = clamp(channel.gain + step, 0, 1);
          into[i] += channel.gain * scratch[i];
        }
      }
      volume.apply(into);
      if (masterStep > 0) {
        for (let i = 0; i < count; i++) {
          master = Math.max(0, master - masterStep);
          into[i] *= master;
        }
      }
      position += count;
    },
  };
}
