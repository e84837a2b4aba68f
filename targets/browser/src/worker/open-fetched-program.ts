import { createModelProgram } from '../../../../src/app/model-program.ts';
import type { Program, ProgramSpec } from '../../../../src/engine/program.ts';
import { FAMILIES } from '../../../../src/families/families.ts';
import { openSession } from '../../../../src/model/open-session.ts';
import { readModel } from '../../../../src/model/read-model.ts';
import { createSamplePlayer } from '../../../../src/voice/sample-player.ts';
import { createBrowserAccelerator } from '../accelerator/browser-accelerator.ts';
import { fetchedModel } from './fetch-files.ts';

/** Opens a program; a model comes from the built folder. */
export async function openFetchedProgram(spec: ProgramSpec, folder: string): Promise<Program> {
  if (spec.kind === 'sound')
    return { renderer: createSamplePlayer(spec), handle: () => undefined, close: async () => undefined };
  const files = fetchedModel(`${spec.modelsDirectory}/${spec.model}`);
  const model = await readModel(files, FAMILIES);
  const accelerator = createBrowserAccelerator(folder, { verified: files.takeLast });
  return createModelProgram(spec, { model, session: await openSession(model, accelerator) });
}
