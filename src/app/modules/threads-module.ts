import { ContainerModule } from 'inversify';
import type { PreparedThreads } from '../../engine/threads/prepared-threads.ts';
import { SERVICES } from '../services.ts';
import { threadFiles } from '../thread-files.ts';

/** The bundled entries of the worker threads, and those of the engine's threads that have started already. */
export function threadsModule({ prepared }: { readonly prepared?: PreparedThreads | undefined }): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(SERVICES.threadFiles).toResolvedValue(threadFiles).inSingletonScope();
    bind(SERVICES.preparedThreads).toConstantValue(prepared);
  });
}
