import { clamp } from '../numeric/clamp.ts';
import type { Deck } from './deck.ts';
import type { Meters } from './meters.ts';

/** A sound that breaks off fades to silence over this many frames, and fades in again over twice as many. */
const GAP_FADE = 32;
const RETURN_FADE = 64;

export interface MixerOptions {
  readonly decks: readonly Deck[];
  readonly meters: Meters;
  /** Largest period in frames. */
  readonly maxFrames: number;
  /** Frame of the stream at which to begin. Default 0. */
  readonly start?: number;
  /** Length of the cross-fade from one deck to the next, frames. */
  readonly fadeFrames: number;
}

/** Mixes the render threads' decks into one stream of samples. Audio thread. */
export interface Mixer {
  /** Frames written so far. */
  readonly position: number;
  /** Writes the next `into.length` frames: the leading deck, the decks that fade out, or silence. Never waits. */
  fill(into: Float32Array): void;
  /** From the next sample on, fades everything to silence over `frames`. */
  fadeOut(frames: number): void;
  /** Whether a fade-out has reached silence. */
  readonly isSilent: boolean;
  /**
   * Waits until the leading deck has `frames` samples ready; false when `timeoutMs` has passed first. `fill` replaces samples
   * that are not ready with silence.
   */
  waitUntilReady(frames: number, timeoutMs: number): boolean;
}

/** The mixer's state of a deck. */
interface Channel {
  readonly deck: Deck;
  generation: number;
  gain: number;
  /** Frame of the stream up to which the deck has been read. */
  next: number;
  /** Last sample, from which a gap fades out. */
  last: number;
  /** Frames since the deck ran dry, 0 while it runs. */
  gap: number;
  /** Frames left of the fade-in after a gap. */
  fadeIn: number;
}

export function createMixer({ decks, meters, maxFrames, fadeFrames, start: begin = 0 }: MixerOptions): Mixer {
  const scratch = new Float32Array(maxFrames);
  const channels: Channel[] = decks.map((deck) => ({
    deck,
    generation: 0,
    gain: 0,
    next: 0,
    last: 0,
    gap: 0,
    fadeIn: 0,
  }));
  const neverNotified = new Int32Array(new SharedArrayBuffer(4));
  let position = begin;
  let hasLed = false;
  let master = 1;
  let masterStep = 0;

  /** The started deck of the highest generation at `frame`, or undefined. */
  function leader(frame: number): Channel | undefined {
    let found: Channel | undefined;
    for (const channel of channels) {
      const { generation, startFrame } = channel.deck;
      if (generation === 0 || startFrame < 0 || startFrame > frame) continue;
      if (found === undefined || generation > found.deck.generation) found = channel;
    }
    return found;
  }

  /** Resets the channel when the deck has been taken by another render thread. */
  function refresh(channel: Channel, isAlone: boolean): void {
    const { generation, startFrame } = channel.deck;
    if (generation === channel.generation || startFrame < 0) return;
    channel.generation = generation;
    channel.gain = isAlone ? 1 : 0;
    channel.next = startFrame;
    channel.last = 0;
    channel.gap = 0;
    channel.fadeIn = 0;
  }

  /** Copies the channel's frames from `position` on into `scratch`; missing frames become a fade to silence. */
  function read(channel: Channel, count: number, isLeader: boolean): void {
    scratch.fill(0, 0, count);
    const before = clamp(channel.next - position, 0, count);
    if (before === count) return;
    const late = position - channel.next;
    if (late > 0) channel.next += channel.deck.samples.skip(late);
    const isBehind = channel.next < position;
    const available = isBehind ? 0 : readInto(channel, before, count - before);
    channel.next += available;
    for (let i = before; i < before + available; i++) {
      if (channel.fadeIn > 0) scratch[i] *= 1 - channel.fadeIn-- / RETURN_FADE;
    }
    const missing = count - before - available;
    if (available > 0) {
      if (isLeader && channel.gap > 0) meters.raise('longestGapFrames', channel.gap);
      channel.gap = 0;
      channel.last = scratch[before + available - 1];
    }
    if (missing === 0) return;
    if (isLeader) meters.count('underruns');
    for (let i = count - missing; i < count; i++) {
      const fall = 1 - (channel.gap + 1) / GAP_FADE;
      scratch[i] = fall > 0 ? channel.last * fall : 0;
      channel.gap++;
    }
    if (isLeader) meters.raise('longestGapFrames', channel.gap);
    channel.fadeIn = RETURN_FADE;
  }

  /** Mixes the end of a deck whose render thread is gone: its last sample, fading to silence. */
  function release(channel: Channel, into: Float32Array): void {
    if (channel.generation !== 0) {
      channel.generation = 0;
      channel.last *= channel.gain;
    }
    for (let i = 0; i < into.length && channel.last !== 0; i++) {
      const fall = 1 - (channel.gap + 1) / GAP_FADE;
      if (fall <= 0) channel.last = 0;
      into[i] += channel.last * Math.max(fall, 0);
      channel.gap++;
    }
  }

  const part = new Float32Array(maxFrames);
  function readInto(channel: Channel, at: number, count: number): number {
    const available = channel.deck.samples.read(part, count);
    for (let i = 0; i < available; i++) scratch[at + i] = part[i];
    return available;
  }

  return {
    get position() {
      return position;
    },
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
    fill: (into) => {
      const count = into.length;
      into.fill(0);
      const lead = leader(position + count - 1);
      if (lead === undefined && hasLed) meters.count('underruns');
      if (lead !== undefined) hasLed = true;
      for (const channel of channels) {
        if (channel.deck.generation === 0) {
          release(channel, into);
          continue;
        }
        const isLead = channel === lead;
        refresh(
          channel,
          channels.every((other) => other === channel || other.generation === 0 || other.gain === 0),
        );
        if (channel.generation === 0) continue;
        if (isLead) meters.set('ringFill', channel.deck.samples.fill);
        read(channel, count, isLead);
        const from = isLead ? Math.max(channel.deck.startFrame - position, 0) : 0;
        const start = lead === undefined || isLead ? from : Math.max(lead.deck.startFrame - position, 0);
        const step = isLead ? 1 / fadeFrames : lead === undefined ? 0 : -1 / fadeFrames;
        for (let i = 0; i < count; i++) {
          if (i >= start) channel.gain = clamp(channel.gain + step, 0, 1);
          into[i] += channel.gain * scratch[i];
        }
      }
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
