import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const FIRST_STEPS = join(ROOT, 'docs/performances/first-steps.perf');

/** A performance file's text, as a literal of JavaScript. */
export const FIRST_STEPS_TEXT = JSON.stringify(readFileSync(FIRST_STEPS, 'utf8'));

/** Expects the samples of the performance to be those of the command line. */
export function expectAsCommandLine(samples: readonly number[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'neurorack-wav-'));
  try {
    const file = join(folder, 'first-steps.wav');
    const run = ['bin/neurorack.js', 'run', '--perform', FIRST_STEPS, '--audio', `wav:${file}`];
    execFileSync(process.execPath, run, { cwd: ROOT, stdio: 'ignore' });
    const expected = samplesOf(readFileSync(file));
    expect(samples.length).toBe(expected.length);
    expect(expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0)).toBeGreaterThan(0.5);
    expect(expected.reduce((most, x, i) => Math.max(most, Math.abs(x - samples[i])), 0)).toBeLessThan(1e-4);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The samples of a WAV file of float32. */
function samplesOf(wav: Buffer): Float32Array {
  const at = wav.indexOf('data') + 8;
  return Float32Array.from({ length: wav.readUInt32LE(at - 4) / 4 }, (_, i) => wav.readFloatLE(at + 4 * i));
}
