import { applyCalibration } from '../control/calibration.ts';
import { DESTINATIONS } from '../control/destination.ts';
import { withBase, withDepth, withRange } from '../control/edit-settings.ts';
import { JACKS } from '../control/jacks.ts';
import { MAP_POINT } from '../control/plane-point.ts';
import { DEFAULT_VOICES } from '../control/voices.ts';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import { toBase64 } from '../numeric/base64.ts';
import type { PanelInstrument } from '../panel/instrument.ts';
import type { PanelJacks, PanelState } from '../panel/protocol.ts';
import type { DisplayView } from './display-view.ts';
import type { Instrument, InstrumentOptions } from './instrument.ts';
import { dispatchLatents, isLatentAction, latentState, panelLatents } from './panel-latents.ts';
import { panelMap } from './panel-map.ts';
import { dispatchMidi, isMidiAction, panelMidi } from './panel-midi.ts';
import { recordingState } from './take-recorder.ts';

/** Adapts the instrument to the panel server: its state as messages, and the panel's actions as calls. */
export function createPanelInstrument(
  instrument: Instrument,
  { sampleRate }: Pick<InstrumentOptions, 'sampleRate'>,
  { view }: { readonly view: DisplayView },
): PanelInstrument {
  function state(): PanelState {
    const { model, setA, setB, source, gateMode, loopMode, offsets, voices = DEFAULT_VOICES } = instrument.patch;
    const { volts, gates, value } = view.controls();
    return {
      type: 'state',
      model,
      setA,
      setB,
      source,
      motion: instrument.mapMotion.state,
      latents: latentState(instrument.latentMotion),
      gateMode,
      loopMode,
      voices,
      unlinked: DESCRIPTORS.filter((name) => offsets[name] === 'alone'),
      volts: volts.map((one) => rounded(one, 100)),
      gates,
      values: DESTINATIONS.map((id) => rounded(value(id), 1000)),
      output: outputOf(instrument.output),
      volumeDb: rounded(instrument.volumeDb, 10),
      audition: instrument.auditionSettings,
      recording: recordingState(instrument.recorder) ?? null,
      presets: instrument.presets?.names ?? null,
      history: historyOf(instrument.history),
      isLive: instrument.isLive,
      auditionedSet: instrument.auditioned ?? null,
      message: view.message() ?? null,
    };
  }

  function jacks(): PanelJacks {
    const { calibration } = instrument.settings;
    return {
      type: 'jacks',
      jacks: instrument.jacks.map(({ mean, noise, isStable, changedSeconds, measuring, taken }, n) => ({
        // Not clamped to the jack's range, as the voltages that play are.
        volts: rounded(applyCalibration(mean, calibration[JACKS[n]]), 1000),
        uncalibratedVolts: rounded(mean, 1000),
        noiseMv: rounded(1000 * noise, 10),
        isStable,
        secondsSinceChange: changedSeconds === null ? null : rounded(changedSeconds, 10),
        measuringVolts: measuring,
        measuredVolts: taken,
      })),
    };
  }

  let hasListeners = false;
  /** Where the sound plays in browsers alone, it is audible while one of them has turned it on. */
  const updateAudible = (): void => view.setAudible(hasListeners || instrument.output.sink !== 'browser');

  updateAudible();
  return {
    hello: {
      type: 'hello',
      version: view.version,
      board: view.board,
      sampleRate,
      hasJacks: instrument.hasJacks,
      models: instrument.models,
      maxVoices: instrument.maxVoices,
    },
    state,
    sets: () => ({ type: 'sets', sets: instrument.sets.map(({ name }) => name) }),
    map: () => panelMap(instrument.mapMotion),
    latents: () => panelLatents(instrument),
    settings: () => ({ type: 'settings', ...instrument.settings }),
    jacks,
    meters: view.engineStatus,
    midi: () => panelMidi(instrument.midi),
    oled: () => {
      const { width, height, depth } = view.screen;
      return { type: 'oled', width, height, depth, data: toBase64(view.draw()) };
    },
    dispatch: (action) => {
      if (action.type === 'recording') return instrument.recorder?.[action.command]();
      dispatch(instrument, action);
      if (action.type === 'output') updateAudible();
    },
    takeAudio: view.outputTap.take,
    handleListening: (isOn) => {
      hasListeners = isOn;
      updateAudible();
    },
  };
}

