import { ContainerModule } from 'inversify';
import { type BankLibraryOptions, createBankLibrary } from '../../panel/banks/bank-library.ts';
import { SERVICES } from '../services.ts';

/** The banks, on the thread that works on them. */
export function bankThreadModule(options: BankLibraryOptions): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(SERVICES.bankLibrary)
      .toResolvedValue(() => createBankLibrary(options))
      .inSingletonScope();
  });
}
