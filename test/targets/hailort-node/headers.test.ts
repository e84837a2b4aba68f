import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMPILATION_MS, hasCppCompiler } from '../../../testing/hailort/fake-library.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A header tree with a change planted in it. */
function treeWith(from: string, to: string): string {
  const tree = mkdtempSync(join(tmpdir(), 'headers-'));
  cpSync(`${root}testing/hailort/fake-infer/include`, join(tree, 'include'), { recursive: true });
  const file = join(tree, 'include/hailo/hailort.h');
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  return tree;
}

const check = (tree: string): string =>
  execFileSync(`${root}ci/hailort/headers.sh`, [tree], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

function reportOf(tree: string): string {
  try {
    return check(tree);
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
  }
}

describe.skipIf(!hasCppCompiler)('the check of a header tree', () => {
  it('finds the structs, statuses and calls of the binding, and compiles the native part', {
    timeout: COMPILATION_MS,
  }, () => {
    const report = check(treeWith('', ''));
    expect(report).toContain('the layouts of 4.20 and later, 98 statuses');
    expect(report).toContain('the native part compiles');
  });

  it.each([
    [
      'a struct that has grown',
      'max_accumulated_mask_size;',
      'max_accumulated_mask_size, one_more;',
      'hailo_vstream_info_t: 436 bytes here, 440 bytes in the header',
    ],
    [
      'a wider field',
      'uint16_t sample_count',
      'uint32_t sample_count',
      'sample_count: 2 bytes at 8 here, 4 bytes at 8',
    ],
    [
      'another parameter',
      'hailo_vstream_read_raw_buffer(hailo_output_vstream stream, void *frame, size_t size)',
      'hailo_vstream_read_raw_buffer(hailo_output_vstream stream, void *frame, int size)',
      'hailo_vstream_read_raw_buffer: i(ppz) here, i(ppi)',
    ],
    [
      'another name of a status',
      'HAILO_STATUS__X(4, HAILO_TIMEOUT)',
      'HAILO_STATUS__X(4, HAILO_LATE)',
      'status 4: HAILO_LATE in the header, HAILO_TIMEOUT here',
    ],
  ])('names %s', { timeout: COMPILATION_MS }, (_, from, to, expected) => {
    expect(reportOf(treeWith(from, to))).toContain(expected);
  });
});
