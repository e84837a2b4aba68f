import type { Shell } from '../../../src/cli/deploy/ssh.ts';

/** How a board is got hold of, switched, and spoken to. */
export interface Transport {
  /** Resolves with what gives it back. @throws NeurorackError 'busy', and those of its tools */
  reserve(): Promise<() => Promise<void>>;
  /** Off and on; undefined: there is no switch. */
  readonly powerCycle?: (() => Promise<void>) | undefined;
  /** @throws NeurorackError when nobody answers */
  open(): Promise<Shell>;
  /** Folder of the board that it is installed below; '' for / and its service. */
  readonly prefix: string;
  /** Folder of packages on the board. */
  nodeModules(bundle: string): Promise<string | undefined>;
}
