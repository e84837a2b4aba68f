import type { Target } from '../../contracts/target.ts';
import type { OpenProgram } from '../program.ts';
import type { OpenNetwork } from './network-thread.ts';

/** Dependencies that the composition root injects into each thread. */
export interface ThreadDependencies {
  readonly target: Target;
  readonly openProgram: OpenProgram;
  /** For a network on a thread of its own; without both, networks run in the render threads. */
  readonly openNetwork?: OpenNetwork | undefined;
  /** Address of this thread's entry, `import.meta.url`, with which it starts further ones. */
  readonly threadFile?: string | undefined;
}
