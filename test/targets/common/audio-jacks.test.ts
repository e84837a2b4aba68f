import type { AudioCapture } from '@neurorack/common';
import { createAudioJacks } from '@neurorack/common';
import type { AudioJacks } from '@neurorack/contracts/audio-jacks';
import type { CvInput } from '@neurorack/contracts/cv-input';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { GateInput } from '@neurorack/contracts/gate-input';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../src/contracts/fakes/manual-clock.ts';
import { applyCalibration, type Calibration } from '../../../src/control/calibration.ts';
import { asEdgeGates } from '../../../src/control/sampled-gates.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { describeCvInput } from '../../conformance/cv-input.ts';
import { describeGateInput } from '../../conformance/gate-input.ts';

const RATE = 48_000;
const FRAME_US = 1e6 / RATE;
const CHANNELS = 6;
const JACKS: AudioJacks = {
  device: 'alsa:hw:CARD=ES8',
  channels: { gate1: 1, gate2: 2, cv1: 3, cv2: 4, cv3: 5, cv4: 6 },
  fullScaleVolts: 10,
};

/** A card whose frames arrive when the test says so. `isGone` unplugs it, `isMissing` keeps it from opening. */
function createCard({ repeats = false } = {}) {
  const levels = new Array<number>(CHANNELS).fill(0);
  const pending: number[][] = [];
  const state = { isMissing: false, isGone: false, hasGap: false, opened: 0, closed: 0 };
  const clock = createManualClock(1e6);
  const capture: AudioCapture = {
    sampleRate: RATE,
    channels: CHANNELS,
    maxFrames: 256,
    read: (into) => {
      if (state.isGone) throw new NeurorackError('device-fault', 'the card is gone', { remedy: 'plug it in' });
      if (repeats) pending.push([...levels]);
      const frames = pending.splice(0, 256);
      into.set(frames.flat());
      return frames.length;
    },
    takeGap: () => {
      const had = state.hasGap;
      state.hasGap = false;
      return had;
    },
    close: () => void state.closed++,
  };
  const open = (): AudioCapture => {
    state.opened++;
    if (state.isMissing) throw new NeurorackError('missing-device', 'there is no card', { remedy: 'plug one in' });
    return capture;
  };
  /** The next frame has this level at a channel, and the others as they were. */
  const set = (channel: number, volts: number): void => {
    levels[channel] = volts / 10;
    if (!repeats) pending.push([...levels]);
  };
  /** Frames arrive, and the time that they take passes. */
  const arrive = (frames: number, volts: (frame: number) => readonly number[]): void => {
    for (let n = 0; n < frames; n++) pending.push(volts(n).map((one) => one / 10));
    clock.advanceUs(frames * FRAME_US);
  };
  const open2 = (jacks: AudioJacks = JACKS): { cv: CvInput; gates: GateInput } => {
    const { cv, gates } = createAudioJacks({ jacks, clock, open });
    if (cv === undefined || gates === undefined) throw new Error('a jack is missing');
    return { cv, gates };
  };
  return { clock, state, set, arrive, jacks: open2, open };
}

describeCvInput({
  name: 'a sound card',
  create: () => {
    const card = createCard({ repeats: true });
    return { cv: card.jacks().cv, set: (channel, volts) => card.set(2 + channel, volts) };
  },
  toleranceVolts: 1e-6,
});

describeGateInput({
  name: 'a sound card',
  create: () => {
    const card = createCard();
    return { gates: card.jacks().gates, set: (gate, isHigh) => card.set(gate, isHigh ? 5 : 0) };
  },
});

/** The edges of gates that pass the Schmitt triggers. */
function edgesOf(gates: GateInput): { gate: number; isHigh: boolean; timeUs: number }[] {
  const edges: { gate: number; isHigh: boolean; timeUs: number }[] = [];
  asEdgeGates(gates).poll((gate, isHigh, timeUs) => edges.push({ gate, isHigh, timeUs }));
  return edges;
}

const silent = new Array<number>(CHANNELS).fill(0);

