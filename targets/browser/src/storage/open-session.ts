import { startAutosave } from '../../../../src/app/autosave.ts';
import { DEFAULT_SETTINGS } from '../../../../src/app/default-settings.ts';
import { applyPreset, settingsOf } from '../../../../src/app/instrument-settings.ts';
import { openBanks } from '../../../../src/app/open-banks.ts';
import { openPatches } from '../../../../src/app/open-patches.ts';
import { createPresetController } from '../../../../src/app/preset-controller.ts';
import { createTakesFolder } from '../../../../src/app/recording/takes-folder.ts';
import { createSavedChoices, type SavedChoices } from '../../../../src/app/saved-choices.ts';
import { openSessionState } from '../../../../src/app/session-state.ts';
import type { AuditionSettings } from '../../../../src/control/audition-settings.ts';
import type { LatentMotionSettings } from '../../../../src/control/latent-motion-settings.ts';
import type { Patch } from '../../../../src/control/patch.ts';
import type { ControlSettings } from '../../../../src/control/settings.ts';
import type { Instrument, InstrumentOptions } from '../../../../src/instrument/instrument.ts';
import type { PresetTarget } from '../../../../src/instrument/preset-controller.ts';
import { createBankClient } from '../../../../src/panel/banks/bank-client.ts';
import type { PanelRoutesOptions } from '../../../../src/panel/panel-routes.ts';
import { musicalPart, type Settings } from '../../../../src/state/settings.ts';
import { createState } from '../../../../src/state/state.ts';
import { createBrowserFileSystem } from './browser-file-system.ts';
import { useDisk } from './current-disk.ts';
import { BANKS_FOLDER, HOME, INCOMING_FOLDER, TAKES_FOLDER } from './folders.ts';
import { openDisk } from './open-disk.ts';
import { startBankWorker } from './start-bank-worker.ts';

const NOT_STORED = 'this browser stores nothing here: settings, presets and banks end with the page';
const OTHER_TAB = 'another tab plays too; its changes of settings are saved, those of this one are not';

export interface BrowserSessionOptions {
  /** Address of the built folder, with a slash at its end. */
  readonly folder: string;
  /** Name of the disk, one for each place that a folder is served from. */
  readonly diskName: string;
}

/** The part of the instrument that is stored, or plays what is stored. */
export type StoredInstrument = Pick<
  Instrument,
  | 'patch'
  | 'settings'
  | 'volumeDb'
  | 'auditionSettings'
  | 'auditionChosen'
  | 'output'
  | 'playingModel'
  | 'sets'
  | 'putSet'
  | 'audition'
  | 'change'
  | 'history'
  | 'presets'
  | 'models'
> &
  Pick<PresetTarget, 'latentMotion'>;

/** The state of the last session in this browser, and what stores this one's. */
export interface BrowserSession {
  readonly seed: number;
  readonly patch: Patch;
  /** Master volume. */
  readonly volumeDb: number;
  readonly auditionSettings: AuditionSettings | undefined;
  readonly settings: ControlSettings;
  /** Path and walk of the latents. */
  readonly latentMotion: LatentMotionSettings;
  readonly openPresets: NonNullable<InstrumentOptions['openPresets']>;
  /** Folder of the takes. */
  readonly takesFolder: string;
  /** Sentences about faults of the storage, for the player. */
  readonly messages: readonly string[];
  /** Saves what changes from now on, restores sets of the user's banks, and returns what the panel's requests need. */
  attach(
    instrument: StoredInstrument,
    options: { readonly onMessage: (sentence: string) => void },
  ): Pick<PanelRoutesOptions, 'banks' | 'curves' | 'patches' | 'takes'>;
}

/** Opens the storage of this browser. Nothing in it throws: without storage, the defaults apply. */
export async function openBrowserSession({ folder, diskName }: BrowserSessionOptions): Promise<BrowserSession> {
  const messages: string[] = [];
  const { disk, isPersistent } = await openDisk(diskName);
  if (!isPersistent) messages.push(NOT_STORED);
  useDisk(disk);
  await disk.makeFolder(INCOMING_FOLDER);
  await disk.makeFolder(BANKS_FOLDER).catch(() => undefined);
  const fs = createBrowserFileSystem(disk);
  const lock = await fs.lock(`${diskName} ${HOME}`);
  if (lock === undefined) messages.push(OTHER_TAB);
  const session = await openSessionState(createState({ home: HOME, defaults: DEFAULT_SETTINGS, fs }), {
    onMessage: (sentence) => messages.push(sentence),
    canSave: lock !== undefined,
  });
  const { settings: saved, calibration } = session;
  return {
    seed: saved.seed,
    patch: patchOf(saved),
    volumeDb: saved.volumeDb,
    auditionSettings: saved.audition,
    settings: { ...saved.control, calibration },
    latentMotion: saved.latents,
    openPresets: (target, onMessage) =>
      createPresetController({
        presets: session.presets,
        currentSettings: () => musicalPart(settingsOf(target, saved)),
        play: (preset) => applyPreset(target, preset),
        onMessage,
        changes: target,
      }),
    takesFolder: TAKES_FOLDER,
    messages,
    attach: (instrument, { onMessage }) => {
      const banks = openBanks(instrument, {
        library: createBankClient(startBankWorker({ folder, disk, diskName })),
        folder: BANKS_FOLDER,
        uploadFolder: INCOMING_FOLDER,
        onMessage,
      });
      const choices = substituted(saved, instrument);
      void banks.recall(saved).catch((error: Error) => onMessage(error.message));
      startAutosave(instrument, { session, currentSettings: () => choices.settingsOf(instrument) });
      const patches = openPatches(instrument, {
        library: banks.library,
        stored: session.presets,
        modelVersion: async (name) => (instrument.models.includes(name) ? null : undefined),
      });
      return { banks, curves: banks.curves, patches, takes: createTakesFolder(TAKES_FOLDER) };
    },
  };
}

/** The patch among the settings. */
function patchOf({ model, setA, setB, source, gateMode, loopMode, offsets, voices }: Settings): Patch {
  return { model, setA, setB, source, gateMode, loopMode, offsets, voices };
}

/** Keeps saved choices that something else plays in place of, until the player makes another one. */
function substituted(saved: Settings, { patch }: Pick<Instrument, 'patch'>): SavedChoices {
  const started = { ...saved, ...patch };
  const choices = createSavedChoices({ saved, started });
  for (const choice of ['model', 'setA', 'setB'] as const) {
    if (patch[choice] !== saved[choice]) choices.substitute(choice, patch[choice]);
  }
  return choices;
}
