import { CV_RANGES } from './control/cv-range.ts';
import { DESTINATIONS, destinationIndex } from './control/destination.ts';
import { JACKS } from './control/jacks.ts';
import { RECORD_GATES, RECORD_SIZE, RECORD_VOLTS } from './engine/control-record.ts';
import { bufferingOf } from './engine/latency.ts';
import type { Instrument, InstrumentOptions } from './instrument.ts';
import type { PanelInstrument } from './panel/instrument.ts';
import type { PanelMeters, PanelState } from './panel/protocol.ts';
import { drawPage } from './ui/draw-page.ts';
import { drawPlayPage } from './ui/play-page.ts';
import { drawScreensaver, SCREENSAVER_SECONDS } from './ui/screensaver.ts';

export interface PanelInstrumentOptions {
  readonly version: string;
  readonly board: string;
  /** What people are told for a while, newest first. */
  readonly message: () => string | undefined;
  readonly isLive: () => boolean;
  readonly temperatureC: () => number | null;
}

/** What the scope shows: 23 ms at 44.1 kHz. */
const SCOPE_SAMPLES = 1024;

/** The instrument as a panel sees it. */
export function createPanelInstrument(
  instrument: Instrument,
  { sampleRate, sink, block, shutDown }: InstrumentOptions,
  options: PanelInstrumentOptions,
): PanelInstrument {
  const { engine } = instrument;
  const record = new Float64Array(RECORD_SIZE);
  const at = (id: (typeof DESTINATIONS)[number]): number => record[destinationIndex(id)];
  let frame = 0;
  let peak = 0;
  let lastTouchMs = performance.now();
  const touched = (): void => {
    lastTouchMs = performance.now();
  };
  instrument.onChoice(touched);
  /** What has just sounded, for the scope. */
  const scope = new Float32Array(SCOPE_SAMPLES);

  const labelOf = (jack: (typeof JACKS)[number]): string =>
    DESTINATIONS.filter((id) => (instrument.settings.depths[jack][id] ?? 0) !== 0).join(', ') || 'nothing';

  function state(): PanelState {
    engine.readControls(record);
    const { model, setA, setB, gateMode, loopMode } = instrument.patch;
    return {
      type: 'state',
      model,
      setA,
      setB,
      gateMode,
      loopMode,
      volts: Array.from(
        record.subarray(RECORD_VOLTS, RECORD_VOLTS + JACKS.length),
        (volts) => Math.round(100 * volts) / 100,
      ),
      gates: [record[RECORD_GATES] === 1, record[RECORD_GATES + 1] === 1],
      isLive: options.isLive(),
      message: options.message() ?? null,
    };
  }

  function measured(): PanelMeters {
    const { meters } = engine;
    const counters = meters.counters();
    const { gateFrames } = bufferingOf(block);
    return {
      type: 'meters',
      load: (meters.blockUs.quantile(0.9) * sampleRate) / (block * 1e6),
      blockP99Us: meters.blockUs.quantile(0.99),
      block,
      underruns: counters.underruns + counters.deviceUnderruns,
      ownMisses: counters.ownMisses,
      schedulingMisses: counters.schedulingMisses,
      faults: counters.faults,
      latencyMs: (1000 * gateFrames) / sampleRate,
      deviceMs: (1000 * counters.deviceLatencyFrames) / sampleRate,
      isRealtime: counters.realtime === 1,
      rssMb: process.memoryUsage().rss / 2 ** 20,
      temperatureC: options.temperatureC(),
    };
  }

  function page(): Uint8Array {
    const { gates, volts, message } = state();
    if (gates.includes(true) || message !== null) touched();
    const idleSeconds = (performance.now() - lastTouchMs) / 1000;
    if (idleSeconds >= SCREENSAVER_SECONDS) return drawScreensaver(idleSeconds);
    const { ui, sets, models, patch, settings } = instrument;
    const { field, names } = instrument.choice;
    if (ui.page === 'play') {
      return drawPlayPage({
        ...names,
        field,
        interpolate: at('interpolate'),
        scrub: at('scrub'),
        sharpness: at('sharpness'),
        variation: at('variation'),
        level: peak,
        gates,
        message: message ?? undefined,
      });
    }
    const { board, version } = options;
    return drawPage({
      ui,
      facts: {
        sets: sets.map(({ name }) => name),
        models,
        patch,
        settings,
        volts,
        system: { ...measured(), board, version, address: undefined },
        canShutDown: shutDown !== undefined,
      },
      message: message ?? undefined,
      sound: scope,
    });
  }

  return {
    hello: {
      type: 'hello',
      version: options.version,
      board: options.board,
      sampleRate,
      sink,
      cvs: JACKS.map((jack, n) => ({
        name: `CV ${n + 1}`,
        label: labelOf(jack),
        ...CV_RANGES[instrument.settings.ranges[jack]],
      })),
      sets: instrument.sets.map(({ name }) => name),
      models: instrument.models,
    },
    state,
    meters: measured,
    oled: () => {
      const pixels = page();
      peak *= 0.8;
      return { type: 'oled', width: 128, height: 64, depth: 1, data: Buffer.from(pixels).toString('base64') };
    },
    act: (action) => {
      switch (action.type) {
        case 'cv':
          return instrument.touch({ kind: 'cv', channel: action.channel, volts: action.volts });
        case 'gate':
          return instrument.touch({ kind: 'gate', gate: action.gate, isHigh: action.isHigh });
        case 'turn':
          return instrument.touch({ kind: 'turn', steps: action.steps });
        case 'button':
          return instrument.touch({ kind: action.isDown ? 'down' : 'up' });
        case 'sets': {
          const { setA, setB } = action;
          return instrument.change({ ...(setA !== undefined && { setA }), ...(setB !== undefined && { setB }) });
        }
        case 'model':
          return instrument.change({ model: action.model });
        case 'gate-mode':
          return instrument.change({ gateMode: action.mode });
        case 'loop-mode':
          return instrument.change({ loopMode: action.mode });
      }
    },
    takeSound: () => {
      const samples = new Float32Array(engine.tap.fill);
      engine.tap.read(samples, samples.length);
      const first = frame;
      frame += samples.length;
      for (const x of samples) peak = Math.max(peak, Math.abs(x));
      const kept = samples.subarray(-SCOPE_SAMPLES);
      scope.copyWithin(0, kept.length);
      scope.set(kept, SCOPE_SAMPLES - kept.length);
      return { frame: first, samples };
    },
  };
}
