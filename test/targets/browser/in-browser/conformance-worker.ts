import { withPanelInputs } from '../../../../src/control/panel-inputs.ts';
import { createBrowserAccelerator } from '../../../../targets/browser/src/accelerator/browser-accelerator.ts';
import { workerClock } from '../../../../targets/browser/src/worker/worker-clock.ts';
import { describeAccelerator } from '../../../conformance/accelerator.ts';
import { describeClock } from '../../../conformance/clock.ts';
import { describeCvInput } from '../../../conformance/cv-input.ts';
import { describeGateInput } from '../../../conformance/gate-input.ts';
import { describeKnob } from '../../../conformance/knob.ts';
import { runCases } from './vitest-in-worker.ts';

/** The conformance suites on what a browser has; the first message is the folder with ONNX Runtime and the probe network. */
const inputs = () => withPanelInputs({}, workerClock);

addEventListener('message', ({ data: folder }: MessageEvent<string>) => {
  describeAccelerator({
    name: 'the accelerator of a browser',
    create: () => createBrowserAccelerator(folder),
    probe: `${folder}probe.onnx`,
  });
  describeClock({ name: 'the clock of a Worker', create: () => workerClock });
  describeCvInput({
    name: 'the panel in a Worker',
    create: () => {
      const { cv, receive } = inputs();
      return { cv, set: (channel, volts) => receive({ kind: 'cv', channel, volts }) };
    },
  });
  describeGateInput({
    name: 'the panel in a Worker',
    create: () => {
      const { gates, receive } = inputs();
      return { gates, set: (gate, isHigh) => receive({ kind: 'gate', gate, isHigh }) };
    },
  });
  describeKnob({
    name: 'the panel in a Worker',
    create: () => {
      const { knob, receive } = inputs();
      return {
        knob,
        turn: (steps) => receive({ kind: 'turn', steps }),
        press: (isDown) => receive({ kind: isDown ? 'down' : 'up' }),
      };
    },
  });
  void runCases().then((outcomes) => postMessage(outcomes));
});
