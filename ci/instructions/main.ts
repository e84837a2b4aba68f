/**
 * Instructions of a block of 256 samples of `impacts`, and of the run of the network in it, in float32 and with weights of 16 bits, on a Cortex-A76 (arm64)
 * and on x86-64, both emulated by QEMU and counted by the plugin `count.c`: figures that neither load nor clock of this computer changes.
 *
 *   node ci/instructions/run.js
 *
 * Needs gcc, QEMU's user mode with plugins and what `ci/arm64/node.sh` needs; without them it says so and is skipped. Minutes of processor time.
 * An instruction is no cycle: a ratio says how much more the processor executes, not how much longer it takes.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { EXIT, type ExitCode } from '../../src/cli/exit.ts';
import { type Counts, countsIn } from './counts.ts';
import { BLOCK } from './marked-parts.ts';

const FOLDER = resolve('dist/instructions');
const PLUGIN = `${FOLDER}/count.so`;
/** Plugins' interface 2 came with QEMU 9, which refuses the first one. */
const SECOND_INTERFACE_SINCE = 9;
/** Compiles in the main thread before code is used, and no WebAssembly twice: the marked parts run the same code each time. */
const NODE_FLAGS = [
  '--single-threaded',
  '--no-liftoff',
  '--hash-seed=1',
  '--random-seed=1',
  '--min-semi-space-size=64',
];
const PRECISIONS = { float32: 'auto', int16: 'int16' } as const;

const resultSchema = z.object({ arch: z.string(), node: z.string(), peak: z.number() });

interface Processor {
  readonly arch: string;
  /** The program that runs Node on it, with its words; those of Node follow. */
  readonly command: readonly [string, ...string[]];
}

/** Prints the counts of both processors and their ratios; returns the exit code. */
export async function countInstructions(): Promise<ExitCode> {
  const missing = prepare();
  if (missing !== undefined) {
    process.stdout.write(`skipped: counting instructions needs ${missing}\n`);
    return EXIT.success;
  }
  const arm64 = { arch: 'arm64', command: [resolve('dist/arm64/bin/node')] } as const;
  const x64 = { arch: 'x64', command: ['qemu-x86_64', '-cpu', 'max', process.execPath] } as const;
  const precisions = Object.entries(PRECISIONS).map(([precision, accelerator]) => {
    const counts = { arm64: countOn(arm64, accelerator), x64: countOn(x64, accelerator) };
    return [precision, { ...counts, ratio: ratioOf(counts.arm64, counts.x64) }] as const;
  });
  process.stdout.write(`${JSON.stringify({ block: BLOCK, ...Object.fromEntries(precisions) }, null, 2)}\n`);
  return EXIT.success;
}

const ratioOf = (a: Counts, b: Counts): Counts => ({
  block: rounded(a.block / b.block),
  network: rounded(a.network / b.network),
  other: rounded(a.other / b.other),
});

const rounded = (ratio: number): number => Math.round(100 * ratio) / 100;

/** Compiles the plugin and fetches Node for arm64; returns what is missing. */
function prepare(): string | undefined {
  const version = Number(textOf('qemu-aarch64', ['--version'])?.match(/version (\d+)/)?.[1]);
  if (textOf('qemu-x86_64', ['--version']) === undefined || !Number.isFinite(version)) return 'qemu-user';
  mkdirSync(FOLDER, { recursive: true });
  const definition = `-DINTERFACE=${version >= SECOND_INTERFACE_SINCE ? 2 : 1}`;
  const flags = ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-Werror', '-fvisibility=hidden', definition];
  if (textOf('gcc', [...flags, '-o', PLUGIN, 'ci/instructions/count.c']) === undefined) return 'gcc';
  return textOf('bash', ['ci/arm64/node.sh']) === undefined ? 'what ci/arm64/node.sh needs' : undefined;
}

/** The output of a program; undefined where it is missing or fails. */
function textOf(program: string, words: readonly string[]): string | undefined {
  try {
    return execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  } catch {
    return undefined;
  }
}

function countOn({ arch, command: [program, ...words] }: Processor, accelerator: string): Counts {
  const marks = `${FOLDER}/marks-${arch}-${accelerator}.txt`;
  const text = execFileSync(program, [...words, ...NODE_FLAGS, `${FOLDER}/render.js`, accelerator], {
    encoding: 'utf8',
    env: { ...process.env, QEMU_PLUGIN: `file=${PLUGIN},marks=${marks}` },
  });
  const result = resultSchema.parse(JSON.parse(text));
  if (result.arch !== arch || !(result.peak > 0)) {
    throw new Error(`the program has run on ${result.arch} with a peak of ${result.peak}`);
  }
  process.stderr.write(`${arch}, ${accelerator}: Node ${result.node}\n`);
  return countsIn(readFileSync(marks, 'utf8'));
}
