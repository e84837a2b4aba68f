import { createContainer } from '../../app/create-container.ts';
import { modelsDirectory } from '../../app/installation.ts';
import { SERVICES } from '../../app/services.ts';
import { stepAtJack } from '../../board/converter-step.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { withPanelInputs } from '../../control/panel-inputs.ts';
import type { CalibrationRig } from './measure-point.ts';
import type { OperatorPrompt } from './operator-prompt.ts';

/**
 * Opens the CV jacks of this build's board, or simulated ones on a board without a panel.
 *
 * @throws NeurorackError 'missing-device' when the CV jacks do not open
 */
export async function openCalibrationRig(prompt: OperatorPrompt): Promise<CalibrationRig & { close(): Promise<void> }> {
  const container = createContainer({ modelsDirectory: modelsDirectory() });
  const board = container.get(SERVICES.board);
  const clock = container.get(SERVICES.clock);
  const inputs = await container.get(SERVICES.target).openInputs(clock);
  const simulated = board.panel === undefined ? withPanelInputs(inputs, clock) : undefined;
  const { cv, gates, knob } = simulated ?? inputs;
  const close = async (): Promise<void> => {
    await Promise.all([cv?.close(), gates?.close(), knob?.close()]);
  };
  if (cv === undefined) {
    await close();
    throw new NeurorackError('missing-device', 'no CV jack of this board answers', {
      remedy: 'run `neurorack doctor` to see which bus or chip is missing',
    });
  }
  if (simulated !== undefined) prompt.terminal.line('the jacks are simulated: the up and down keys change the voltage');
  return { cv, receive: simulated?.receive, stepVolts: stepAtJack(board.panel?.cv), prompt, close };
}
