import { useEffect } from 'preact/hooks';
import { MAX_VOLUME_DB, MIN_VOLUME_DB } from '../../control/volume.ts';
import type { PanelAction, PanelMeters, PanelState } from '../protocol.ts';
import { Choice } from './choice.tsx';
import { Fader } from './fader.tsx';
import { RecordingCard } from './recording-card.tsx';

/** Lengths of the device's buffer to choose from, frames. */
const BUFFERS = [128, 256, 512, 1024, 2048, 4096];
/** Value of the choice that leaves the length to the device. */
const OWN = 'own';

/** The output of the instrument: master volume, device, buffer and the latency of both. */
export function OutputDrawer(props: {
  state: PanelState;
  meters: PanelMeters | undefined;
  sampleRate: number;
  send: (action: PanelAction) => void;
}) {
  const { state, meters, sampleRate, send } = props;
  const { sink, bufferFrames, canChoose, devices } = state.output;
  useEffect(() => send({ type: 'list-outputs' }), []);
  const named: [string, string][] = [
    ['browser', 'this page'],
    ...devices.map(({ sink, name }): [string, string] => [sink, name]),
  ];
  const outputs = named.some(([one]) => one === sink) ? named : [...named, [sink, sink] as const];
  const milliseconds = (frames: number): string => `${((1000 * frames) / sampleRate).toFixed(1)} ms`;
  return (
    <>
      <fieldset class="card group">
        <legend>Output</legend>
        <Fader
          label="Volume"
          value={state.volumeDb}
          min={MIN_VOLUME_DB}
          max={MAX_VOLUME_DB}
          defaultValue={MAX_VOLUME_DB}
          text={(db) => (db <= MIN_VOLUME_DB ? 'off' : `${db.toFixed(1)} dB`)}
          onChange={(db) => send({ type: 'volume', db })}
        />
        {canChoose && (
          <>
            <Choice
              label="Sound card"
              value={sink}
              options={outputs}
              onChoose={(next) => send({ type: 'output', sink: next, bufferFrames })}
            />
            {sink !== 'browser' && (
              <Choice
                label="Buffer"
                value={bufferFrames === null ? OWN : String(bufferFrames)}
                options={[
                  [OWN, "the card's own"],
                  ...BUFFERS.map((frames): [string, string] => [
                    String(frames),
                    `${frames} frames, ${milliseconds(frames)}`,
                  ]),
                ]}
                onChoose={(frames) =>
                  send({ type: 'output', sink, bufferFrames: frames === OWN ? null : Number(frames) })
                }
              />
            )}
          </>
        )}
        {sink === 'browser' && <p class="latency">The latency of this page is on its sound button.</p>}
        {sink !== 'browser' && meters !== undefined && (
          <p class="latency">
            From a gate to the card {meters.latencyMs.toFixed(1)} ms, to the jack {meters.deviceMs.toFixed(1)} ms more.
          </p>
        )}
      </fieldset>
      {state.recording !== null && <RecordingCard recording={state.recording} send={send} />}
    </>
  );
}
