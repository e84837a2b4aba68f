import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GATES, JACKS } from '../../../src/control/jacks.ts';
import { parsePerformance } from '../../../src/control/performance/parse-performance.ts';

const FOLDER = 'docs/performances';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.perf'));
const read = (name: string) => parsePerformance(readFileSync(`${FOLDER}/${name}`, 'utf8'), name);

describe('the example performances', () => {
  it.each(files)('%s parses and leaves every gate low at its end', (name) => {
    const { edges, cv, knob, endSeconds } = read(name);
    expect(edges.length).toBeGreaterThan(0);
    for (const { seconds } of [...edges, ...cv.flat(), ...knob]) expect(seconds).toBeLessThanOrEqual(endSeconds);
    for (const gate of GATES.keys()) expect(edges.findLast((edge) => edge.gate === gate)?.isHigh ?? false).toBe(false);
  });

  it.each(files)('%s has no rise of a gate that is high already', (name) => {
    const isHigh = GATES.map(() => false);
    for (const edge of read(name).edges) {
      expect({ ...edge, was: isHigh[edge.gate] }).toEqual({ ...edge, was: !edge.isHigh });
      isHigh[edge.gate] = edge.isHigh;
    }
  });

  it.each(['first-steps.perf', 'each-jack.perf', 'soak.perf'])('%s uses every jack', (name) => {
    const { edges, cv } = read(name);
    for (const jack of JACKS.keys()) expect(cv[jack].length).toBeGreaterThan(0);
    expect(new Set(edges.map(({ gate }) => gate)).size).toBe(GATES.length);
  });
});

describe('the guide to performance files', () => {
  const guide = readFileSync('docs/play.md', 'utf8');
  const grammar = guide.slice(guide.indexOf('### Grammar'), guide.indexOf('### Errors'));
  const table = grammar.slice(grammar.indexOf('| what | does |'), grammar.indexOf("A jack's next line"));
  const forms = table
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, form]) => form));

  it('lists every word of the format in its table', () => {
    const words = forms.map((form) => form.split(' ')[0].replace(/\d$/, ''));
    expect(new Set(words)).toEqual(
      new Set([
        'cv',
        'gate',
        'note',
        'set',
        'knob',
        'push',
        'long-push',
        'format',
        'exact',
        'recorded',
        'residue',
        'begin',
        'end',
      ]),
    );
  });

  it.each(forms)('describes only forms that parse: %s', (form) => {
    expect(() => parsePerformance(`1 ${form}`, 'play.md')).not.toThrow();
  });

  it('begins with an example that parses', () => {
    const section = guide.slice(guide.indexOf('## Performance files'));
    const example = /```\n(.*?)```/s.exec(section)?.[1] ?? '';
    expect(parsePerformance(example, 'play.md')).toMatchObject({ edges: { length: 4 }, endSeconds: 4 });
  });
});
