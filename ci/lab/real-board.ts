import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseResult } from '../../src/cli/bench/migrate-result.ts';
import type { Bundle } from '../../src/cli/deploy/bundle.ts';
import { deploy } from '../../src/cli/deploy/deploy.ts';
import type { Shell } from '../../src/cli/deploy/ssh.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { type BenchParameters, benchScript, timeLimitSeconds } from './bench-script.ts';
import { BoardConnection } from './board-connection.ts';
import type { BoardEntry } from './boards-file.ts';
import { type Facts, healthProblems, readFacts } from './health.ts';
import type { Bench, LabBoard, StepResult } from './lab-board.ts';
import { withTimeout } from './program.ts';
import type { Transport } from './transports/transport.ts';

export interface RealBoardOptions {
  readonly entry: BoardEntry;
  readonly transport: Transport;
  readonly bundle: Bundle;
  /** Recorded facts of the board; null where there are none. */
  readonly knownGood: Facts | null;
  readonly parameters: BenchParameters;
  /** Folder of results. */
  readonly out: string;
  /** Between two attempts to reach a board that boots, seconds. Default 2. */
  readonly retrySeconds?: number;
}

const BOOT_SECONDS = 90;
const HEALTH_SECONDS = 120;
/** npm may download the packages. */
const DEPLOY_SECONDS = 1800;

/** A board of the boards file. */
export function createRealBoard(options: RealBoardOptions): LabBoard {
  const { entry } = options;
  const board = new RealBoard(options);
  return {
    id: entry.id,
    rig: entry.rig ?? entry.id,
    quarantine: entry.quarantine,
    reserve: () => board.reserve(),
    powerCycle: () => board.powerCycle(),
    checkHealth: () => board.checkHealth(),
    deploy: () => board.deploy(),
    bench: (bench) => board.bench(bench),
    release: () => board.release(),
  };
}

class RealBoard {
  readonly #options: RealBoardOptions;
  readonly #connection: BoardConnection;
  #giveBack: (() => Promise<void>) | undefined;
  /** Id of the boot before the last power cycle. */
  #bootBefore: string | null = null;

  constructor(options: RealBoardOptions) {
    const { entry, transport, retrySeconds = 2 } = options;
    this.#options = options;
    const bootSeconds = entry.power?.bootSeconds ?? BOOT_SECONDS;
    this.#connection = new BoardConnection({ transport, bootSeconds, retrySeconds });
  }

  async reserve(): Promise<void> {
    this.#giveBack = await this.#options.transport.reserve();
  }

  async powerCycle(): Promise<boolean> {
    const { transport } = this.#options;
    if (transport.powerCycle === undefined) return false;
    const booted = this.#connection.shell().then(bootId);
    this.#bootBefore = await withTimeout(HEALTH_SECONDS, 'reading its boot id', booted).catch(() => null);
    await this.#connection.close();
    await transport.powerCycle();
    return true;
  }

  async checkHealth(): Promise<string> {
    const { knownGood } = this.#options;
    await this.#connection.reach((code) => this.#fault([`its shell answers ${code}`]));
    const facts = await this.#connection.run((shell) =>
      withTimeout(HEALTH_SECONDS, 'its health check', readFacts(shell)),
    );
    if (facts === undefined) throw this.#fault(['it does not answer']);
    const isSameBoot = this.#bootBefore !== null && facts.bootId === this.#bootBefore;
    this.#bootBefore = null;
    const problems = [
      ...(isSameBoot ? ['the power switch did not switch it off: it is still in the boot of before'] : []),
      ...healthProblems(facts, knownGood),
    ];
    if (problems.length > 0) throw this.#fault(problems);
    const pace = `${facts.paceMs.toFixed(1)} ms`;
    return knownGood === null ? `nothing recorded to compare with; pace ${pace}` : `as recorded; pace ${pace}`;
  }

  async deploy(): Promise<StepResult<string>> {
    const { transport, bundle } = this.#options;
    const { prefix } = transport;
    try {
      const nodeModules = await transport.nodeModules(bundle.file);
      const work = this.#connection
        .shell()
        .then((shell) => deploy({ shell, bundle, prefix, nodeModules, onStep: () => {} }));
      const { state, version, why } = await withTimeout(DEPLOY_SECONDS, 'deploying', work);
      return state === 'healthy' ? { done: version } : { failed: `${version} does not play: ${why ?? 'unknown'}` };
    } catch (error) {
      // It was installed and does not answer: a fault of the bundle, not of the rig.
      if (error instanceof NeurorackError && error.kind === 'device-fault') return { failed: error.message };
      throw error;
    }
  }

  async bench({ model, repeat }: Bench): Promise<StepResult<string>> {
    const { entry, transport, parameters } = this.#options;
    const { id } = entry;
    const script = benchScript({ prefix: transport.prefix, model, note: `lab board ${id}`, parameters });
    const output = await this.#connection.run((shell) =>
      withTimeout(timeLimitSeconds(parameters) + 60, `bench of ${model}`, shell.run(script)),
    );
    if (output !== undefined && output.code === 0) return this.#keep(output.stdout, `${id}-${model}-${repeat}`);
    const why =
      output === undefined
        ? 'it did not end'
        : output.stderr.trim().split('\n').slice(-5).join('; ') || `exit code ${output.code}`;
    // A board that is healthy now did not cause the failure: the product did. Otherwise the check throws the rig's error.
    await this.#connection.close();
    await this.checkHealth();
    return { failed: `bench of ${model}: ${why}` };
  }

  async release(): Promise<void> {
    await this.#connection.close();
    const giveBack = this.#giveBack;
    this.#giveBack = undefined;
    await giveBack?.();
  }

  /** Writes a result to a file, once it is one of this kind of board. */
  async #keep(text: string, name: string): Promise<StepResult<string>> {
    const { entry, out } = this.#options;
    const file = `${name}.json`;
    const result = parseResult(parseJson(text));
    if (!result.success) {
      const [issue] = result.error.issues;
      return { failed: `its result is invalid: ${issue.path.map(String).join('.') || 'content'}: ${issue.message}` };
    }
    const { board } = result.data.identity;
    if (board !== entry.board) return { failed: `its result is of a '${board}', not of a '${entry.board}'` };
    await writeFile(join(out, file), text);
    return { done: file };
  }

  #fault(problems: readonly string[]): NeurorackError {
    const { id } = this.#options.entry;
    return new NeurorackError('device-fault', `${id}: ${problems.join('; ')}`, {
      remedy: `repair the rig; if the board was changed on purpose, record it again: node ci/lab/run.js record ${id}`,
    });
  }
}

async function bootId(shell: Shell): Promise<string | null> {
  const { stdout } = await shell.run('cat /proc/sys/kernel/random/boot_id');
  return stdout.trim() || null;
}

/** Undefined for text that is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
