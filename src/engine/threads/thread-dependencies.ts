import type { Target } from '../../contracts/target.ts';
import type { AnnouncedModel, OpenProgram } from '../program.ts';
import type { OpenNetwork } from './network-thread.ts';

/** Dependencies that the composition root injects into each thread. */
export interface ThreadDependencies {
  readonly target: Target;
  readonly openProgram: OpenProgram;
  /** For a network on a thread of its own; without both, networks run in the render threads. */
  readonly openNetwork?: OpenNetwork | undefined;
  /** Loads the code that `openProgram` needs for a model, ahead of it. */
  readonly loadModelCode?: (() => Promise<void>) | undefined;
  /** Begins to open a model that a program will probably name; `openProgram` takes it then. A fault is reported there. */
  readonly openAhead?: ((announced: AnnouncedModel) => void) | undefined;
  /** Address of this thread's entry, `import.meta.url`, with which it starts further ones. */
  readonly threadFile?: string | undefined;
}
