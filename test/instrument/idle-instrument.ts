import { DEFAULT_AUDITION } from '../../src/control/audition-settings.ts';
import { UNCALIBRATED } from '../../src/control/calibration.ts';
import { createMidiOverlay } from '../../src/control/midi/midi-overlay.ts';
import { DEFAULT_PATCH, type Patch } from '../../src/control/patch.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { RECORD_GATES, RECORD_SIZE } from '../../src/engine/control-record.ts';
import { createMetersMemory, openMeters } from '../../src/engine/meters.ts';
import { openProbe } from '../../src/engine/probe.ts';
import { createSampleHistoryMemory, openSampleHistory } from '../../src/engine/sample-history.ts';
import { createSampleRingMemory, openSampleRing } from '../../src/engine/sample-ring.ts';
import type { Instrument } from '../../src/instrument/instrument.ts';
import { createLatentMotion } from '../../src/instrument/latent-motion.ts';
import { createMapMotion } from '../../src/instrument/map-motion.ts';
import { createMidiController } from '../../src/instrument/midi-controller.ts';
import { createOutputController } from '../../src/instrument/output-controller.ts';
import { createSetMap } from '../../src/instrument/set-map.ts';
import { createUndoHistory } from '../../src/instrument/undo/undo-history.ts';
import { HOME, type NavigationState } from '../../src/ui/page.ts';
import type { PlayChoice } from '../../src/ui/play-choice.ts';
import { impactSet, STATS } from '../descriptors/sample-sets.ts';

/** An instrument without sound and threads; the test controls its knob, gates and underruns. */
export function createIdleInstrument() {
  const patch: Patch = { ...DEFAULT_PATCH, setB: 'Bell' };
  const meters = openMeters(createMetersMemory());
  const record = new Float64Array(RECORD_SIZE);
  const listeners: ((choice: PlayChoice) => void)[] = [];
  let ui: NavigationState = HOME;
  const nothing = (): void => undefined;
  const choice: PlayChoice = { field: 'setA', names: patch };
  const settings = {
    ...DEFAULT_CONTROL_SETTINGS,
    calibration: { ...DEFAULT_CONTROL_SETTINGS.calibration, cv1: UNCALIBRATED },
  };
  const sets = [impactSet({ name: 'Boom' }), impactSet({ name: 'Bell', colour: { f0: 880 } })];
  const instrument: Instrument = {
    engine: {
      meters,
      tap: openSampleRing(createSampleRingMemory(1024)),
      history: openSampleHistory(createSampleHistoryMemory(1024)),
      played: [],
      probe: openProbe(new SharedArrayBuffer(32)),
      position: 0,
      readControls: (into) => {
        into.set(record);
        return true;
      },
      setGain: nothing,
      setSink: nothing,
      send: nothing,
      play: nothing,
      on: nothing,
      stop: async () => undefined,
    },
    patch,
    settings,
    sets,
    mapMotion: createMapMotion({
      map: createSetMap({ sets: () => sets, stats: STATS }),
      settings: () => settings,
      onMove: nothing,
      onMessage: nothing,
    }),
    latentMotion: createLatentMotion({
      settings: () => settings,
      configure: nothing,
      onMove: nothing,
      onMessage: nothing,
      seed: 1,
    }),
    latentSpace: undefined,
    models: ['impacts'],
    maxVoices: 8,
    choice,
    presets: undefined,
    recorder: undefined,
    pairedClients: undefined,
    hasJacks: true,
    canPowerOff: false,
    isLive: true,
    playingModel: 'impacts',
    get ui() {
      return ui;
    },
    change: nothing,
    putSet: nothing,
    removeSet: nothing,
    auditioned: undefined,
    audition: nothing,
    configure: nothing,
    volumeDb: 0,
    output: createOutputController(
      { sink: 'null', isSinkOptional: true },
      { engine: { setSink: nothing }, onMessage: nothing },
    ),
    midi: createMidiController({
      overlay: createMidiOverlay(),
      settings: () => settings,
      configure: nothing,
      onOverlay: nothing,
      onInput: nothing,
      presets: () => undefined,
      onMessage: nothing,
    }),
    setVolume: nothing,
    history: createUndoHistory({ onMessage: nothing }),
    recordChange: (change) => change(),
    touch: nothing,
    auditionSettings: DEFAULT_AUDITION,
    configureAudition: nothing,
    auditionChosen: nothing,
    jacks: [],
    measureJack: nothing,
    uncalibrate: nothing,
    onMessage: nothing,
    handlePanelInput: nothing,
    on: nothing,
    onChoice: (listener) => void listeners.push(listener),
    stop: async () => undefined,
  };
  return {
    instrument,
    /** Navigates to another page, as the knob does. */
    go: (next: Partial<NavigationState>): void => {
      ui = { ...ui, ...next };
      for (const listener of listeners) listener(choice);
    },
    gate: (isHigh: boolean): void => {
      record[RECORD_GATES] = isHigh ? 1 : 0;
    },
    missPeriods: (count: number): void => meters.count('underruns', count),
  };
}
