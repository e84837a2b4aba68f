import { Container, ContainerModule, type ServiceIdentifier } from 'inversify';
import type { Accelerator } from '../contracts/accelerator.ts';
import type { BoardConfig } from '../contracts/board.ts';
import type { Target } from '../contracts/target.ts';
import { FAMILIES } from '../families/families.ts';
import type { ModelFamily } from '../model/family.ts';
import { createModelLibrary, type ModelLibrary } from '../model/model-library.ts';
import { boardConfig, boardTarget } from './board-target.ts';

export interface AppOptions {
  /** Directory of model folders. */
  readonly modelsDirectory: string;
  /** What the board provides; default this build's. */
  readonly target?: Target;
}

/** The parts of the instrument, put together for one board. */
export interface App {
  /** The board of this build, as its file in `boards/` describes it. */
  readonly board: BoardConfig;
  readonly target: Target;
  readonly accelerator: Accelerator;
  readonly models: ModelLibrary;
}

const T: {
  readonly target: ServiceIdentifier<Target>;
  readonly accelerator: ServiceIdentifier<Accelerator>;
  readonly families: ServiceIdentifier<readonly ModelFamily[]>;
  readonly models: ServiceIdentifier<ModelLibrary>;
} = {
  target: Symbol('Target'),
  accelerator: Symbol('Accelerator'),
  families: Symbol('ModelFamily[]'),
  models: Symbol('ModelLibrary'),
};

const board = (target: Target): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(T.target).toConstantValue(target);
    bind(T.accelerator)
      .toResolvedValue((chosen: Target) => chosen.createAccelerator(), [T.target])
      .inSingletonScope();
  });

const models = (directory: string): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(T.families).toConstantValue(FAMILIES);
    bind(T.models)
      .toResolvedValue(
        (families, accelerator, target) =>
          createModelLibrary({ directory, families, accelerator, fallback: target.createFallback?.() }),
        [T.families, T.accelerator, T.target],
      )
      .inSingletonScope();
  });

/** The composition root: the one place that binds contracts to a target. Nothing is opened until it is used. */
export function createApp({ modelsDirectory, target = boardTarget }: AppOptions): App {
  const container = new Container();
  container.load(board(target), models(modelsDirectory));
  return {
    board: boardConfig,
    target: container.get(T.target),
    accelerator: container.get(T.accelerator),
    models: container.get(T.models),
  };
}
