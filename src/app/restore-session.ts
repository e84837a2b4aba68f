import type { Container } from 'inversify';
import type { Settings } from '../state/settings.ts';
import { chooseAudio } from './choose-audio.ts';
import { chooseAudioJacks } from './choose-audio-jacks.ts';
import { chooseBank } from './choose-bank.ts';
import { chooseModel, offeredModels } from './choose-model.ts';
import { chooseVoices } from './choose-voices.ts';
import { NO_MODEL } from './model-facts.ts';
import type { PlayRequest } from './prepare-play.ts';
import { createSavedChoices, type SavedChoices } from './saved-choices.ts';
import { sentenceOf } from './sentence-of.ts';
import { SERVICES } from './services.ts';
import type { SessionState } from './session-state.ts';
import { spareBank } from './spare-sound.ts';
import type { StartOptions } from './start-options.ts';

export interface RestoredSession {
  /** The settings that the instrument starts with. */
  readonly started: Settings;
  /** The request of the command line, completed by the last session. */
  readonly request: PlayRequest;
  readonly choices: SavedChoices;
}

/**
 * Completes a command line by the last session. A saved choice that cannot be played is replaced, with a warning; names on the command line
 * are kept. No content of the settings makes it reject.
 */
export async function restoreSession(
  container: Container,
  options: StartOptions,
  { session, onWarning }: { readonly session: SessionState; readonly onWarning: (line: string) => void },
): Promise<RestoredSession> {
  const { settings: saved, calibration } = session;
  const [listed, bank] = await Promise.all([
    container
      .get(SERVICES.models)
      .list()
      .catch(() => []),
    chooseBank({ requested: options.bank, last: saved.bank, onWarning }),
  ]);
  const model = options.model ?? chooseModel({ last: saved.model, listed, onWarning });
  const {
    audio,
    isSinkOptional,
    saved: savedAudio,
  } = await chooseAudio({
    requested: options.audio,
    last: saved.audio,
    target: container.get(SERVICES.target),
    sampleRate: NO_MODEL.sampleRate,
    onMessage: onWarning,
  });
  const cvInput = chooseAudioJacks(options, { last: saved.cvInput, target: container.get(SERVICES.target) });
  const started: Settings = { ...saved, model, bank: bank.path ?? null, audio: savedAudio, cvInput };
  const choices = createSavedChoices({ saved, started });
  // A model of the command line that the library lacks could not be restored at the next start.
  if (options.model === undefined ? model !== saved.model : !offeredModels(listed).includes(model)) {
    choices.substitute('model', model);
  }
  if (options.bank === undefined && started.bank !== saved.bank) choices.substitute('bank', started.bank);
  const request: PlayRequest = {
    ...options,
    audio,
    isSinkOptional,
    block: Number(options.block ?? started.blockFrames),
    bufferFrames: options.buffer ?? started.bufferFrames ?? undefined,
    audioJacks: cvInput ?? undefined,
    volume: options.volume ?? started.volumeDb,
    bank: bank.path,
    bankContent: bank.content,
    replaceFactoryBank: (fault) => {
      onWarning(`warning: the factory bank cannot be read, a tone plays: ${sentenceOf(fault)}`);
      return spareBank();
    },
    model,
    isModelOptional: options.model === undefined,
    listed,
    gateMode: options.gate ?? started.gateMode,
    loopMode: options.loop ?? started.loopMode,
    seed: options.seed ?? started.seed,
    voiceSettings: chooseVoices(options, started.voices),
    hasVoicesGiven: options.voices !== undefined || options.voiceMode !== undefined,
    lastSession: { ...started, control: { ...started.control, calibration } },
  };
  return { started, request, choices };
}

/** Marks the sets that play in place of missing ones of the last session. A bank of the command line has sets of its own. */
export function substituteSets(
  choices: SavedChoices,
  options: StartOptions,
  { saved, patch }: { readonly saved: Settings; readonly patch: Pick<Settings, 'setA' | 'setB'> },
): void {
  if (options.bank !== undefined) return;
  if (options.set === undefined && patch.setA !== saved.setA) choices.substitute('setA', patch.setA);
  if (options.setB === undefined && patch.setB !== saved.setB) choices.substitute('setB', patch.setB);
}
