import { Container } from 'inversify';
import type { PreparedThreads } from '../engine/threads/prepared-threads.ts';
import { modelsModule } from './modules/models-module.ts';
import { panelModule } from './modules/panel-module.ts';
import { stateModule } from './modules/state-module.ts';
import { targetModule } from './modules/target-module.ts';
import { threadsModule } from './modules/threads-module.ts';

export interface ContainerOptions {
  /** Directory of the model folders. */
  readonly modelsDirectory: string;
  /** Engine threads that have started already. */
  readonly prepared?: PreparedThreads | undefined;
  /** One of the target's `accelerators`; its own choice when absent. */
  readonly accelerator?: string | undefined;
}

/**
 * The composition root of the main thread: the one place that binds the identifiers of `SERVICES`. Nothing is opened until it is resolved.
 * A test replaces a service with `rebind` before it resolves others; see `SERVICES`.
 *
 * @example
 * const container = createContainer({ modelsDirectory });
 * const models = container.get(SERVICES.models);
 */
export function createContainer({ modelsDirectory, accelerator, prepared }: ContainerOptions): Container {
  const container = new Container();
  container.load(
    targetModule({ accelerator }),
    threadsModule({ prepared }),
    modelsModule({ directory: modelsDirectory }),
    stateModule(),
    panelModule(),
  );
  return container;
}
