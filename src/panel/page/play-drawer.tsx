import { DEFAULT_AUDITION, MIN_AUDITION_DB } from '../../control/audition-settings.ts';
import { VOICE_MODES } from '../../control/voices.ts';
import type { PanelAction, PanelState } from '../protocol.ts';
import { Choice } from './choice.tsx';
import { Fader } from './fader.tsx';
import { Switch } from './switch.tsx';

/** Sets, model, and the modes of the gates. */
export function PlayDrawer(props: {
  sets: readonly string[];
  models: readonly string[];
  state: PanelState;
  /** Voices at most. */
  maxVoices: number;
  send: (action: PanelAction) => void;
}) {
  const { sets, models, state, maxVoices, send } = props;
  const { mode: voiceMode, count: voices } = state.voices;
  const set = (label: string, side: 'setA' | 'setB') => (
    <Choice
      label={label}
      value={state[side]}
      options={sets.map((name) => [name, name])}
      onChoose={(name) => send({ type: 'sets', [side]: name, isAuditioned: true })}
    />
  );
  return (
    <>
      <div class="card fields">
        {set('Set A', 'setA')}
        {set('Set B', 'setB')}
        <Choice
          label="Model"
          value={state.model}
          options={models.map((name) => [name, name])}
          onChoose={(model) => send({ type: 'model', model })}
        />
      </div>
      <div class="card fields">
        <Switch
          label="Gate 1 mode"
          value={state.gateMode}
          positions={[
            ['one-shot', 'one-shot'],
            ['gated', 'gated'],
          ]}
          onChoose={(mode) => send({ type: 'gate-mode', mode })}
        />
        <Switch
          label="Gate 2 loop mode"
          value={state.loopMode}
          positions={[
            ['resynthesis', 'resynthesis'],
            ['freeze', 'freeze'],
          ]}
          onChoose={(mode) => send({ type: 'loop-mode', mode })}
        />
        <Switch
          label="Voice mode"
          value={voiceMode}
          positions={VOICE_MODES.map((mode) => [mode, mode])}
          onChoose={(mode) => send({ type: 'voices', mode, count: voices })}
        />
        {voiceMode !== 'mono' && (
          <Choice
            label="Voices"
            value={`${Math.min(voices, maxVoices)}`}
            options={Array.from({ length: maxVoices }, (_, n) => [`${n + 1}`, `${n + 1}`])}
            onChoose={(count) => send({ type: 'voices', mode: voiceMode, count: Number(count) })}
          />
        )}
      </div>
      <AuditionChoice audition={state.audition} send={send} />
      <p class="hint">
        <kbd>A</kbd> or <kbd>Space</kbd>: gate 1, <kbd>S</kbd>: gate 2, <kbd>C</kbd> <kbd>V</kbd>: softer, harder,{' '}
        <kbd>?</kbd>: all keys and words
      </p>
    </>
  );
}

/** Whether a set plays once when it is chosen here, and how loud. */
function AuditionChoice(props: { audition: PanelState['audition']; send: (action: PanelAction) => void }) {
  const { audition, send } = props;
  return (
    <div class="card fields">
      <Switch
        label="Audition of a chosen set"
        value={audition.isOn ? 'on' : 'off'}
        positions={[
          ['on', 'on'],
          ['off', 'off'],
        ]}
        onChoose={(position) => send({ type: 'audition', isOn: position === 'on' })}
      />
      <Fader
        label="Audition level"
        value={audition.levelDb}
        min={MIN_AUDITION_DB}
        max={0}
        defaultValue={DEFAULT_AUDITION.levelDb}
        text={(value) => `${value.toFixed(1)} dB`}
        onChange={(levelDb) => send({ type: 'audition', levelDb })}
      />
    </div>
  );
}
