import { setTimeout as sleep } from 'node:timers/promises';
import type { Shell } from '../../src/cli/deploy/ssh.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import type { Transport } from './transports/transport.ts';

export interface ConnectionOptions {
  readonly transport: Transport;
  /** Longest wait for a board that boots, seconds. */
  readonly bootSeconds: number;
  /** Between two attempts to reach it, seconds. */
  readonly retrySeconds: number;
}

/** The shell of a board: opened when it is used, closed after a fault or a timeout and then opened again. */
export class BoardConnection {
  readonly #options: ConnectionOptions;
  #shell: Shell | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** The open shell. @throws NeurorackError those of `Transport.open` */
  async shell(): Promise<Shell> {
    this.#shell ??= await this.#options.transport.open();
    return this.#shell;
  }

  /**
   * Waits while the board boots, where it can be power-cycled.
   *
   * @throws NeurorackError 'missing-device' after `bootSeconds`; `onBadShell` of the exit code of a shell that does not work
   */
  async reach(onBadShell: (code: number) => NeurorackError): Promise<void> {
    const { transport, bootSeconds, retrySeconds } = this.#options;
    const until = Date.now() + 1000 * bootSeconds;
    for (;;) {
      try {
        const { code } = await (await this.shell()).run('true');
        if (code === 0) return;
        throw onBadShell(code);
      } catch (error) {
        await this.close();
        const isBooting = error instanceof NeurorackError && error.kind === 'missing-device';
        if (!isBooting || transport.powerCycle === undefined || Date.now() > until) throw error;
        await sleep(1000 * retrySeconds);
      }
    }
  }

  /** Undefined after a timeout: the connection is then closed, and with it whatever ran on the board. */
  async run<T>(work: (shell: Shell) => Promise<T>): Promise<T | undefined> {
    try {
      return await work(await this.shell());
    } catch (error) {
      await this.close();
      if (error instanceof NeurorackError && error.kind === 'timeout') return undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    const shell = this.#shell;
    this.#shell = undefined;
    await shell?.close();
  }
}
