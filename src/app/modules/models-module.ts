import { ContainerModule } from 'inversify';
import { FAMILIES } from '../../families/families.ts';
import { createModelLibrary } from '../../model/model-library.ts';
import { SERVICES } from '../services.ts';

/** The model families of this version, and the models of one directory on the bound accelerators. */
export function modelsModule({ directory }: { readonly directory: string }): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(SERVICES.families).toConstantValue(FAMILIES);
    bind(SERVICES.modelsDirectory).toConstantValue(directory);
    bind(SERVICES.models)
      .toResolvedValue(
        (folder, families, accelerator, fallback) =>
          createModelLibrary({ directory: folder, families, accelerator, fallback }),
        [SERVICES.modelsDirectory, SERVICES.families, SERVICES.accelerator, SERVICES.fallbackAccelerator],
      )
      .inSingletonScope();
  });
}
