import type { Container } from 'inversify';
import { createContainer } from '../../app/create-container.ts';
import { modelsDirectory } from '../../app/installation.ts';
import { SERVICES } from '../../app/services.ts';
import { stepAtJack } from '../../board/converter-step.ts';
import type { AudioJacks } from '../../contracts/audio-jacks.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { withPanelInputs } from '../../control/panel-inputs.ts';
import type { CalibrationRig } from './measure-point.ts';
import type { OperatorPrompt } from './operator-prompt.ts';

/**
 * Opens the CV jacks of this build's board, or the inputs of a sound card in their place; simulated ones on a board without either.
 *
 * @throws NeurorackError 'missing-device' when the CV jacks do not open
 */
export async function openCalibrationRig(
  prompt: OperatorPrompt,
  {
    audioJacks,
    container = createContainer({ modelsDirectory: modelsDirectory() }),
  }: { readonly audioJacks: AudioJacks | undefined; readonly container?: Container },
): Promise<CalibrationRig & { close(): Promise<void> }> {
  const board = container.get(SERVICES.board);
  const clock = container.get(SERVICES.clock);
  const target = container.get(SERVICES.target);
  const inputs =
    audioJacks !== undefined && target.openAudioInputs !== undefined
      ? await target.openAudioInputs(audioJacks, clock)
      : await target.openInputs(clock);
  const simulated = audioJacks === undefined && board.panel === undefined ? withPanelInputs(inputs, clock) : undefined;
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
  // The steps of a sound card, of 16 bits or more, are below its noise.
  const stepVolts = audioJacks === undefined ? stepAtJack(board.panel?.cv) : 0;
  return { cv, receive: simulated?.receive, stepVolts, prompt, close };
}
