import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { namedErrorOf } from '../../testing/named-error.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/sounds');
const folder = mkdtempSync(join(tmpdir(), 'neurorack-damaged-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The path of a fixture whose bytes are changed. */
function damagedFile(name: string, change: (bytes: Buffer) => void): string {
  const bytes = readFileSync(join(FIXTURES, name));
  change(bytes);
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

const warningsOf = async (path: string): Promise<readonly string[]> => (await loadSound(path)).warnings;
/** Offset of the bytes behind a word. */
const behind = (bytes: Buffer, word: string): number => bytes.indexOf(word) + word.length;

describe('a sound with damage that its coding shows', () => {
  it.each([
    // The step index of the first channel's block, 88 at most.
    ['cowbell-adpcm_ima.wav', (bytes: Buffer) => bytes.writeUInt8(89, behind(bytes, 'data') + 4 + 2)],
    ['cowbell-ima4.caf', (bytes: Buffer) => bytes.writeUInt8(127, behind(bytes, 'data') + 8 + 4 + 1)],
    ['cowbell-ima4.aifc', (bytes: Buffer) => bytes.writeUInt8(127, behind(bytes, 'SSND') + 4 + 8 + 1)],
    // The number of the predictor, of seven.
    ['cowbell-adpcm_ms.wav', (bytes: Buffer) => bytes.writeUInt8(7, behind(bytes, 'data') + 4)],
  ])('is read with a warning: %s', async (name, change) => {
    expect(await warningsOf(join(FIXTURES, name))).toEqual([]);
    const path = damagedFile(name, change);
    expect(await warningsOf(path)).toContain(
      '1 headers of its ADPCM blocks are damaged; the sound of these blocks may be wrong',
    );
    expect(await namedErrorOf(() => loadSound(path, { strict: true }))).toMatchObject({ kind: 'bad-file' });
  });

  /** The first frame of sound, behind the frame of information. */
  const firstFrame = (bytes: Buffer): number => bytes.indexOf(Buffer.from([0xff, 0xfb]), bytes.indexOf('Info'));

  it('in the number of channels of ima4, which contradicts its count of packets, is read with a warning', async () => {
    const path = damagedFile('cowbell-ima4.aifc', (bytes) => bytes.writeUInt16BE(22, behind(bytes, 'COMM') + 4));
    expect(await warningsOf(path)).toContainEqual(expect.stringContaining('counts 35 packets or samples'));
  });

  it.each([
    [
      'the GUID of Wave64',
      'cowbell-stereo.w64',
      (bytes: Buffer) => bytes.writeUInt8(0, 33),
      'the GUID of a chunk is wrong',
    ],
    [
      'the size of a packet of CAF',
      'cowbell-ima4.caf',
      (bytes: Buffer) => bytes.writeUInt8(0, 39),
      'packets of 0 bytes',
    ],
  ])('in %s is read with a warning', async (_, name, change, words) => {
    expect(await warningsOf(damagedFile(name, change))).toEqual([expect.stringContaining(words)]);
  });

  it('in a frame of MP3 that begins before the first one is read with a warning', async () => {
    expect(await warningsOf(join(FIXTURES, 'cowbell-stereo.mp3'))).toEqual([]);
    const path = damagedFile('cowbell-stereo.mp3', (bytes) => bytes.writeUInt8(200, firstFrame(bytes) + 4));
    expect(await warningsOf(path)).toEqual([expect.stringMatching(/^1 of its 17 MP3 frames are damaged/)]);
  });

  it('in the gain of a frame of MP3, which makes it louder than any sound, is read with a warning', async () => {
    const path = damagedFile('cowbell-stereo.mp3', (bytes) => bytes.writeUInt8(0xff, firstFrame(bytes) + 4 + 5));
    expect(await warningsOf(path)).toContainEqual(expect.stringContaining('times full scale'));
  });

  it('in packets of AAC is read without them, with a warning of how much is missing', async () => {
    expect(await warningsOf(join(FIXTURES, 'cowbell-aac.m4a'))).toEqual([]);
    const path = damagedFile('cowbell-aac.m4a', (bytes) => {
      const start = behind(bytes, 'mdat');
      const end = bytes.indexOf('moov') - 4;
      bytes.fill(0xff, Math.round(start + 0.4 * (end - start)), Math.round(start + 0.6 * (end - start)));
    });
    const { samples, warnings } = await loadSound(path);
    expect(warnings).toEqual([expect.stringMatching(/^\d{4} of the \d{5} samples .* are missing: damaged packets/)]);
    expect(samples.length).toBeLessThan(17_640);
  });

  it('as samples of ALAC above full scale is refused', async () => {
    expect(await warningsOf(join(FIXTURES, 'cowbell-alac.m4a'))).toEqual([]);
    const path = damagedFile('cowbell-alac.m4a', (bytes) => bytes.writeUInt8(0xeb, 180));
    expect(await namedErrorOf(() => loadSound(path))).toMatchObject({ kind: 'bad-file' });
  });

  it.each([
    ['of packet sizes', (bytes: Buffer) => bytes.writeUInt8(0x6d, behind(bytes, 'stsz') + 8)],
    [
      'of packet sizes, all alike',
      (bytes: Buffer) => bytes.fill(1, behind(bytes, 'stsz') + 4, behind(bytes, 'stsz') + 12),
    ],
    ['of chunks', (bytes: Buffer) => bytes.writeUInt8(0x6d, behind(bytes, 'stco') + 4)],
    ['of runs of packets', (bytes: Buffer) => bytes.writeUInt8(0x6d, behind(bytes, 'stsc') + 4)],
    ['of edits', (bytes: Buffer) => bytes.writeUInt8(0x6d, behind(bytes, 'elst') + 4)],
  ])('in the count of a table of MP4, %s, is refused before memory is taken', async (_, change) => {
    const path = damagedFile('cowbell-alac.m4a', change);
    expect((await namedErrorOf(() => loadSound(path))).message).toContain('which it cannot hold');
  });

  it('in the length of a packet of ALAC is refused before memory is taken', async () => {
    // The partial flag and the number of samples of an uncompressed packet.
    const packet = damagedFile('cowbell-alac.m4a', (bytes) =>
      bytes.fill(0xff, behind(bytes, 'mdat') + 2, behind(bytes, 'mdat') + 7),
    );
    expect((await namedErrorOf(() => loadSound(packet))).message).toContain('packet 0 states 4294967295 samples');
    const all = damagedFile('cowbell-alac.m4a', (bytes) => bytes.writeUInt8(0x7f, bytes.lastIndexOf('alac') + 4 + 4));
    expect((await namedErrorOf(() => loadSound(all))).message).toContain('samples each');
  });
});
