import { createContainer } from '../../app/create-container.ts';
import { modelsDirectory } from '../../app/installation.ts';
import { SERVICES } from '../../app/services.ts';
import { stepAtJack } from '../../board/converter-step.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { withPanelInputs } from '../../control/panel-inputs.ts';
import type { CalibrationRig } from './measure-point.ts';
import type { OperatorPrompt } from './operator-prompt.ts';

/**
 * The jacks of this build's board.
 *
 * @throws NeurorackError 'missing-device' when the board has no CV jacks, or they do not open
 */
export async function openCalibrationRig(hands: OperatorPrompt): Promise<CalibrationRig & { close(): Promise<void> }> {
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
      remedy: '`neurorack doctor` says which bus or chip is missing',
    });
  }
  if (simulated !== undefined) hands.lines.line('the jacks are simulated: up and down move the voltage');
  return { cv, receive: simulated?.receive, stepVolts: stepAtJack(board.panel?.cv), prompt: hands, close };
}