describe('jacks of a sound card', () => {
  it('give an edge the time of its sample, however the samples are cut into blocks', () => {
    for (const block of [1, 32, 100, 1000]) {
      const { jacks, arrive, clock } = createCard();
      const edgeGates = asEdgeGates(jacks().gates);
      const startUs = clock.nowUs();
      const edges: [number, boolean, number][] = [];
      // Gate 1 is high in the frames 137 to 140, gate 2 from frame 512 on.
      for (let from = 0; from < 1000; from += block) {
        arrive(block, (n) => [from + n >= 137 && from + n < 141 ? 5 : 0, from + n >= 512 ? 5 : 0, 0, 0, 0, 0]);
        edgeGates.poll((gate, isHigh, timeUs) => edges.push([gate, isHigh, (timeUs - startUs) / FRAME_US - 1]));
      }
      expect(edges.map(([gate, isHigh, frame]) => [gate, isHigh, Math.round(100 * frame) / 100])).toEqual([
        [0, true, 137],
        [0, false, 141],
        [1, true, 512],
      ]);
    }
  });

  it('keep that time when the system reads them late', () => {
    const { jacks, arrive, clock } = createCard();
    const gates = asEdgeGates(jacks().gates);
    const startUs = clock.nowUs();
    const times: number[] = [];
    const poll = (): void => gates.poll((_, isHigh, timeUs) => isHigh && times.push((timeUs - startUs) / FRAME_US - 1));
    arrive(100, () => silent);
    poll();
    arrive(200, (n) => [n >= 50 ? 5 : 0, 0, 0, 0, 0, 0]);
    const lateFrames = 20;
    clock.advanceUs(lateFrames * FRAME_US);
    poll();
    expect(times).toEqual([expect.closeTo(150, 0)]);
  });

  it('have a hysteresis: a slow ramp with noise is one edge', () => {
    const { jacks, arrive } = createCard();
    arrive(2000, (n) => [Math.max(0, (5 * n) / 2000 + 0.3 * Math.sin(n)), 0, 0, 0, 0, 0]);
    expect(edgesOf(jacks().gates).map(({ isHigh }) => isHigh)).toEqual([true]);
  });

  it('read a ramp in volts, and the two-point calibration corrects it', () => {
    const { jacks, arrive } = createCard();
    const { cv } = jacks();
    // The card reads 4 % too much, and 50 mV too high.
    const measured = (volts: number): number => 1.04 * volts + 0.05;
    const calibration: Calibration = { slope: 1 / 1.04, offset: -0.05 / 1.04 };
    const into = new Float32Array(4);
    for (const volts of [-5, -2.5, 0, 1, 4.99]) {
      arrive(64, () => [0, 0, measured(volts), 0, 0, 0]);
      cv.read(into);
      expect(applyCalibration(into[0], calibration)).toBeCloseTo(volts, 4);
    }
  });

  it('lose no edge while voltages alone are read, and read 0 V at a jack without a channel', () => {
    const { jacks, arrive } = createCard();
    const { cv, gates } = jacks({ ...JACKS, channels: { gate1: 1, cv2: 4 } });
    const into = new Float32Array(4);
    for (let n = 0; n < 10; n++) {
      arrive(64, (frame) => [frame < 32 ? 5 : 0, 5, 5, 2, 5, 5]);
      cv.read(into);
    }
    expect([...into]).toEqual([0, 2, 0, 0]);
    const edges = edgesOf(gates);
    expect([edges.length, edges.every(({ gate }) => gate === 0)]).toEqual([20, true]);
  });

  it('leave voltages to the panel where gates alone have channels', () => {
    const { clock, open } = createCard();
    const inputs = createAudioJacks({ jacks: { ...JACKS, channels: { gate1: 1 } }, clock, open });
    expect([inputs.cv, inputs.gates?.kind]).toEqual([undefined, 'samples']);
  });

  it('try a missing card every three seconds, and one that was unplugged', async () => {
    const { jacks, state, clock, arrive } = createCard();
    const { gates } = jacks();
    state.isMissing = true;
    expect((await namedErrorOf(() => edgesOf(gates))).message).toBe('there is no card');
    clock.advanceUs(1e6);
    await namedErrorOf(() => edgesOf(gates));
    expect(state.opened).toBe(1);
    state.isMissing = false;
    clock.advanceUs(2.1e6);
    arrive(10, () => [5, 0, 0, 0, 0, 0]);
    expect(edgesOf(gates)).toHaveLength(1);
    state.isGone = true;
    expect((await namedErrorOf(() => edgesOf(gates))).kind).toBe('device-fault');
    expect(state.closed).toBe(1);
    state.isGone = false;
    clock.advanceUs(3.1e6);
    arrive(10, () => [5, 0, 0, 0, 0, 0]);
    expect(edgesOf(gates)).toHaveLength(1);
  });

  it('take the time anew after lost samples', () => {
    const { jacks, state, clock, arrive } = createCard();
    const gates = asEdgeGates(jacks().gates);
    arrive(100, () => silent);
    gates.poll(() => undefined);
    clock.advanceUs(500_000);
    state.hasGap = true;
    arrive(100, (n) => [n >= 50 ? 5 : 0, 0, 0, 0, 0, 0]);
    const times: number[] = [];
    gates.poll((_, __, timeUs) => times.push(timeUs));
    expect(times).toEqual([expect.closeTo(clock.nowUs() - 49 * FRAME_US, 1)]);
  });
});
