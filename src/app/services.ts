import type { ServiceIdentifier } from 'inversify';
import type { Accelerator } from '../contracts/accelerator.ts';
import type { BoardConfig } from '../contracts/board.ts';
import type { BoardHealth } from '../contracts/board-health.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Target } from '../contracts/target.ts';
import type { PreparedThreads } from '../engine/threads/prepared-threads.ts';
import type { ModelFamily } from '../model/family.ts';
import type { ModelLibrary } from '../model/model-library.ts';
import type { BankClient } from '../panel/banks/bank-client.ts';
import type { BankLibrary } from '../panel/banks/bank-library.ts';
import type { PanelServer, PanelServerOptions } from '../panel/server.ts';
import type { FileSystem } from '../state/file-system.ts';
import type { PairedClients } from '../state/paired-clients.ts';
import type { State } from '../state/state.ts';
import type { StateFile } from '../state/state-file.ts';

/** Starts a panel server; see `startPanelServer`. */
export type StartPanelServer = (options: PanelServerOptions) => Promise<PanelServer>;

/** Entries of the worker threads, as files. */
export interface ThreadFiles {
  readonly engine: string;
  readonly banks: string;
}

/**
 * Identifiers of everything that is chosen or replaced: by the build, by the command line, by a test. Services marked as asynchronous are
 * resolved with `getAsync`, and load their code then.
 */
export const SERVICES: {
  /** The board of this build, as its file in `boards/` describes it. */
  readonly board: ServiceIdentifier<BoardConfig>;
  readonly target: ServiceIdentifier<Target>;
  readonly accelerator: ServiceIdentifier<Accelerator>;
  /** Undefined on a board without one. */
  readonly fallbackAccelerator: ServiceIdentifier<Accelerator | undefined>;
  readonly clock: ServiceIdentifier<Clock>;
  readonly boardHealth: ServiceIdentifier<BoardHealth>;
  readonly families: ServiceIdentifier<readonly ModelFamily[]>;
  readonly modelsDirectory: ServiceIdentifier<string>;
  readonly models: ServiceIdentifier<ModelLibrary>;
  readonly threadFiles: ServiceIdentifier<ThreadFiles>;
  /** Engine threads that have started already; undefined where the first ones start with the engine. */
  readonly preparedThreads: ServiceIdentifier<PreparedThreads | undefined>;
  /** Asynchronous. The disk of the state files. */
  readonly fileSystem: ServiceIdentifier<FileSystem>;
  /** The folder of the state files. */
  readonly stateHome: ServiceIdentifier<string>;
  /** Asynchronous. Settings, calibration and presets. */
  readonly state: ServiceIdentifier<State>;
  /** Asynchronous. The paired clients of earlier sessions. */
  readonly pairedClientsFile: ServiceIdentifier<StateFile<PairedClients>>;
  /** Asynchronous. */
  readonly startPanelServer: ServiceIdentifier<StartPanelServer>;
  /** Asynchronous. Banks, worked on by a thread of their own. */
  readonly bankWorker: ServiceIdentifier<BankClient>;
  /** Banks, on the bank thread itself. */
  readonly bankLibrary: ServiceIdentifier<BankLibrary>;
} = {
  board: Symbol('BoardConfig'),
  target: Symbol('Target'),
  accelerator: Symbol('Accelerator'),
  fallbackAccelerator: Symbol('Accelerator: fallback'),
  clock: Symbol('Clock'),
  boardHealth: Symbol('BoardHealth'),
  families: Symbol('ModelFamily[]'),
  modelsDirectory: Symbol('models directory'),
  models: Symbol('ModelLibrary'),
  threadFiles: Symbol('ThreadFiles'),
  preparedThreads: Symbol('PreparedThreads'),
  fileSystem: Symbol('FileSystem'),
  stateHome: Symbol('state home'),
  state: Symbol('State'),
  pairedClientsFile: Symbol('StateFile<PairedClients>'),
  startPanelServer: Symbol('startPanelServer'),
  bankWorker: Symbol('BankWorker'),
  bankLibrary: Symbol('BankLibrary'),
};
