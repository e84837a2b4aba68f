import { ContainerModule } from 'inversify';
import { createBankLibrary } from '../../panel/banks/bank-library.ts';
import type { BankThreadData } from '../../panel/banks/bank-worker.ts';
import { SERVICES } from '../services.ts';

/** The banks, on the thread that works on them. */
export function bankThreadModule(data: BankThreadData): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(SERVICES.bankLibrary)
      .toResolvedValue(() => createBankLibrary(data))
      .inSingletonScope();
  });
}
