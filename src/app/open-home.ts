import { join } from 'node:path';
import type { Container } from 'inversify';
import { SERVICES } from './services.ts';

/** The folder of the state, as this instance uses it. */
export interface Home {
  /** Whether this instance saves settings, calibration and paired clients: the first of those that use the folder. */
  readonly canSave: boolean;
  /** Leaves the folder to the next instance. */
  close(): Promise<void>;
}

/** Takes the folder of the state for this instance, unless another one has it. Never rejects: a disk that takes no lock reports its saves itself. */
export async function openHome(
  container: Container,
  { onMessage }: { readonly onMessage: (sentence: string) => void },
): Promise<Home> {
  const folder = container.get(SERVICES.stateHome);
  try {
    const fs = await container.getAsync(SERVICES.fileSystem);
    await fs.makeDirectory(folder);
    const lock = await fs.lock(join(folder, '.instance'));
    if (lock !== undefined) return { canSave: true, close: () => lock.release().catch(() => undefined) };
    onMessage(
      `another instance uses ${folder}; changes of settings, calibration and paired browsers are not saved, presets and banks are`,
    );
    return { canSave: false, close: async () => undefined };
  } catch {
    return { canSave: true, close: async () => undefined };
  }
}
