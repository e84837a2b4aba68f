import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Hello, OledFrame, PanelAction, PanelMeters, PanelState } from '../protocol.ts';
import { Choice } from './choice.tsx';
import { type Connection, connect } from './connection.ts';
import { CvSlider } from './cv-slider.tsx';
import { GateButton } from './gate-button.tsx';
import { Knob } from './knob.tsx';
import { MeterList } from './meter-list.tsx';
import { Oled } from './oled.tsx';
import { Scope } from './scope.tsx';
import { createSound, type Sound } from './sound.ts';

declare global {
  interface Window {
    /** For tests: the sound of this page. */
    panelSound?: Sound;
  }
}

/** The module's front, and beside it what one may set and see. */
export function Panel() {
  const [hello, setHello] = useState<Hello>();
  const [state, setState] = useState<PanelState>();
  const [meters, setMeters] = useState<PanelMeters>();
  const [oled, setOled] = useState<OledFrame>();
  const [refusal, setRefusal] = useState<string>();
  const [isThere, setIsThere] = useState(false);
  const [isHeard, setIsHeard] = useState(false);
  const [, redraw] = useState(0);
  const sound = useMemo(() => createSound(() => redraw((n) => n + 1)), []);
  const connection = useRef<Connection | undefined>(undefined);

  useEffect(() => {
    window.panelSound = sound;
    connection.current = connect({
      message: (message) => {
        if (message.type === 'hello') setHello(message);
        else if (message.type === 'state') setState(message);
        else if (message.type === 'meters') setMeters(message);
        else if (message.type === 'oled') setOled(message);
        else setRefusal(message.message);
      },
      sound: (samples) => sound.push(samples),
      change: (now) => {
        setIsThere(now);
        if (now && sound.isOn) connection.current?.send({ type: 'listen', isOn: true });
      },
    });
  }, [sound]);

  const send = (action: PanelAction): void => {
    setRefusal(undefined);
    connection.current?.send(action);
  };
  const listen = async (): Promise<void> => {
    if (sound.isOn) {
      send({ type: 'listen', isOn: false });
      await sound.stop();
    } else {
      await sound.start(hello?.sampleRate ?? 44_100);
      send({ type: 'listen', isOn: true });
    }
    setIsHeard(sound.isOn);
  };

  if (hello === undefined || state === undefined) {
    return <p class="waiting">{isThere ? 'The instrument answers…' : 'Waiting for the instrument…'}</p>;
  }
  const choose = (side: 'setA' | 'setB') => (
    <Choice
      label={side === 'setA' ? 'Set A' : 'Set B'}
      value={state[side]}
      options={hello.sets.map((name) => [name, name])}
      onChoose={(name) => send({ type: 'sets', [side]: name })}
    />
  );
  return (
    <main>
      <section class="module" aria-label="Faceplate">
        <header>
          <span class="screw" />
          <h1>neurorack</h1>
          <span class="screw" />
        </header>
        <Oled frame={oled} />
        <div class="row">
          <Knob
            onTurn={(steps) => send({ type: 'turn', steps })}
            onButton={(isDown) => send({ type: 'button', isDown })}
          />
          <div class="gates">
            {['Gate 1', 'Gate 2'].map((label, gate) => (
              <GateButton
                key={label}
                label={label}
                hint={gate === 0 ? 'trigger · A' : 'loop · S'}
                shortcut={gate === 0 ? 'a' : 's'}
                isHigh={state.gates[gate] ?? false}
                onChange={(isHigh) => send({ type: 'gate', gate, isHigh })}
              />
            ))}
          </div>
        </div>
        <div class="cvs">
          {hello.cvs.map((cv, channel) => (
            <CvSlider
              key={cv.name}
              {...cv}
              volts={state.volts[channel] ?? 0}
              onChange={(volts) => send({ type: 'cv', channel, volts })}
            />
          ))}
        </div>
        <footer>
          <span class="screw" />
          <span>{hello.board}</span>
          <span class="screw" />
        </footer>
      </section>
      <section class="desk" aria-label="Settings and meters">
        {!isThere && <p class="banner">The instrument is gone. Asking for it again…</p>}
        {(refusal ?? state.message) !== null && <p class="banner">{refusal ?? state.message}</p>}
        <button type="button" class={isHeard ? 'listen on' : 'listen'} onClick={() => void listen()}>
          {isHeard ? 'Sound is on' : 'Turn the sound on'}
          <small>
            {isHeard
              ? `${sound.latencyMs().toFixed(0)} ms behind the instrument, ${sound.report.underruns} gaps`
              : 'in this browser'}
          </small>
        </button>
        <Scope sound={sound} isOn={isHeard} />
        <div class="fields">
          {choose('setA')}
          {choose('setB')}
          <Choice
            label="Model"
            value={state.model}
            options={hello.models.map((name) => [name, name])}
            onChoose={(model) => send({ type: 'model', model })}
          />
          <Choice
            label="Gate 1"
            value={state.gateMode}
            options={[
              ['one-shot', 'one-shot'],
              ['gated', 'gated'],
            ]}
            onChoose={(mode) => send({ type: 'gate-mode', mode: mode === 'gated' ? 'gated' : 'one-shot' })}
          />
          <Choice
            label="Gate 2"
            value={state.loopMode}
            options={[
              ['resynthesis', 'loops the descriptors'],
              ['freeze', 'freezes what sounds'],
            ]}
            onChoose={(mode) => send({ type: 'loop-mode', mode: mode === 'freeze' ? 'freeze' : 'resynthesis' })}
          />
        </div>
        {meters !== undefined && <MeterList meters={meters} isLive={state.isLive} />}
      </section>
    </main>
  );
}
