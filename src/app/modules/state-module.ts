import { ContainerModule } from 'inversify';
import { stateHome } from '../../state/home.ts';
import { SERVICES } from '../services.ts';

/** The state that is stored between sessions, and its disk. */
export function stateModule(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(SERVICES.stateHome)
      .toResolvedValue(() => stateHome(process.env))
      .inSingletonScope();
    bind(SERVICES.fileSystem)
      .toResolvedValue(async () => (await import('../../state/node-file-system.ts')).nodeFileSystem)
      .inSingletonScope();
    bind(SERVICES.state)
      .toResolvedValue(
        async (home, fs) => {
          const [{ createState }, { DEFAULT_SETTINGS }] = await Promise.all([
            import('../../state/state.ts'),
            import('../default-settings.ts'),
          ]);
          return createState({ home, fs, defaults: DEFAULT_SETTINGS });
        },
        [SERVICES.stateHome, SERVICES.fileSystem],
      )
      .inSingletonScope();
    bind(SERVICES.pairedClientsFile)
      .toResolvedValue(
        async (home, fs) => (await import('../../state/paired-clients.ts')).createPairedClientsFile({ home, fs }),
        [SERVICES.stateHome, SERVICES.fileSystem],
      )
      .inSingletonScope();
  });
}
