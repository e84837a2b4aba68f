import { NeurorackError } from '../contracts/errors.ts';
import type { MidiMapping } from '../control/midi/midi-mapping.ts';
import type { UiEffect, UiModel } from '../ui/page.ts';
import type { Instrument } from './instrument.ts';
import type { JackCalibration } from './jack-calibration.ts';
import { type UiSource, uiModelOf } from './ui-model.ts';

export interface KnobMenuOptions {
  readonly source: UiSource & Pick<Instrument, 'change' | 'configure' | 'setVolume'>;
  readonly jacks: JackCalibration;
  readonly powerOff: () => void;
  readonly onMessage: (sentence: string) => void;
}

/** The menu below the play page, as the knob controller uses it. */
export interface KnobMenu {
  model(): UiModel;
  apply(effect: UiEffect): void;
}

/** Status figures change nothing that a turn or push does; the display view fills them in when it draws. */
const NO_STATUS: UiModel['system'] = {
  board: '',
  version: '',
  address: undefined,
  load: 0,
  underruns: 0,
  latencyMs: 0,
  temperatureC: null,
};

function useChannel(midi: Instrument['midi'], channel: MidiMapping['notes']['channel']): void {
  const { mapping } = midi;
  midi.use({ ...mapping, notes: { ...mapping.notes, channel } });
}

export function createKnobMenu({ source, jacks, powerOff, onMessage }: KnobMenuOptions): KnobMenu {
  function measure(effect: Extract<UiEffect, { kind: 'measure' }>): void {
    try {
      jacks.measure(effect.jack, effect.volts);
    } catch (error) {
      if (!(error instanceof NeurorackError)) throw error;
      // The knob has no caller to throw to: the display shows the error instead.
      onMessage(`${error.message}: ${error.remedy}`);
    }
  }

  return {
    model: () => uiModelOf(source, { volts: [], jacks: jacks.jacks, system: NO_STATUS }),
    apply: (effect) => {
      switch (effect.kind) {
        case 'patch':
          return source.change(effect.patch);
        case 'settings':
          return source.configure(effect.settings);
        case 'volume':
          return source.setVolume(effect.db);
        case 'uncalibrate':
          return jacks.reset(effect.jack);
        case 'measure':
          return measure(effect);
        case 'save-preset':
          return void source.presets?.save(effect.name);
        case 'recall-preset':
          return void source.presets?.recall(effect.name);
        case 'recording':
          return source.recorder?.[effect.command]();
        case 'unpair-clients':
          source.pairedClients?.revokeAll();
          return source.history.add({ name: 'removal of all pairings', undo: undefined });
        case 'undo':
        case 'redo':
          return void source.history[effect.kind]();
        case 'midi-channel':
          return useChannel(source.midi, effect.channel);
        case 'midi-learn':
          return source.midi.learn(effect.target);
        case 'midi-panic':
          return source.midi.panic();
        case 'shutdown':
          return powerOff();
      }
    },
  };
}
