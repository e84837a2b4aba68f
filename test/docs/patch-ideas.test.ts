import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const text = readFileSync(join(DOCS, 'patch-ideas.md'), 'utf8');
const files = [...text.matchAll(/--perform docs\/(performances\/\S+)/g)].map(([, file]) => file);

describe('docs/patch-ideas.md', () => {
  it('has a command for each patch', () => {
    expect(files).toHaveLength(4);
  });

  it.each(files)('plays %s, a valid performance file with an end', (file) => {
    const { endSeconds } = parsePerformance(readFileSync(join(DOCS, file), 'utf8'), file);
    expect(endSeconds).toBeGreaterThan(3);
    expect(endSeconds).toBeLessThan(10);
  });

  it('has its pictures', () => {
    const pictures = [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path);
    expect(pictures.filter((path) => !existsSync(join(DOCS, path)))).toEqual([]);
    expect(pictures).toHaveLength(2);
  });
});
