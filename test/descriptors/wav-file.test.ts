import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { encodeWav, writeWav } from '../../src/descriptors/wav-file.ts';
import { writeFileAtomically } from '../../src/files/atomic-file.ts';
import { expectNamedError, namedErrorOf } from '../../testing/named-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'neurorack-wav-'));
afterAll(() => rmSync(folder, { recursive: true }));

const samples = Float32Array.from({ length: 1001 }, (_, n) => Math.fround(Math.sin(n * n * 0.001)));

describe('writeWav', () => {
  it.each([
    ['float32', 0],
    ['pcm24', 2 ** -24],
    ['pcm16', 2 ** -16],
  ] as const)('writes %s that reads back to within half a step', async (format, half) => {
    const path = join(folder, `${format}.wav`);
    await writeWav(path, samples, { sampleRate: 44_100, format });
    const read = (await loadSound(path)).samples;
    expect(read).toHaveLength(samples.length);
    const away = read.reduce((max, x, n) => Math.max(max, Math.abs(x - Math.min(samples[n], 1 - 2 * half))), 0);
    expect(away).toBeLessThanOrEqual(half);
  });

  it('reproduces the bytes of a file that is read and written again', async () => {
    for (const format of ['pcm16', 'pcm24', 'float32'] as const) {
      const path = join(folder, 'again.wav');
      await writeWav(path, samples, { sampleRate: 44_100, format });
      const first = readFileSync(path);
      await writeWav(path, (await loadSound(path)).samples, { sampleRate: 44_100, format });
      expect(readFileSync(path).equals(first), format).toBe(true);
    }
  });

  it('clips at full scale instead of wrapping', async () => {
    const path = join(folder, 'loud.wav');
    await writeWav(path, Float32Array.of(2, -2), { sampleRate: 44_100, format: 'pcm16' });
    expect([...(await loadSound(path)).samples]).toEqual([32_767 / 32_768, -1]);
  });

  it('refuses samples that are not finite', () => {
    const bad = Float32Array.of(0, Number.NaN);
    expectNamedError(() => encodeWav(bad, { sampleRate: 44_100, format: 'pcm16' }), 'bad-input', 'sample 1');
  });
});

describe('writeFileAtomically', () => {
  it('replaces the previous file and leaves no temporary file', async () => {
    const place = join(folder, 'place');
    mkdirSync(place);
    writeFileSync(join(place, 'a'), 'old and longer');
    await writeFileAtomically(join(place, 'a'), 'new');
    expect(readFileSync(join(place, 'a'), 'utf8')).toBe('new');
    expect(readdirSync(place)).toEqual(['a']);
  });

  it('throws a named error for an impossible path and leaves no temporary file', async () => {
    const place = join(folder, 'refused');
    mkdirSync(place);
    for (const [path, words] of [
      [join(place, 'no', 'such', 'out.wav'), 'folder does not exist'],
      [place, 'is a directory'],
      [join(folder, 'float32.wav', 'out.wav'), 'folder is a file'],
    ] as const) {
      const error = await namedErrorOf(() => writeWav(path, samples, { sampleRate: 44_100, format: 'pcm16' }));
      expect(error.kind).toBe('cannot-write');
      expect(error.message).toContain(path);
      expect(error.message).toContain(words);
    }
    expect(readdirSync(place)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('writes into a named pipe without replacing it', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reading = new Promise<string>((resolve) => {
      import('node:fs').then(({ createReadStream }) => {
        let text = '';
        createReadStream(pipe, 'utf8')
          .on('data', (chunk) => {
            text += chunk;
          })
          .on('end', () => resolve(text));
      });
    });
    await writeFileAtomically(pipe, 'through');
    expect(await reading).toBe('through');
    expect(
      readdirSync(folder, { withFileTypes: true })
        .find(({ name }) => name === 'pipe')
        ?.isFIFO(),
    ).toBe(true);
  });
});
