import { join } from 'node:path';
import { ContainerModule } from 'inversify';
import { installationRoot } from '../installation.ts';
import { SERVICES } from '../services.ts';

/** The bundled entries of the worker threads. */
export function threadsModule(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(SERVICES.threadFiles)
      .toResolvedValue(() => {
        const folder = join(installationRoot(), 'dist', 'cli');
        return { engine: join(folder, 'engine-thread.js'), banks: join(folder, 'bank-thread.js') };
      })
      .inSingletonScope();
  });
}
