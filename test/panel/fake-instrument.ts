import { NeurorackError } from '../../src/contracts/errors.ts';
import type { PanelInstrument } from '../../src/panel/instrument.ts';
import type { PanelAction } from '../../src/panel/protocol.ts';

const WIDTH = 128;
const HEIGHT = 64;

export interface FakeInstrument {
  readonly instrument: PanelInstrument;
  /** What it was asked, in order. */
  readonly acted: PanelAction[];
  /** Makes these samples sound next. */
  sound(samples: ArrayLike<number>): void;
  /** From now on every question is answered with this error; undefined: no more. */
  fail(error: Error | undefined): void;
}

/** An instrument that remembers what it was asked, and gives what it was told to. */
export function createFakeInstrument({ sampleRate = 44_100 } = {}): FakeInstrument {
  const acted: PanelAction[] = [];
  const sets = { setA: 'Boom', setB: 'Cowbell' };
  const volts = [0, 0, 0, 0];
  const gates = [false, false];
  let modes: { gateMode: 'one-shot' | 'gated'; loopMode: 'resynthesis' | 'freeze' } = {
    gateMode: 'one-shot',
    loopMode: 'resynthesis',
  };
  let waiting: number[] = [];
  let frame = 0;
  let fault: Error | undefined;

  function take(action: PanelAction): void {
    if (action.type === 'cv') volts[action.channel] = action.volts;
    if (action.type === 'gate') gates[action.gate] = action.isHigh;
    if (action.type === 'gate-mode') modes = { ...modes, gateMode: action.mode };
    if (action.type === 'loop-mode') modes = { ...modes, loopMode: action.mode };
    if (action.type !== 'sets') return;
    if (action.setA === 'nothing') throw new NeurorackError('bad-input', 'no such set', { remedy: 'choose Boom' });
    sets.setA = action.setA ?? sets.setA;
    sets.setB = action.setB ?? sets.setB;
  }

  const jack = (n: number, label: string, low: number, high: number) => ({ name: `CV ${n}`, label, low, high });
  const instrument: PanelInstrument = {
    hello: {
      type: 'hello',
      version: '1',
      board: 'fake',
      sampleRate,
      sink: 'browser',
      cvs: [
        jack(1, 'interpolate', 0, 5),
        jack(2, 'scrub', 0, 5),
        jack(3, 'sharpness', -5, 5),
        jack(4, 'variation', 0, 5),
      ],
      sets: ['Boom', 'Cowbell', 'Rim'],
      models: ['impacts'],
    },
    state: () => {
      if (fault !== undefined) throw fault;
      return {
        type: 'state',
        model: 'impacts',
        ...sets,
        ...modes,
        volts: [...volts],
        gates: [...gates],
        isLive: true,
        message: null,
      };
    },
    meters: () => ({
      type: 'meters',
      load: 0.1,
      blockP99Us: 900,
      block: 256,
      underruns: 0,
      ownMisses: 0,
      schedulingMisses: 0,
      faults: 0,
      latencyMs: 10.2,
      deviceMs: 5.8,
      isRealtime: true,
      rssMb: 150,
      temperatureC: null,
    }),
    oled: () => {
      const period = gates[0] ? 3 : 6;
      const pixels = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, n) => ((n + (n >> 7)) % period === 0 ? 1 : 0));
      return {
        type: 'oled',
        width: WIDTH,
        height: HEIGHT,
        depth: 1,
        data: Buffer.from(pixels).toString('base64'),
      };
    },
    act: (action) => {
      acted.push(action);
      take(action);
    },
    takeSound: () => {
      const samples = Float32Array.from(waiting.splice(0));
      frame += samples.length;
      return { frame: frame - samples.length, samples };
    },
  };
  return {
    instrument,
    acted,
    sound: (samples) => {
      waiting = [...waiting, ...Array.from(samples)];
    },
    fail: (error) => {
      fault = error;
    },
  };
}
