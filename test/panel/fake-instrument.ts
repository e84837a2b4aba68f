import { NeurorackError } from '../../src/contracts/errors.ts';
import { DEFAULT_AUDITION } from '../../src/control/audition-settings.ts';
import { UNCALIBRATED } from '../../src/control/calibration.ts';
import { DESTINATION_RANGES, DESTINATIONS } from '../../src/control/destination.ts';
import { withBase, withDepth, withRange } from '../../src/control/edit-settings.ts';
import { JACKS, type Jack } from '../../src/control/jacks.ts';
import { withoutControl } from '../../src/control/midi/midi-learn.ts';
import { DEFAULT_MIDI_MAPPING, type LearnTarget, type MidiMapping } from '../../src/control/midi/midi-mapping.ts';
import { DEFAULT_PATCH, type SoundSource } from '../../src/control/patch.ts';
import { MAP_POINT } from '../../src/control/plane-point.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import type { VoiceSettings } from '../../src/control/voices.ts';
import type { DescriptorName } from '../../src/descriptors/descriptor.ts';
import { createLatentMotion } from '../../src/instrument/latent-motion.ts';
import { createMapMotion } from '../../src/instrument/map-motion.ts';
import { dispatchLatents, isLatentAction, latentState, panelLatents } from '../../src/instrument/panel-latents.ts';
import { panelMap } from '../../src/instrument/panel-map.ts';
import { createSetMap } from '../../src/instrument/set-map.ts';
import { createChangeRecorder } from '../../src/instrument/undo/change-recorder.ts';
import type { ChosenState } from '../../src/instrument/undo/chosen-state.ts';
import { createUndoHistory } from '../../src/instrument/undo/undo-history.ts';
import { toBase64 } from '../../src/numeric/base64.ts';
import type { PanelInstrument } from '../../src/panel/instrument.ts';
import type { PanelAction } from '../../src/panel/protocol.ts';
import { drawPlayPage } from '../../src/ui/pages/play.ts';
import { FAKE_LATENTS, FAKE_MAP } from './fake-map.ts';

const WIDTH = 128;
const HEIGHT = 64;

export interface FakeInstrument {
  readonly instrument: PanelInstrument;
  /** The received actions, in order. */
  readonly actions: PanelAction[];
  /** Each report whether a client has turned the sound on. */
  readonly listening: boolean[];
  /** Appends samples to the audio. */
  playAudio(samples: ArrayLike<number>): void;
  /** Replaces the settings, as the knob would. */
  configure(settings: ControlSettings): void;
  /** Replaces the mapping of MIDI. */
  useMidi(mapping: MidiMapping): void;
  /** Sets the auditioned set of the state. */
  audition(name: string | null): void;
  /** Makes `state` throw this error; undefined: no longer. */
  fail(error: Error | undefined): void;
}

const PRESETS = ['Night', 'Temple'];

