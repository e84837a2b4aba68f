/**
 * Speed of the analysis against librosa's on the same samples, one thread each, start-up excluded:
 *
 *   node ci/bench/run.js describe [python with librosa] [sound file] [seconds]
 *
 * The two take turns; each turn counts the CPU time of its one thread (Linux), so that other load on the machine does not
 * count; its effect on the caches does, hence the minimum over the turns. Prints times and ratios as JSON: `plain` calls librosa with `y` as its manual does, `shared` gives it
 * one spectrogram for the four descriptors that need one.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { analyse } from '../../src/descriptors/analysis/analyse.ts';
import { DEFAULT_ANALYSIS } from '../../src/descriptors/descriptor.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';

const TURNS = 9;
const WARM_UP = 2;
const python = process.argv[2] ?? 'models/training/.venv/bin/python';
const path = process.argv[3] ?? 'test/golden/descriptors/tabla_ghe1.flac';
const seconds = Number(process.argv[4] ?? 20);

const SETTINGS = {
  default: { hop: 256, rms: 512, spectral: 1024, zcr: 1024, f0: 2048 },
  coarse: { hop: 512, rms: 2048, spectral: 2048, zcr: 2048, f0: 2048 },
};

/** The sound again and again, to the length asked for. */
const { samples: once, sampleRate } = await loadSound(path);
const samples = Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, n) => once[n % once.length]);

const folder = mkdtempSync(join(tmpdir(), 'neurorack-bench-'));
writeFileSync(join(folder, 'samples.f32'), new Uint8Array(samples.buffer));
const librosa = spawn(python, ['ci/bench/describe.py', join(folder, 'samples.f32')], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const answers = createInterface({ input: librosa.stdout })[Symbol.asyncIterator]();

const results: Record<string, unknown> = {};
for (const [name, { hop, ...windows }] of Object.entries(SETTINGS)) {
  const ours: number[] = [];
  const plain: number[] = [];
  const shared: number[] = [];
  for (let turn = -WARM_UP; turn < TURNS; turn++) {
    const began = threadSeconds();
    analyse(samples, { ...DEFAULT_ANALYSIS, hop, windows });
    const took = threadSeconds() - began;
    const tookPlain = await ask({ hop, ...windows, shared: false });
    const tookShared = await ask({ hop, ...windows, shared: true });
    if (turn < 0) continue;
    ours.push(took);
    plain.push(tookPlain);
    shared.push(tookShared);
  }
  results[name] = {
    neurorackMs: rounded(1000 * minimum(ours)),
    librosaMs: { plain: rounded(1000 * minimum(plain)), shared: rounded(1000 * minimum(shared)) },
    timesFaster: { plain: rounded(minimum(plain) / minimum(ours)), shared: rounded(minimum(shared) / minimum(ours)) },
    timesRealTime: rounded(seconds / minimum(ours)),
  };
}
librosa.stdin.end();
rmSync(folder, { recursive: true });
process.stdout.write(`${JSON.stringify({ sound: path, seconds, turns: TURNS, ...results }, null, 2)}\n`);

async function ask(setting: object): Promise<number> {
  librosa.stdin.write(`${JSON.stringify(setting)}\n`);
  const { value, done } = await answers.next();
  if (done === true) throw new Error(`${python} ended before it answered`);
  return Number(value);
}

/** CPU seconds of this thread; wall-clock seconds on other systems. */
function threadSeconds(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e9;
  } catch {
    return performance.now() / 1000;
  }
}

function minimum(values: readonly number[]): number {
  return Math.min(...values);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
