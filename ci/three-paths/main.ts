import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { print, printJson } from '../../src/app/terminal/print.ts';
import { logSpectralDistanceDb } from '../../src/cli/bench/log-spectral-distance.ts';
import { EXIT } from '../../src/cli/exit.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import * as hailo from '../../testing/hailort/fake-library.ts';
import { addHef } from '../../testing/hailort/hailo-model.ts';
import * as tensorrt from '../../testing/tensorrt/fake-library.ts';
import { exitCodeOf } from '../virtual-board/host/exit-code.ts';
import { type OfflineRun, playOffline } from '../virtual-board/host/offline.ts';

const MODEL = 'impacts';
/** Features of the guest's emulated CPU, fewer than this computer's. */
const PROCESSOR = 'x86-64-v3';
const PERFORMANCE = '0 gate1 tap\n0.1 cv1 -> 5 in 0.2\n0.3 gate2 on\n0.5 gate2 off\n0.6 end\n';

/** A build, the vendor's files for the guest, and the distance that its sound may have from the first one, dB. */
interface Path {
  readonly board: string;
  readonly accelerator: string;
  prepare(): { readonly models?: string; readonly vendor?: Readonly<Record<string, string>> };
  readonly tolerance?: {
    /** Below this distance the CPU has played, not the accelerator. */
    readonly above: number;
    readonly below: number;
  };
}

const PATHS: readonly Path[] = [
  { board: 'pi5-cpu', accelerator: 'ONNX Runtime, fp32', prepare: () => ({}) },
  {
    board: 'jetson-orin-nano',
    accelerator: 'TensorRT, fp16',
    prepare: () => ({ vendor: tensorrt.buildFake('10.3', process.cwd(), PROCESSOR).variables }),
    tolerance: { above: 1e-3, below: 0.1 },
  },
  {
    board: 'pi5-hailo8',
    accelerator: 'HailoRT, int8',
    prepare: () => ({
      models: addHef(resolve('models'), MODEL),
      vendor: {
        LIBRARY: hailo.buildFake({ sources: resolve('testing/hailort/fake'), processor: PROCESSOR }),
      },
    }),
    tolerance: { above: 0.05, below: 1 },
  },
];

interface Row {
  readonly board: string;
  readonly accelerator: string;
  readonly evidence: 'virtual';
  /** Distance of its sound from the first build's; 0 for the first itself. */
  readonly distanceDb: number;
  readonly complaints: readonly string[];
  /** Duration here, the guest's start and the installation included. */
  readonly seconds: number;
  readonly passed: boolean;
}

/** Runs the command line; returns its exit code and never throws. */
export async function threePaths(args: readonly string[]): Promise<number> {
  let code: number = EXIT.success;
  const program = new Command('node ci/three-paths/run.js')
    .description(
      'The builds for a processor, a Jetson and a Hailo-8, each installed in a guest of the virtual board over fakes of the makers\u2019 libraries\n' +
        'that compute the real network, play one performance; the sounds are compared. Writes report.json.',
    )
    .option('--out <folder>', 'folder of sounds and logs', 'dist/three-paths/out')
    .option('--seconds <number>', 'longest run of each', Number, 1200)
    .option('--json', 'print the report as JSON')
    .showHelpAfterError()
    .exitOverride()
    .action(async ({ out, seconds, json }) => {
      const rows = await playAll({ out, seconds, log: json ? logToStderr : print });
      writeFileSync(
        join(out, 'report.json'),
        `${JSON.stringify({ performance: PERFORMANCE, paths: rows }, null, 2)}\n`,
      );
      if (json) printJson(rows);
      if (rows.some(({ passed }) => !passed)) code = EXIT.negative;
    });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return exitCodeOf(error, 'three accelerators on the virtual board');
  }
}

interface PlayOptions {
  readonly out: string;
  readonly seconds: number;
  /** Called with a line for each path that is done. */
  readonly log: (line: string) => void;
}

async function playAll({ out, seconds, log }: PlayOptions): Promise<readonly Row[]> {
  if (!hailo.hasCompiler || !tensorrt.hasCompiler) {
    throw new NeurorackError(
      'missing-library',
      'the makers\u2019 libraries are played by fakes, which are compiled here',
      {
        remedy: 'install gcc, g++ and make',
      },
    );
  }
  mkdirSync(out, { recursive: true });
  const rows: Row[] = [];
  let first: Float32Array | undefined;
  for (const path of PATHS) {
    const { board, accelerator, tolerance } = path;
    const run = await playOffline({
      board,
      model: MODEL,
      performance: PERFORMANCE,
      out: join(out, board),
      seconds,
      log: logToStderr,
      ...path.prepare(),
    });
    const { samples } = await loadSound(run.sound);
    first ??= samples;
    const distanceDb = logSpectralDistanceDb(first, samples);
    const complaints = complaintsOf(run);
    const isNear =
      tolerance === undefined
        ? Math.max(...samples.map(Math.abs)) > 0.1
        : distanceDb > tolerance.above && distanceDb < tolerance.below;
    const passed = isNear && complaints.length === 0 && samples.length === first.length;
    rows.push({ board, accelerator, evidence: 'virtual', distanceDb, complaints, seconds: run.seconds, passed });
    const asked = tolerance === undefined ? 'sounds' : `expected ${tolerance.above} to ${tolerance.below} dB`;
    log(
      `${passed ? 'ok' : 'NOT'}  ${board} (${accelerator}): ${distanceDb.toPrecision(2)} dB from the first, ${asked}; ${run.seconds.toFixed(0)} s` +
        complaints.map((line) => `\n     ${line}`).join(''),
    );
  }
  return rows;
}

function complaintsOf({ serviceLog: service, log }: OfflineRun): string[] {
  return [service, log].flatMap((file) => readFileSync(file, 'utf8').match(/^(warning|error).*/gm) ?? []);
}

function logToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
