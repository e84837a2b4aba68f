import { type Destination, destinationIndex } from '../control/destination.ts';
import { JACKS } from '../control/jacks.ts';
import { createNearestSets } from '../descriptors/map/nearest-sets.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import { RECORD_GATES, RECORD_SIZE, RECORD_VOLTS } from '../engine/control-record.ts';
import type { PanelMeters } from '../panel/protocol.ts';
import { type Screen, SMALL_SCREEN } from '../ui/canvas.ts';
import { descriptorShares } from '../ui/descriptor-shares.ts';
import { drawPage } from '../ui/draw-page.ts';
import type { UiFacts } from '../ui/page.ts';
import { drawPlayPage } from '../ui/play-page.ts';
import { drawScreensaver, SCREENSAVER_SECONDS } from '../ui/screensaver.ts';
import { createNotices } from './display-messages.ts';
import { figuresOf } from './engine-status.ts';
import type { Instrument, InstrumentOptions } from './instrument.ts';
import { createEar, type Ear } from './output-tap.ts';

/** What the hands do and hear just now. */
export interface Controls {
  readonly volts: readonly number[];
  readonly gates: readonly boolean[];
  /** Of a destination, in its own unit. */
  value(id: Destination): number;
}

/** What the instrument shows of itself: the pages of its display, its figures, its sound. One for display and panel. Main thread. */
export interface Face {
  readonly screen: Screen;
  readonly ear: Ear;
  readonly version: string;
  readonly board: string;
  controls(): Controls;
  /** What people are told for a while. */
  message(): string | undefined;
  figures(): PanelMeters;
  /** The page as it is now, one byte a pixel. */
  draw(): Uint8Array;
}

export interface FaceOptions {
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

export function createFace(
  instrument: Instrument,
  {
    sampleRate,
    block,
    shutDown,
    presets,
    pages,
  }: Pick<InstrumentOptions, 'sampleRate' | 'block' | 'shutDown' | 'presets' | 'pages'>,
  options: FaceOptions,
): Face {
  const { engine } = instrument;
  const { version, board, screen = SMALL_SCREEN, message, address = () => undefined, temperatureC } = options;
  const ear = createEar({ tap: engine.tap, sampleRate });
  const record = new Float64Array(RECORD_SIZE);
  const notices = createNotices();
  let laidOut: SoundMap | undefined;
  let near = createNearestSets([]);
  let busyMs = performance.now();
  instrument.onChoice(() => {
    busyMs = performance.now();
    notices.touch(busyMs);
  });

  function controls(): Controls {
    engine.readControls(record);
    return {
      volts: Array.from(record.subarray(RECORD_VOLTS, RECORD_VOLTS + JACKS.length)),
      gates: [record[RECORD_GATES] === 1, record[RECORD_GATES + 1] === 1],
      value: (id) => record[destinationIndex(id)],
    };
  }

  const figures = (): PanelMeters => figuresOf({ engine, sampleRate, block, temperatureC });

  function facts(volts: readonly number[]): UiFacts {
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
      pages: pages?.count,
    };
  }

  /** The set that sounds most at a point of the map. */
  function nearest(x: number, y: number): { readonly nearest: string; readonly share: number } {
    const { map } = instrument.mapHand;
    if (map !== laidOut) {
      laidOut = map;
      near = createNearestSets(map.places);
    }
    near.look(x, y);
    return near.count === 0
      ? { nearest: 'empty', share: 0 }
      : { nearest: map.sets[near.indices[0]].name, share: near.weights[0] };
  }

  function draw(): Uint8Array {
    ear.listen();
    const ms = performance.now();
    const now = controls();
    const underruns = engine.meters.read('underruns') + engine.meters.read('deviceUnderruns');
    const told = notices.read({ ms, told: message(), underruns });
    if (now.gates.includes(true) || told !== undefined) busyMs = ms;
    const idleSeconds = (ms - busyMs) / 1000;
    if (idleSeconds >= SCREENSAVER_SECONDS) return drawScreensaver(idleSeconds, screen);
    const { ui, choice } = instrument;
    if (ui.page !== 'play') {
      return drawPage({ ui, facts: facts(now.volts), message: told, sound: ear.sound }, screen);
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
        descriptors: descriptorShares(ear.moment),
        level: ear.level,
        gates: now.gates,
        message: told,
      },
      screen,
    );
  }

  return { screen, ear, version, board, controls, message, figures, draw };
}
