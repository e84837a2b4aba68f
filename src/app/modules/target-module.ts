import { ContainerModule } from 'inversify';
import type { Accelerator } from '../../contracts/accelerator.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import type { Target } from '../../contracts/target.ts';
import { boardConfig, boardTarget } from '../board-target.ts';
import { SERVICES } from '../services.ts';

/** The board of this build, its target, and the devices that the main thread uses of it. None is opened until it is used. */
export function targetModule({ accelerator }: { readonly accelerator?: string | undefined }): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(SERVICES.board).toConstantValue(boardConfig);
    bind(SERVICES.target).toConstantValue(boardTarget);
    bind(SERVICES.accelerator)
      .toResolvedValue((target: Target) => chosenAccelerator(target, accelerator), [SERVICES.target])
      .inSingletonScope();
    bind(SERVICES.fallbackAccelerator)
      .toResolvedValue((target: Target) => target.createFallback?.(), [SERVICES.target])
      .inSingletonScope();
    bind(SERVICES.clock)
      .toResolvedValue((target: Target) => target.createClock(), [SERVICES.target])
      .inSingletonScope();
    bind(SERVICES.boardHealth)
      .toResolvedValue((target: Target) => target.createBoardHealth(), [SERVICES.target])
      .inSingletonScope();
  });
}

/** @throws NeurorackError 'usage' for a name that the target does not have */
function chosenAccelerator(target: Target, name: string | undefined): Accelerator {
  const names = [...(target.accelerators?.keys() ?? [])];
  if (name === undefined || names.includes(name)) return target.createAccelerator(name);
  throw new NeurorackError('usage', `this board has no accelerator '${name}' to choose`, {
    remedy: names.length === 0 ? 'leave --accelerator out' : `choose one of ${names.join(', ')}`,
  });
}