/** A fake instrument that records actions and returns given values. */
export function createFakeInstrument({ sampleRate = 44_100, hasJacks = false } = {}): FakeInstrument {
  const actions: PanelAction[] = [];
  const listening: boolean[] = [];
  const sets = { setA: 'Boom', setB: 'Cowbell' };
  const volts = [0, 0, 0, 0];
  const unlinked = new Set<DescriptorName>();
  const gates = [false, false];
  let modes: { gateMode: 'one-shot' | 'gated'; loopMode: 'resynthesis' | 'freeze' } = {
    gateMode: 'one-shot',
    loopMode: 'resynthesis',
  };
  let voices: VoiceSettings = { mode: 'mono', count: 4 };
  let waiting: number[] = [];
  let frame = 0;
  let fault: Error | undefined;

  let settings: ControlSettings = DEFAULT_CONTROL_SETTINGS;
  let source: SoundSource = 'a-b';
  const mapMotion = createMapMotion({
    map: createSetMap({ sets: () => [], stats: [] }),
    settings: () => settings,
    onMove: () => undefined,
    onMessage: () => undefined,
  });
  const configure = (next: ControlSettings): void => {
    mapMotion.handleSettings(settings, next);
    latentMotion.handleSettings(settings, next);
    settings = next;
  };
  const latentMotion = createLatentMotion({
    settings: () => settings,
    configure,
    onMove: () => undefined,
    onMessage: () => undefined,
    seed: 1,
  });
  let output: { readonly sink: string; readonly bufferFrames: number | null } = { sink: 'browser', bufferFrames: null };
  let outputs: { readonly sink: string; readonly name: string }[] = [];
  let recording: number | 'idle' = 'idle';
  let auditionedSet: string | null = null;
  let learning: LearnTarget | null = null;
  let midiMapping: MidiMapping = DEFAULT_MIDI_MAPPING;
  let midiMessages = 0;
  let measuring: { jack: Jack; volts: number } | undefined;

  const history = createUndoHistory({ onMessage: () => undefined });
  const changes = createChangeRecorder({ history, read, write });

  function read(): ChosenState {
    return {
      patch: { ...DEFAULT_PATCH, ...sets, ...modes, source },
      settings,
      volumeDb: 0,
      audition: DEFAULT_AUDITION,
      volts: [...volts],
      mapPath: mapMotion.path,
      latentPath: latentMotion.path,
      isLatentPathLooping: latentMotion.isLooping,
      walk: latentMotion.walk,
    };
  }

  function write({ patch, settings: next, volts: nextVolts, mapPath, latentPath, walk }: ChosenState): void {
    sets.setA = patch.setA;
    sets.setB = patch.setB;
    ({ source } = patch);
    modes = { gateMode: patch.gateMode, loopMode: patch.loopMode };
    if (mapPath !== mapMotion.path) mapMotion.use(mapPath);
    if (latentPath !== latentMotion.path) latentMotion.use(latentPath);
    if (walk !== latentMotion.walk) latentMotion.setWalk(walk);
    for (const [n, one] of nextVolts.entries()) volts[n] = one;
    configure(next);
  }

  function apply(action: PanelAction): void {
    if (action.type === 'link-descriptor') {
      if (action.isLinked) unlinked.delete(action.descriptor);
      else unlinked.add(action.descriptor);
    }
    if (action.type === 'preset' && action.command !== 'recall') {
      const done = action.command === 'delete' ? 'deleted' : PRESETS.includes(action.name) ? 'replaced' : 'saved';
      history.add({ name: `preset '${action.name}' ${done}`, undo: () => undefined, redo: () => undefined });
    }
    if (action.type === 'recording' && action.command !== 'keep') recording = action.command === 'start' ? 0 : 'idle';
    if (action.type === 'output') output = { sink: action.sink, bufferFrames: action.bufferFrames };
    if (action.type === 'list-outputs') outputs = [{ sink: 'alsa:usb', name: 'USB card' }];
    if (action.type === 'range') settings = withRange(settings, action.jack, action.range);
    if (action.type === 'depth') settings = withDepth(settings, action.jack, action);
    if (action.type === 'base') configure(withBase(settings, action.destination, action.value));
    if (action.type === 'midi') midiMessages += action.messages.length;
    if (action.type === 'midi-learn') learning = action.target;
    if (action.type === 'midi-forget') midiMapping = withoutControl(midiMapping, action);
    if (action.type === 'calibrate') measuring = action;
    if (action.type === 'uncalibrate') {
      settings = { ...settings, calibration: { ...settings.calibration, [action.jack]: UNCALIBRATED } };
    }
    if (action.type === 'cv') volts[action.channel] = action.volts;
    if (action.type === 'gate') gates[action.gate] = action.isHigh;
    if (action.type === 'source') source = action.source;
    if (action.type === 'map-path') mapMotion[action.command]();
    if (action.type === 'map-point') configure(MAP_POINT.with(settings, action));
    if (isLatentAction(action)) dispatchLatents({ settings, latentMotion, configure }, action);
    if (action.type === 'gate-mode') modes = { ...modes, gateMode: action.mode };
    if (action.type === 'loop-mode') modes = { ...modes, loopMode: action.mode };
    if (action.type === 'voices') voices = { mode: action.mode, count: action.count };
    if (action.type !== 'sets') return;
    if (action.setA === 'nothing') throw new NeurorackError('bad-input', 'no such set', { remedy: 'choose Boom' });
    sets.setA = action.setA ?? sets.setA;
    sets.setB = action.setB ?? sets.setB;
  }

  const instrument: PanelInstrument = {
    hello: {
      type: 'hello',
      version: '1',
      board: 'host',
      sampleRate,
      hasJacks,
      models: ['impacts'],
      maxVoices: 8,
    },
    state: () => {
      if (fault !== undefined) throw fault;
      return {
        type: 'state',
        model: 'impacts',
        ...sets,
        ...modes,
        voices,
        source,
        motion: mapMotion.state,
        latents: latentState(latentMotion),
        unlinked: [...unlinked],
        volts: [...volts],
        gates: [...gates],
        values: DESTINATIONS.map(
          (id) =>
            latentMotion.withPlayback(mapMotion.withPlayback(settings)).bases[id] ?? DESTINATION_RANGES[id].default,
        ),
        presets: PRESETS,
        history: {
          undo: history.undoName ?? null,
          redo: history.redoName ?? null,
          position: history.position,
        },
        auditionedSet,
        isLive: true,
        output: { ...output, canChoose: true, devices: outputs },
        volumeDb: 0,
        audition: DEFAULT_AUDITION,
        recording,
        message: null,
      };
    },
    sets: () => ({ type: 'sets', sets: ['Boom', 'Cowbell', 'Rim'] }),
    map: () => panelMap({ map: FAKE_MAP, state: mapMotion.state, path: mapMotion.path }),
    latents: () => panelLatents({ latentSpace: FAKE_LATENTS, sets: FAKE_MAP.sets, latentMotion }),
    settings: () => ({ type: 'settings', ...settings }),
    jacks: () => ({
      type: 'jacks',
      jacks: JACKS.map((jack, n) => ({
        volts: volts[n],
        uncalibratedVolts: volts[n] + 0.06,
        noiseMv: 4.2,
        isStable: true,
        secondsSinceChange: n === 0 ? 3.5 : null,
        measuringVolts: measuring?.jack === jack ? measuring.volts : null,
        measuredVolts: [],
      })),
    }),
    meters: () => ({
      type: 'meters',
      load: 0.1,
      blockP99Us: 900,
      block: 256,
      underruns: 0,
      missedDeadlines: 0,
      networkP99Us: 0,
      networkHopUs: 0,
      engineOverruns: 0,
      hostOverruns: 0,
      faults: 0,
      latencyMs: 10.2,
      cvLatencyMs: 11.6,
      deviceMs: 5.8,
      isRealtime: true,
      rssMb: 150,
      temperatureC: null,
    }),
    midi: () => ({
      type: 'midi',
      bpm: midiMessages > 0 ? 120 : null,
      isRunning: false,
      learning,
      messages: midiMessages,
      ignoredBytes: 0,
      mapping: midiMapping,
    }),
    oled: () => {
      const pixels = drawPlayPage({
        ...sets,
        model: 'impacts',
        field: 'setA',
        interpolate: volts[0] / 5,
        scrub: volts[1] / 5,
        sharpness: volts[2] / 5,
        variation: volts[3] / 5,
        descriptors: gates[0] ? [0.9, 0.3, 0.6, 0.2, 0.5, 0.7, 0.4] : [],
        level: gates[0] ? 0.5 : 0,
        gates,
        message: undefined,
      });
      return {
        type: 'oled',
        width: WIDTH,
        height: HEIGHT,
        depth: 1,
        data: toBase64(pixels),
      };
    },
    dispatch: (action) => {
      if (action.type === 'touch') return changes.touch(action.isDown);
      actions.push(action);
      if (action.type === 'history') void history[action.command]();
      else changes.record(() => apply(action));
    },
    handleListening: (isOn) => void listening.push(isOn),
    takeAudio: () => {
      const samples = Float32Array.from(waiting.splice(0));
      frame += samples.length;
      return { frame: frame - samples.length, samples };
    },
  };
  return {
    instrument,
    actions,
    listening,
    playAudio: (samples) => {
      waiting = [...waiting, ...Array.from(samples)];
    },
    configure: (next) => {
      settings = next;
    },
    useMidi: (next) => {
      midiMapping = next;
    },
    audition: (name) => {
      auditionedSet = name;
    },
    fail: (error) => {
      fault = error;
    },
  };
}
