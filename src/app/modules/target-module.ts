import { ContainerModule } from 'inversify';
import type { Target } from '../../contracts/target.ts';
import { boardConfig, boardTarget } from '../board-target.ts';
import { SERVICES } from '../services.ts';

/** The board of this build, its target, and the devices that the main thread uses of it. None is opened until it is used. */
export function targetModule(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(SERVICES.board).toConstantValue(boardConfig);
    bind(SERVICES.target).toConstantValue(boardTarget);
    bind(SERVICES.accelerator)
      .toResolvedValue((target: Target) => target.createAccelerator(), [SERVICES.target])
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
