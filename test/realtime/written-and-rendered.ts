import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { openProgram } from '../../src/app/open-program.ts';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import type { BlockSize } from '../../src/engine/latency.ts';
import { renderPerformance } from '../../src/engine/offline.ts';
import { distance, rms } from '../families/sinc-nsf/test-model.ts';
import { ALL_JACKS } from './all-jacks.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FRAMES = 1.5 * 44_100;

/** Starts the command line as a shell does. */
export function startCommand(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const child = spawn(process.execPath, [`${ROOT}bin/neurorack.js`, ...args], { cwd: ROOT, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'exit').then(([code]) => ({ code, stdout, stderr }));
  return { child, ended, stderr: () => stderr };
}

/** Compares the file that `neurorack run` has written of `ALL_JACKS` with the same performance, rendered in this thread. */
export async function expectSameSamples(
  wav: string,
  block: BlockSize,
  [spec, accelerator]: Parameters<typeof openProgram>,
): Promise<void> {
  const { samples: written } = await loadSound(wav);
  const program = await openProgram(spec, accelerator);
  const offline = await renderPerformance({
    renderer: program.renderer,
    performance: parsePerformance(ALL_JACKS, 'all-jacks.perf'),
    settings: DEFAULT_CONTROL_SETTINGS,
    block,
    frames: FRAMES,
  });
  await program.close();
  expect(rms(offline)).toBeGreaterThan(1e-3);
  // Not toEqual: it would print a difference of 66 000 numbers.
  expect(written.length).toBe(offline.length);
  expect(distance(written, offline)).toBe(0);
}
