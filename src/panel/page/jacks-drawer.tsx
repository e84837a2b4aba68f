import { useEffect, useState } from 'preact/hooks';
import { CALIBRATION_VOLTS } from '../../control/calibration.ts';
import { CV_RANGES } from '../../control/cv-range.ts';
import { JACKS, type Jack } from '../../control/jacks.ts';
import { fixed } from '../../numeric/fixed.ts';
import type { PanelAction, PanelJacks, PanelMeters, PanelSettings } from '../protocol.ts';

type JackState = PanelJacks['jacks'][number];

/** Reading, noise and latency of each jack, and its calibration with two known voltages. */
export function JacksDrawer(props: {
  jacks: PanelJacks | undefined;
  settings: PanelSettings;
  meters: PanelMeters | undefined;
  onInspect: (isOn: boolean) => void;
  send: (action: PanelAction) => void;
}) {
  const { jacks, settings, meters, onInspect, send } = props;
  useEffect(() => {
    onInspect(true);
    return () => onInspect(false);
  }, [onInspect]);
  return (
    <>
      {JACKS.map((jack, n) => (
        <fieldset key={jack} class="card group">
          <legend>CV {n + 1}</legend>
          <Inspector jack={jack} state={jacks?.jacks[n]} settings={settings} meters={meters} />
          <CalibrationPoints name={`CV ${n + 1}`} jack={jack} state={jacks?.jacks[n]} settings={settings} send={send} />
        </fieldset>
      ))}
      <p class="hint">
        Patch a known voltage, for example 0 V and 5 V from a keyboard or a reference, and press its button. A point is
        measured once the voltage is stable; the second point calibrates the jack.
      </p>
    </>
  );
}

function Inspector(props: {
  jack: Jack;
  state: JackState | undefined;
  settings: PanelSettings;
  meters: PanelMeters | undefined;
}) {
  const { jack, state, settings, meters } = props;
  const { low, high } = CV_RANGES[settings.ranges[jack]];
  const latency = meters === undefined ? '…' : `${(meters.cvLatencyMs + meters.deviceMs).toFixed(1)} ms`;
  const rows: readonly (readonly [string, string])[] = [
    ['Voltage', state === undefined ? '…' : `${state.volts.toFixed(3)} V`],
    ['Range', `${low} to ${high} V`],
    ['Noise', state === undefined ? '…' : `${state.noiseMv.toFixed(1)} mV${state.isStable ? '' : ', moving'}`],
    ['Last change', lastChangeText(state?.secondsSinceChange)],
    ['Latency, max', latency],
    ['Uncalibrated', state === undefined ? '…' : `${state.uncalibratedVolts.toFixed(3)} V`],
  ];
  return (
    <dl class="meters plain">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function lastChangeText(seconds: number | null | undefined): string {
  if (seconds === undefined) return '…';
  return seconds === null ? 'none yet' : `${seconds.toFixed(1)} s ago`;
}

function CalibrationPoints(props: {
  name: string;
  jack: Jack;
  state: JackState | undefined;
  settings: PanelSettings;
  send: (action: PanelAction) => void;
}) {
  const { name, jack, state, settings, send } = props;
  const [isConfirming, setIsAsking] = useState(false);
  const { slope, offset } = settings.calibration[jack];
  const isUncalibrated = slope === 1 && offset === 0;
  return (
    <div class="calibration-points">
      <span class="calibration-state">
        {isUncalibrated ? 'not calibrated' : `${fixed(100 * (slope - 1), 2)} %, ${fixed(1000 * offset, 0)} mV`}
      </span>
      {CALIBRATION_VOLTS.map((volts) => (
        <button
          key={volts}
          type="button"
          class="plain"
          aria-label={`${name}: measure ${volts} V`}
          onClick={() => send({ type: 'calibrate', jack, volts })}
        >
          {state?.measuringVolts === volts
            ? 'measuring…'
            : `measure ${volts} V${state?.measuredVolts.includes(volts) ? ' ✓' : ''}`}
        </button>
      ))}
      {!isUncalibrated && (
        <button
          type="button"
          class={isConfirming ? 'plain confirming' : 'plain'}
          aria-label={isConfirming ? `${name}: confirm calibration reset` : `${name}: reset calibration`}
          onBlur={() => setIsAsking(false)}
          onClick={() => {
            if (isConfirming) send({ type: 'uncalibrate', jack });
            setIsAsking(!isConfirming);
          }}
        >
          {isConfirming ? 'confirm reset' : 'reset'}
        </button>
      )}
    </div>
  );
}
