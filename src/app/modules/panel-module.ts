import { join } from 'node:path';
import { ContainerModule } from 'inversify';
import { factoryBank } from '../installation.ts';
import { SERVICES, type ThreadFiles } from '../services.ts';

/** The panel server and the banks that it offers; their code loads when they are first resolved. */
export function panelModule(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(SERVICES.startPanelServer)
      .toResolvedValue(async () => (await import('../../panel/server.ts')).startPanelServer)
      .inSingletonScope();
    bind(SERVICES.bankWorker)
      .toResolvedValue(
        async (home: string, { banks }: ThreadFiles) => {
          const { createBankWorker } = await import('../../panel/banks/bank-worker.ts');
          return createBankWorker({ folder: join(home, 'banks'), factory: factoryBank(), threadFile: banks });
        },
        [SERVICES.stateHome, SERVICES.threadFiles],
      )
      .inSingletonScope();
  });
}
