import type { Context, MiddlewareHandler } from 'hono';
import { NeurorackError } from '../contracts/errors.ts';

/** Uploads, previews and auditions at the same time. */
const MAX_TRANSFERS = 8;
/** Transfers of one address at the same time; the page sends one file after the other. */
const MAX_PER_ADDRESS = 4;

/** The one budget for all requests that upload, fetch or process a file or a set. */
export class TransferBudget {
  readonly #addressOf: (c: Context) => string;
  readonly #counts = new Map<string, number>();
  #total = 0;

  /** @param addressOf the address of a request that limits are counted for */
  constructor(addressOf: (c: Context) => string) {
    this.#addressOf = addressOf;
  }

  /** Runs some work. @throws NeurorackError 'busy' when the address, or all together, have too much of it */
  async run<T>(address: string, work: () => Promise<T>): Promise<T> {
    const own = this.#counts.get(address) ?? 0;
    if (this.#total >= MAX_TRANSFERS || own >= MAX_PER_ADDRESS) {
      throw new NeurorackError('busy', 'other files are being processed', {
        remedy: 'send the file when they are done',
      });
    }
    this.#add(address, 1);
    try {
      return await work();
    } finally {
      this.#add(address, -1);
    }
  }

  /** Middleware for routes whose whole request is such work. */
  readonly middleware: MiddlewareHandler = (c, next) => this.run(this.#addressOf(c), next);

  #add(address: string, by: number): void {
    this.#total += by;
    const count = (this.#counts.get(address) ?? 0) + by;
    if (count > 0) this.#counts.set(address, count);
    else this.#counts.delete(address);
  }
}
