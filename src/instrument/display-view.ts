import { type Destination, destinationIndex } from '../control/destination.ts';
import { JACKS } from '../control/jacks.ts';
import { createNearestSets } from '../descriptors/map/nearest-sets.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import { RECORD_GATES, RECORD_SIZE, RECORD_VOLTS } from '../engine/control-record.ts';
import type { PanelMeters } from '../panel/protocol.ts';
import { type Screen, SMALL_SCREEN } from '../ui/canvas.ts';
import { descriptorBars } from '../ui/descriptor-bars.ts';
import { drawPage } from '../ui/draw-page.ts';
import type { UiModel } from '../ui/page.ts';
import { drawPlayPage } from '../ui/pages/play.ts';
import { drawScreensaver, SCREENSAVER_SECONDS } from '../ui/pages/screensaver.ts';
import { createDisplayMessages } from './display-messages.ts';
import { readEngineStatus } from './engine-status.ts';
import type { Instrument, InstrumentOptions } from './instrument.ts';
import { createOutputTap, type OutputTap } from './output-tap.ts';

/** What the hands do and hear just now. */
export interface ControlSnapshot {
  readonly volts: readonly number[];
  readonly gates: readonly boolean[];
  /** Of a destination, in its own unit. */
  value(id: Destination): number;
}

/** What the instrument shows of itself: the pages of its display, its figures, its sound. One for display and panel. Main thread. */
export interface DisplayView {
  readonly screen: Screen;
  readonly outputTap: OutputTap;
  readonly version: string;
  readonly board: string;
  controls(): ControlSnapshot;
  /** What people are told for a while. */
  message(): string | undefined;
  engineStatus(): PanelMeters;
  /** The page as it is now, one byte a pixel. */
  draw(): Uint8Array;
}

export interface DisplayViewOptions {
  readonly version: string;
  readonly board: string;
  /** Default: 128 × 64, one bit. */
  readonly screen?: Screen | undefined;
  /** What people are told for a while, newest first. */
  readonly message: () => string | undefined;
  /** Where the panel is found; undefined while it is not on a network. */
  readonly address?: (() => string | undefined) | undefined;
  readonly temperatureC: () => number | null;
}

export function createDisplayView(
  instrument: Instrument,
  {
    sampleRate,
    block,
    latencyFrames: firstLatencyFrames,
    shutDown,
    presets,
    pairedClients: pages,
  }: Pick<InstrumentOptions, 'sampleRate' | 'block' | 'latencyFrames' | 'shutDown' | 'presets' | 'pairedClients'>,
  options: DisplayViewOptions,
): DisplayView {
  const { engine } = instrument;
  const { version, board, screen = SMALL_SCREEN, message, address = () => undefined, temperatureC } = options;
  const ear = createOutputTap({ tap: engine.tap, sampleRate });
  const record = new Float64Array(RECORD_SIZE);
  const notices = createDisplayMessages();
  let laidOut: SoundMap | undefined;
  let near = createNearestSets([]);
  let busyMs = performance.now();
  instrument.onChoice(() => {
    busyMs = performance.now();
    notices.handleInput(busyMs);
  });

  function controls(): ControlSnapshot {
    engine.readControls(record);
    return {
      volts: Array.from(record.subarray(RECORD_VOLTS, RECORD_VOLTS + JACKS.length)),
      gates: [record[RECORD_GATES] === 1, record[RECORD_GATES + 1] === 1],
      value: (id) => record[destinationIndex(id)],
    };
  }

  let latencyFrames = firstLatencyFrames;
  instrument.on((event) => {
    if (event.kind === 'playing') latencyFrames = event.latencyFrames;
  });
  const figures = (): PanelMeters => readEngineStatus({ engine, sampleRate, block, latencyFrames, temperatureC });

  function facts(volts: readonly number[]): UiModel {
    const { sets, models, patch, settings, ui } = instrument;
    return {
      sets: sets.map(({ name }) => name),
      models,
      patch,
      settings,
      volts,
      jacks: ui.page === 'calibrate' ? instrument.jacks : [],
      system: { ...figures(), board, version, address: address() },
      canShutDown: shutDown !== undefined,
      presets: presets?.names,
      pairedClients: pages?.count,
    };
  }

  /** The set that sounds most at a point of the map. */
  function nearest(x: number, y: number): { readonly nearest: string; readonly share: number } {
    const { map } = instrument.mapMotion;
    if (map !== laidOut) {
      laidOut = map;
      near = createNearestSets(map.places);
    }
    near.moveTo(x, y);
    return near.count === 0
      ? { nearest: 'empty', share: 0 }
      : { nearest: map.sets[near.indices[0]].name, share: near.weights[0] };
  }

  function draw(): Uint8Array {
    ear.poll();
    const ms = performance.now();
    const now = controls();
    const underruns = engine.meters.read('underruns') + engine.meters.read('deviceUnderruns');
    const told = notices.read({ ms, told: message(), underruns });
    if (now.gates.includes(true) || told !== undefined) busyMs = ms;
    const idleSeconds = (ms - busyMs) / 1000;
    if (idleSeconds >= SCREENSAVER_SECONDS) return drawScreensaver(idleSeconds, screen);
    const { ui, choice } = instrument;
    if (ui.page !== 'play') {
      return drawPage({ navigation: ui, model: facts(now.volts), message: told, sound: ear.recentSamples }, screen);
    }
    const [x, y] = [now.value('map-x'), now.value('map-y')];
    return drawPlayPage(
      {
        ...choice.names,
        ...(instrument.patch.source === 'map' && { map: { x, y, ...nearest(x, y) } }),
        field: choice.field,
        interpolate: now.value('interpolate'),
        scrub: now.value('scrub'),
        sharpness: now.value('sharpness'),
        variation: now.value('variation'),
        descriptors: descriptorBars(ear.descriptors),
        level: ear.level,
        gates: now.gates,
        message: told,
      },
      screen,
    );
  }

  return { screen, outputTap: ear, version, board, controls, message, engineStatus: figures, draw };
}
