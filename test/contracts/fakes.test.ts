import { describe, expect, it } from 'vitest';
import { createFakeDisplay } from '../../src/contracts/fakes/fake-display.ts';
import {
  createFakeCvInput,
  createFakeEdgeGates,
  createFakeKnob,
  createFakeLevelGates,
} from '../../src/contracts/fakes/fake-inputs.ts';
import { createFakeSink, type FakeSink } from '../../src/contracts/fakes/fake-sink.ts';
import { createFakeTarget } from '../../src/contracts/fakes/fake-target.ts';
import { createManualClock } from '../../src/contracts/fakes/manual-clock.ts';
import { expectNamedError, namedErrorOf } from '../../testing/named-error.ts';
import { describeAudioSink } from '../conformance/audio-sink.ts';
import { describeBoardHealth, describeThreadControl } from '../conformance/board.ts';
import { describeClock } from '../conformance/clock.ts';
import { describeCvInput } from '../conformance/cv-input.ts';
import { describeDisplay } from '../conformance/display.ts';
import { describeGateInput } from '../conformance/gate-input.ts';
import { describeKnob } from '../conformance/knob.ts';

const clock = createManualClock();
const FORMAT = { sampleRate: 44_100, periodFrames: 64 };
const PERIOD = new Float32Array(64);

describeClock({ name: 'the manual clock', create: () => createManualClock() });

let sink: FakeSink;
for (const isClocked of [false, true]) {
  describeAudioSink({
    name: isClocked ? 'the fake sink with a clock' : 'the fake sink',
    create: () => (sink = createFakeSink(isClocked ? { clock: createManualClock() } : {})),
    isClocked,
    written: async () => sink.samples,
  });
}

describeCvInput({
  name: 'the fake converter',
  create: () => {
    const cv = createFakeCvInput({ clock });
    return { cv, set: (channel, volts) => void (cv.volts[channel] = volts) };
  },
});

describeGateInput({
  name: 'the fake gate lines',
  create: () => {
    const gates = createFakeEdgeGates({ clock });
    return { gates, set: gates.set };
  },
});

describeGateInput({
  name: 'the fake sampled gates',
  create: () => {
    const gates = createFakeLevelGates({ clock });
    return { gates, set: (gate, isHigh) => void (gates.volts[gate] = isHigh ? 5 : 0) };
  },
});

describeKnob({
  name: 'the fake knob',
  create: () => {
    const knob = createFakeKnob({ clock });
    return { knob, turn: knob.turn, press: knob.press };
  },
});

for (const depth of [1, 4, 8] as const) {
  describeDisplay({
    name: `the fake display of ${depth} bit`,
    create: () => {
      const display = createFakeDisplay({ width: 16, height: 8, depth });
      return { display, framebuffer: () => display.frames.at(-1) ?? new Uint8Array(0) };
    },
  });
}

describeBoardHealth({ name: 'the fake board', create: () => createFakeTarget().createBoardHealth() });
describeThreadControl({ name: 'the fake board', create: () => createFakeTarget().createThreadControl() });

describe('faults of the fakes', () => {
  it('a sink underruns in the given periods', async () => {
    const stream = await createFakeSink({ underrunsAt: new Set([1, 2]) }).open(FORMAT);
    const counts = [0, 1, 2, 3].map(() => {
      void stream.write(PERIOD);
      return stream.underruns;
    });
    expect(counts).toEqual([0, 1, 2, 2]);
  });

  it('a sink disappears at the given period and keeps the samples before it', async () => {
    const fake = createFakeSink({ vanishesAt: 2 });
    const stream = await fake.open(FORMAT);
    void stream.write(PERIOD);
    void stream.write(PERIOD);
    expectNamedError(() => stream.write(PERIOD), 'device-fault');
    expect(fake.samples).toHaveLength(128);
  });

  it('a sink with an open fault does not open', async () => {
    const error = await namedErrorOf(() => createFakeSink({ openFault: 'missing-device' }).open(FORMAT));
    expect(error.kind).toBe('missing-device');
  });

  it('a clocked sink advances the clock by the length of each period', async () => {
    const time = createManualClock(1000);
    const stream = await createFakeSink({ clock: time }).open({ sampleRate: 1000, periodFrames: 64 });
    void stream.write(PERIOD);
    expect(time.nowUs()).toBe(1000 + 64_000);
  });

  it('a stuck channel keeps its value while the others move', () => {
    const cv = createFakeCvInput({ clock });
    const into = new Float32Array(4);
    cv.volts.set([1, 2, 3, 4]);
    cv.read(into);
    cv.stuck.add(1);
    cv.volts.set([5, 5, 5, 5]);
    cv.read(into);
    expect([...into]).toEqual([5, 2, 5, 5]);
  });

  it('jacks, gates, knob and display throw while absent, and recover', () => {
    const [cv, edges] = [createFakeCvInput({ clock }), createFakeEdgeGates({ clock })];
    const [levels, knob, display] = [createFakeLevelGates({ clock }), createFakeKnob({ clock }), createFakeDisplay()];
    const uses: readonly [{ isAbsent: boolean }, () => unknown][] = [
      [cv, () => cv.read(new Float32Array(4))],
      [edges, () => edges.poll(() => undefined)],
      [levels, () => levels.read(new Float32Array(2))],
      [knob, () => knob.poll(() => undefined)],
      [display, () => display.show(new Uint8Array(128 * 64))],
    ];
    for (const [fake, use] of uses) {
      fake.isAbsent = true;
      expectNamedError(use, 'device-fault', 'does not answer');
      fake.isAbsent = false;
      expect(use).not.toThrow();
    }
  });
});
