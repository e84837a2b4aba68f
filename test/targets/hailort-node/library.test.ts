import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHailort } from '../../../targets/hailort-node/src/index.ts';
import { libraryCandidates } from '../../../targets/hailort-node/src/locate.ts';
import { expectHailortError } from '../../../testing/hailort/binding-error.ts';
import { fakeHef } from '../../../testing/hailort/fake-hef.ts';
import { buildFake, buildHailort, hasCppCompiler } from '../../../testing/hailort/fake-library.ts';
import { MIXER } from '../../../testing/hailort/networks.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'hailort-'));

describe('the search for libhailort', () => {
  it('names a missing file, with its install step', async () => {
    const file = join(folder(), 'libhailort.so');
    const error = await expectHailortError(() => openHailort({ library: file }), 'MISSING_LIBRARY', file);
    expect(error.remedy).toContain('4.17 to 4.24');
  });

  it('lists the searched folders when it finds none', async () => {
    const empty = folder();
    await expectHailortError(() => openHailort({ directories: [empty, '/nowhere'] }), 'MISSING_LIBRARY', empty);
  });

  it('refuses a file that is not a library', async () => {
    const file = join(folder(), 'libhailort.so');
    writeFileSync(file, 'not a library');
    await expectHailortError(() => openHailort({ library: file }), 'MISSING_LIBRARY', file);
  });

  it('tries the versioned names, newest first, line 5 after line 4', () => {
    const directory = folder();
    const names = ['libhailort.so.4.17.0', 'libhailort.so.4.9.0', 'libhailort.so.4.23.0', 'libhailort.so.5.1.0'];
    for (const name of [...names, 'libhailort.so.bak', 'libhailort.a']) writeFileSync(join(directory, name), '');
    expect(libraryCandidates(['/nowhere', directory])).toEqual([
      'libhailort.so',
      ...['libhailort.so.4.23.0', 'libhailort.so.4.17.0', 'libhailort.so.4.9.0', 'libhailort.so.5.1.0'].map((name) =>
        join(directory, name),
      ),
    ]);
  });
});

describe.skipIf(!hasCppCompiler)('the check of a libhailort compiled here', () => {
  it.each([
    [6, 0, 'newer than 5'],
    [4, 16, 'older than 4.17'],
    [4, 25, 'newer than 4.24'],
    [3, 20, 'older than 4.17'],
  ])('refuses version %i.%i with the reason', async (major, minor, reason) => {
    const library = buildFake({ major, minor });
    const error = await expectHailortError(() => openHailort({ library }), 'UNSUPPORTED_VERSION', reason);
    expect(error.message).toContain(`HailoRT ${major}.${minor}.0`);
  });

  it('finds a versioned name alone', () => {
    const directory = folder();
    copyFileSync(buildFake({ minor: 20 }), join(directory, 'libhailort.so.4.20.0'));
    const { version, file } = openHailort({ directories: [directory] });
    expect(version.minor).toBe(20);
    expect(file).toBe(join(directory, 'libhailort.so.4.20.0'));
  });

  it('takes a supported version after an unsupported newer one', () => {
    const directory = folder();
    copyFileSync(buildFake({ minor: 25 }), join(directory, 'libhailort.so.4.25.0'));
    copyFileSync(buildFake({ minor: 18 }), join(directory, 'libhailort.so.4.18.0'));
    expect(openHailort({ directories: [directory] }).version.minor).toBe(18);
  });

  it('reports a wrong version rather than a missing library', async () => {
    const directory = folder();
    copyFileSync(buildFake({ minor: 25 }), join(directory, 'libhailort.so.4.25.0'));
    await expectHailortError(() => openHailort({ directories: [directory] }), 'UNSUPPORTED_VERSION', '4.25.0');
  });

  it('refuses a version whose struct is larger than that of the headers, before it is read', async () => {
    const hailort = openHailort({ library: buildFake({ hasGrownStruct: true }) });
    const hef = hailort.openHef(fakeHef([MIXER]));
    await expectHailortError(() => hef.vstreams(), 'UNSUPPORTED_VERSION', 'hailo_hef_get_all_vstream_infos');
    await hef.close();
  });

  it('names the native part that HailoRT 5 needs, with the command that builds it', async () => {
    const { library } = buildHailort(5);
    const error = await expectHailortError(() => openHailort({ library }), 'MISSING_NATIVE_PART', 'HailoRT 5.2.0');
    expect(error.remedy).toMatch(/make -C .*native/);
    const nativePart = join(folder(), 'libhailort_infer.so');
    await expectHailortError(() => openHailort({ library, nativePart }), 'MISSING_NATIVE_PART', nativePart);
  });

  it('refuses a native part that was built with another HailoRT 5', async () => {
    const library = buildFake({ major: 5, minor: 3 });
    const { nativePart } = buildHailort(5);
    await expectHailortError(
      () => openHailort({ library, nativePart }),
      'MISSING_NATIVE_PART',
      'built with HailoRT 5.2.0',
    );
  });
});
