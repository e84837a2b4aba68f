import type { PanelMeters } from '../panel/protocol.ts';
import { type Screen, SMALL_SCREEN } from '../ui/canvas.ts';
import { descriptorBars } from '../ui/descriptor-bars.ts';
import { drawPage } from '../ui/draw-page.ts';
import { drawPlayPage } from '../ui/pages/play.ts';
import { drawScreensaver, SCREENSAVER_SECONDS } from '../ui/pages/screensaver.ts';
import { type ControlSnapshot, createControlReader } from './control-snapshot.ts';
import { createDisplayMessages } from './display-messages.ts';
import { readEngineStatus } from './engine-status.ts';
import type { Instrument, InstrumentOptions } from './instrument.ts';
import { createNearestSetLookup } from './nearest-set.ts';
import { createOutputTap, type OutputTap } from './output-tap.ts';
import { uiModelOf } from './ui-model.ts';

/** The instrument as it is shown: display pages, engine status, output. One object for the board's display and the panel. Main thread. */
export interface DisplayView {
  readonly screen: Screen;
  readonly outputTap: OutputTap;
  readonly version: string;
  readonly board: string;
  controls(): ControlSnapshot;
  /** The message to the player, while there is one. */
  message(): string | undefined;
  engineStatus(): PanelMeters;
  /** Whether the sound plays anywhere, which it does at first: gaps are counted only then. */
  setAudible(isAudible: boolean): void;
  /** The current page, one byte a pixel. */
  draw(): Uint8Array;
}

export interface DisplayViewOptions {
  readonly version: string;
  readonly board: string;
  /** Default: 128 × 64, one bit. */
  readonly screen?: Screen | undefined;
  /** The latest message to the player, while it is shown. */
  readonly message: () => string | undefined;
  /** Address of the panel; undefined while it is on no network. */
  readonly address?: (() => string | undefined) | undefined;
  readonly temperatureC: () => number | null;
  /** Memory of the program, MB. */
  readonly rssMb: () => number;
}

export function createDisplayView(
  instrument: Instrument,
  {
    sampleRate,
    block,
    latencyFrames: firstLatencyFrames,
  }: Pick<InstrumentOptions, 'sampleRate' | 'block' | 'latencyFrames'>,
  options: DisplayViewOptions,
): DisplayView {
  const { engine } = instrument;
  const { version, board, screen = SMALL_SCREEN, message, address = () => undefined, temperatureC, rssMb } = options;
  const outputTap = createOutputTap({ ring: engine.tap, sampleRate });
  const messages = createDisplayMessages();
  const controls = createControlReader(engine);
  const nearestSet = createNearestSetLookup();
  let lastActivityMs = performance.now();
  let isAudible = true;
  instrument.onChoice(() => {
    lastActivityMs = performance.now();
    messages.handleInput(lastActivityMs);
  });

  let latencyFrames = firstLatencyFrames;
  instrument.on((event) => {
    if (event.kind === 'playing') latencyFrames = event.latencyFrames;
  });
  const engineStatus = (): PanelMeters =>
    readEngineStatus({ engine, sampleRate, block, latencyFrames, temperatureC, rssMb });

  function drawMenuPage(volts: readonly number[], shownMessage: string | undefined): Uint8Array {
    const { ui } = instrument;
    const model = uiModelOf(instrument, {
      volts,
      jacks: ui.page === 'calibrate' ? instrument.jacks : [],
      system: { ...engineStatus(), board, version, address: address() },
    });
    return drawPage({ navigation: ui, model, message: shownMessage, sound: outputTap.recentSamples }, screen);
  }

  function drawPlay({ gates, value }: ControlSnapshot, shownMessage: string | undefined): Uint8Array {
    const { choice, mapMotion, patch } = instrument;
    const [x, y] = [value('map-x'), value('map-y')];
    return drawPlayPage(
      {
        ...choice.names,
        ...(patch.source === 'map' && { map: { x, y, ...nearestSet(mapMotion.map, x, y) } }),
        field: choice.field,
        interpolate: value('interpolate'),
        scrub: value('scrub'),
        loop: gates[1]
          ? {
              mode: patch.loopMode,
              fromMs: engine.meters.read('loopFromMs'),
              toMs: engine.meters.read('loopToMs'),
            }
          : undefined,
        sharpness: value('sharpness'),
        variation: value('variation'),
        descriptors: descriptorBars(outputTap.descriptors),
        level: outputTap.level,
        gates,
        message: shownMessage,
      },
      screen,
    );
  }

  function draw(): Uint8Array {
    outputTap.poll();
    const ms = performance.now();
    const snapshot = controls();
    const underruns = engine.meters.read('underruns') + engine.meters.read('deviceUnderruns');
    const shownMessage = messages.read({ ms, message: message(), underruns, isAudible });
    if (snapshot.gates.includes(true) || shownMessage !== undefined) lastActivityMs = ms;
    const idleSeconds = (ms - lastActivityMs) / 1000;
    if (idleSeconds >= SCREENSAVER_SECONDS) return drawScreensaver(idleSeconds, screen);
    return instrument.ui.page === 'play'
      ? drawPlay(snapshot, shownMessage)
      : drawMenuPage(snapshot.volts, shownMessage);
  }

  const setAudible = (isNowAudible: boolean): void => {
    isAudible = isNowAudible;
  };
  return { screen, outputTap, version, board, controls, message, engineStatus, setAudible, draw };
}
