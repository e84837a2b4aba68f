import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TINY_MODEL } from '../model/tiny-model.ts';
import { runCli } from './run-cli.ts';

describe('neurorack start', () => {
  it('renders the factory sound and says where it is', async () => {
    const output = join(await mkdtemp(join(tmpdir(), 'neurorack-start-')), 'new', 'factory.wav');
    const { code, stdout } = await runCli('start', '--model', TINY_MODEL, '-o', output);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe(output);
    const wav = await readFile(output);
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    const rate = wav.readUInt32LE(24);
    const samples = (wav.length - 44) / 3;
    expect(rate).toBe(44_100);
    expect(samples / rate).toBeGreaterThan(1);
    expect(peakOf24Bits(wav.subarray(44))).toBeGreaterThan(0.01);
  });

  it('names a place where it cannot write', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'neurorack-start-')), 'file');
    await writeFile(file, '');
    const { code, stderr } = await runCli('start', '--model', TINY_MODEL, '-o', join(file, 'below', 'a.wav'));
    expect(code).toBe(3);
    expect(stderr).toContain(dirname(join(file, 'below', 'a.wav')));
    expect(stderr).toMatch(/^remedy: /m);
  });
});

function peakOf24Bits(data: Buffer): number {
  let peak = 0;
  for (let i = 0; i + 3 <= data.length; i += 3) peak = Math.max(peak, Math.abs(data.readIntLE(i, 3)) / 2 ** 23);
  return peak;
}