function outputOf({ sink, bufferFrames, canChoose, devices }: Instrument['output']): PanelState['output'] {
  return {
    sink,
    bufferFrames,
    canChoose,
    devices: devices.flatMap((device) => (device.sink === undefined ? [] : [{ sink: device.sink, name: device.name }])),
  };
}

function historyOf({ undoName, redoName, position }: Instrument['history']): PanelState['history'] {
  return { undo: undoName ?? null, redo: redoName ?? null, position };
}

/** Chooses an output, as a step of the history. */
function chooseOutput(
  { output, history }: Pick<Instrument, 'output' | 'history'>,
  { sink, bufferFrames }: { readonly sink: string; readonly bufferFrames: number | null },
): void {
  const former = { sink: output.sink, bufferFrames: output.bufferFrames };
  output.choose(sink, bufferFrames);
  history.add({
    name: 'output',
    undo: () => output.choose(former.sink, former.bufferFrames),
    redo: () => output.choose(sink, bufferFrames),
  });
}

type InstrumentAction = Exclude<Parameters<PanelInstrument['dispatch']>[0], { type: 'recording' }>;

function dispatch(instrument: Instrument, action: InstrumentAction) {
  if (isLatentAction(action)) return dispatchLatents(instrument, action);
  if (isMidiAction(action)) return dispatchMidi(instrument.midi, action);
  switch (action.type) {
    case 'cv':
      return instrument.handlePanelInput({ kind: 'cv', channel: action.channel, volts: action.volts });
    case 'gate':
      return instrument.handlePanelInput({
        kind: 'gate',
        gate: action.gate,
        isHigh: action.isHigh,
        velocity: action.velocity,
      });
    case 'turn':
      return instrument.handlePanelInput({ kind: 'turn', steps: action.steps });
    case 'button':
      return instrument.handlePanelInput({ kind: action.isDown ? 'down' : 'up' });
    case 'sets': {
      const { setA, setB, isAuditioned = false } = action;
      instrument.change({ ...(setA !== undefined && { setA }), ...(setB !== undefined && { setB }) });
      if (isAuditioned) instrument.auditionChosen(setB === undefined ? 'A' : setA === undefined ? 'B' : 'mix');
      return;
    }
    case 'audition':
      return instrument.configureAudition({
        ...(action.isOn !== undefined && { isOn: action.isOn }),
        ...(action.levelDb !== undefined && { levelDb: action.levelDb }),
      });
    case 'source':
      return instrument.change({ source: action.source });
    case 'map-point':
      return instrument.configure(MAP_POINT.with(instrument.settings, action));
    case 'map-path':
      return instrument.mapMotion[action.command]();
    case 'model':
      return instrument.change({ model: action.model });
    case 'gate-mode':
      return instrument.change({ gateMode: action.mode });
    case 'loop-mode':
      return instrument.change({ loopMode: action.mode });
    case 'voices':
      return instrument.change({ voices: { mode: action.mode, count: action.count } });
    case 'range':
      return instrument.configure(withRange(instrument.settings, action.jack, action.range));
    case 'depth':
      return instrument.configure(withDepth(instrument.settings, action.jack, action));
    case 'base':
      return instrument.configure(withBase(instrument.settings, action.destination, action.value));
    case 'link-descriptor': {
      const { descriptor, isLinked } = action;
      const mode = isLinked ? 'natural' : 'alone';
      return instrument.change({ offsets: { ...instrument.patch.offsets, [descriptor]: mode } });
    }
    case 'preset':
      return void instrument.presets?.[action.command](action.name);
    case 'history':
      return void instrument.history[action.command]();
    case 'touch':
      return instrument.touch(action.isDown);
    case 'list-outputs':
      return void instrument.output.list();
    case 'output':
      return chooseOutput(instrument, action);
    case 'volume':
      return instrument.setVolume(action.db);
    case 'calibrate':
      return instrument.measureJack(action.jack, action.volts);
    case 'uncalibrate':
      return instrument.uncalibrate(action.jack);
  }
}

/** Rounds to a number of parts of a unit: a message is sent only when a rounded value has changed. */
const rounded = (value: number, parts: number): number => Math.round(parts * value) / parts;
