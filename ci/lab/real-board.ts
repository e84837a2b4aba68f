import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseResult } from '../../src/cli/bench/migrate-result.ts';
import type { Bundle } from '../../src/cli/deploy/bundle.ts';
import { deploy } from '../../src/cli/deploy/deploy.ts';
import type { Shell } from '../../src/cli/deploy/ssh.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { type BenchParameters, benchScript, timeLimitSeconds } from './bench-script.ts';
import type { BoardEntry } from './boards-file.ts';
import { type Facts, healthProblems, readFacts } from './health.ts';
import type { LabBoard, StepResult } from './lab-board.ts';
import { withTimeout } from './program.ts';
import type { Transport } from './transports/transport.ts';

export interface RealBoardOptions {
  readonly entry: BoardEntry;
  readonly transport: Transport;
  readonly bundle: Bundle;
  /** What was recorded of it; null when nothing was. */
  readonly knownGood: Facts | null;
  readonly parameters: BenchParameters;
  /** Where results go. */
  readonly out: string;
  /** Between two tries to reach a board that boots, seconds. */
  readonly retrySeconds?: number;
}

const BOOT_SECONDS = 90;
const HEALTH_SECONDS = 120;
/** npm may fetch the packages. */
const DEPLOY_SECONDS = 1800;

/** A board of the boards file, with what it is to be held against and what is to be played on it. */
export function createRealBoard(options: RealBoardOptions): LabBoard {
  const { entry, transport, bundle, knownGood, parameters: asked, out, retrySeconds: tryEvery = 2 } = options;
  const { id, power } = entry;
  let giveBack: (() => Promise<void>) | undefined;
  let shell: Shell | undefined;
  /** Of the boot before the last power cycle. */
  let bootBefore: string | null = null;

  return {
    id,
    rig: entry.rig ?? id,
    quarantine: entry.quarantine,
    reserve: async () => {
      giveBack = await transport.reserve();
    },
    powerCycle: async () => {
      if (transport.powerCycle === undefined) return false;
      bootBefore = await withTimeout(HEALTH_SECONDS, 'asking for its boot', reachedNow().then(bootId)).catch(
        () => null,
      );
      await hangUp();
      await transport.powerCycle();
      return true;
    },
    checkHealth,
    deploy: deployBundle,
    bench: async ({ model, repeat }) => {
      const script = benchScript({ prefix: transport.prefix, model, note: `lab board ${id}`, parameters: asked });
      const said = await onBoard((one) =>
        withTimeout(timeLimitSeconds(asked) + 60, `bench of ${model}`, one.run(script)),
      );
      if (said !== undefined && said.code === 0) return keep(said.stdout, `${id}-${model}-${repeat}`);
      const why =
        said === undefined
          ? 'it did not end'
          : said.stderr.trim().split('\n').slice(-5).join('; ') || `exit code ${said.code}`;
      // Whose fault it is, the board is asked: if it is well, it was the product.
      await hangUp();
      await checkHealth();
      return { failed: `bench of ${model}: ${why}` };
    },
    release: async () => {
      await hangUp();
      const give = giveBack;
      giveBack = undefined;
      await give?.();
    },
  };

  async function checkHealth(): Promise<string> {
    await reach();
    const facts = await onBoard((one) => withTimeout(HEALTH_SECONDS, 'its health check', readFacts(one)));
    if (facts === undefined) throw ill(['it does not answer']);
    const stuck = bootBefore !== null && facts.bootId === bootBefore;
    bootBefore = null;
    const complaints = [
      ...(stuck ? ['the power switch did not switch it off: it is still in the boot of before'] : []),
      ...healthProblems(facts, knownGood),
    ];
    if (complaints.length > 0) throw ill(complaints);
    const pace = `${facts.paceMs.toFixed(1)} ms`;
    return knownGood === null ? `nothing recorded to hold it against; pace ${pace}` : `as recorded; pace ${pace}`;
  }

  function ill(complaints: readonly string[]): NeurorackError {
    return new NeurorackError('device-fault', `${id}: ${complaints.join('; ')}`, {
      remedy: `mend the rig; if it is meant to be so, record it anew: node ci/lab/run.js record ${id}`,
    });
  }

  async function deployBundle(): Promise<StepResult<string>> {
    const { prefix } = transport;
    try {
      const nodeModules = await transport.nodeModules(bundle.file);
      const work = reachedNow().then((one) => deploy({ shell: one, bundle, prefix, nodeModules, onStep: () => {} }));
      const { state, version, why } = await withTimeout(DEPLOY_SECONDS, 'deploying', work);
      return state === 'healthy' ? { done: version } : { failed: `${version} does not play: ${why ?? 'unknown'}` };
    } catch (error) {
      // Installed, and silent: what was brought, not how.
      if (error instanceof NeurorackError && error.kind === 'device-fault') return { failed: error.message };
      throw error;
    }
  }

  /** Waits while it boots. */
  async function reach(): Promise<void> {
    const until = Date.now() + 1000 * (power?.bootSeconds ?? BOOT_SECONDS);
    for (;;) {
      try {
        const said = await (await reachedNow()).run('true');
        if (said.code === 0) return;
        throw ill([`its shell answers ${said.code}`]);
      } catch (error) {
        await hangUp();
        const isLater = error instanceof NeurorackError && error.kind === 'missing-device';
        if (!isLater || transport.powerCycle === undefined || Date.now() > until) throw error;
        await sleep(1000 * tryEvery);
      }
    }
  }

  /** Undefined when it took too long; the connection is ended then, and with it what ran there. */
  async function onBoard<T>(work: (one: Shell) => Promise<T>): Promise<T | undefined> {
    try {
      return await work(await reachedNow());
    } catch (error) {
      await hangUp();
      if (error instanceof NeurorackError && error.kind === 'timeout') return undefined;
      throw error;
    }
  }

  async function reachedNow(): Promise<Shell> {
    shell ??= await transport.open();
    return shell;
  }

  async function hangUp(): Promise<void> {
    const one = shell;
    shell = undefined;
    await one?.close();
  }

  async function keep(text: string, name: string): Promise<StepResult<string>> {
    const file = `${name}.json`;
    const result = parseResult(parsed(text));
    if (!result.success) {
      const [issue] = result.error.issues;
      return { failed: `its result is none: ${issue.path.map(String).join('.') || 'content'}: ${issue.message}` };
    }
    const { board } = result.data.identity;
    if (board !== entry.board) return { failed: `its result is of a '${board}', not of a '${entry.board}'` };
    await writeFile(join(out, file), text);
    return { done: file };
  }
}

async function bootId(shell: Shell): Promise<string | null> {
  const { stdout } = await shell.run('cat /proc/sys/kernel/random/boot_id');
  return stdout.trim() || null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
