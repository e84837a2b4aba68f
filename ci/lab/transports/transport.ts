import type { Shell } from '../../../src/cli/deploy/ssh.ts';

/** Reservation, power switch and shell of a board. */
export interface Transport {
  /** Resolves with the release. @throws NeurorackError 'busy', and errors of its tools */
  reserve(): Promise<() => Promise<void>>;
  /** Switches the board off and on; undefined without a switch. */
  readonly powerCycle?: (() => Promise<void>) | undefined;
  /** @throws NeurorackError when the board does not answer */
  open(): Promise<Shell>;
  /** Folder of the board into which it is installed; '' for / and the service. */
  readonly prefix: string;
  /** Folder of npm packages on the board; undefined to install them by npm. */
  nodeModules(bundle: string): Promise<string | undefined>;
}
