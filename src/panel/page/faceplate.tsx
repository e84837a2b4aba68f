import { CV_RANGES } from '../../control/cv-range.ts';
import { JACKS } from '../../control/jacks.ts';
import { clamp } from '../../numeric/clamp.ts';
import type { Hello, OledFrame, PanelAction, PanelSettings, PanelState } from '../protocol.ts';
import { CvSlider } from './cv-slider.tsx';
import { assignmentOf } from './destination-labels.ts';
import { GateButton } from './gate-button.tsx';
import { Jack } from './jack.tsx';
import { Knob } from './knob.tsx';
import { Oled } from './oled.tsx';
import { useVelocityStep } from './use-velocity-step.ts';

/** The module's faceplate, as in the rack. */
export function Faceplate(props: {
  hello: Hello;
  state: PanelState;
  settings: PanelSettings;
  oled: OledFrame | undefined;
  isConnected: boolean;
  send: (action: PanelAction) => void;
}) {
  const { hello, state, settings, oled, isConnected, send } = props;
  const velocity = useVelocityStep();
  const gate = (number: 0 | 1, hint: string, shortcut: string) => (
    <GateButton
      label={`Gate ${number + 1}`}
      hint={hint}
      shortcut={shortcut}
      hasSpaceKey={number === 0}
      hasVelocity={number === 0}
      velocity={number === 0 ? velocity : undefined}
      isHigh={state.gates[number] ?? false}
      onChange={(isHigh, by) => send({ type: 'gate', gate: number, isHigh, ...(by !== undefined && { velocity: by }) })}
    />
  );
  return (
    <section class={isConnected ? 'module' : 'module offline'} aria-label="Faceplate">
      <header>
        <span class="screw" />
        <h1>neurorack</h1>
        <span class="screw" />
      </header>
      <Oled frame={oled} />
      <div class="controls">
        <div class="encoder">
          <Knob
            onTurn={(steps) => send({ type: 'turn', steps: clamp(steps, -100, 100) })}
            onButton={(isDown) => send({ type: 'button', isDown })}
          />
          <small>turn · push</small>
        </div>
        <div class="gates">
          {gate(
            0,
            `${state.gateMode === 'gated' ? 'gated' : 'trigger'}${velocity === undefined ? '' : ` ${velocity}`}`,
            'A',
          )}
          {gate(1, state.loopMode === 'freeze' ? 'freeze' : 'loop', 'S')}
        </div>
      </div>
      <div class="cv-faders">
        {JACKS.map((jack, channel) => (
          <CvSlider
            key={jack}
            jack={jack}
            name={`CV ${channel + 1}`}
            label={assignmentOf(settings.depths[jack])}
            {...CV_RANGES[settings.ranges[jack]]}
            volts={state.volts[channel] ?? 0}
            isReadOnly={hello.hasJacks}
            onChange={(volts) => send({ type: 'cv', channel, volts })}
          />
        ))}
      </div>
      <div class="out">
        <span>
          Out
          <Jack />
        </span>
      </div>
      <footer>
        <span class="screw" />
        <span>{hello.board}</span>
        <span class="screw" />
      </footer>
    </section>
  );
}
