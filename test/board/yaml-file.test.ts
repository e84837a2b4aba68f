import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseYaml } from '../../src/board/yaml-file.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';

function errorOf(text: string): NeurorackError {
  try {
    parseYaml(text, 'a.yaml', z.unknown());
  } catch (error) {
    if (error instanceof NeurorackError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a YAML file', () => {
  it('may use aliases for values that it repeats', () => {
    const text = 'limits: &usual { low: 1, high: 2 }\nmetal: *usual\nimpacts: *usual\n';
    const usual = { low: 1, high: 2 };
    expect(parseYaml(text, 'a.yaml', z.unknown())).toEqual({ limits: usual, metal: usual, impacts: usual });
  });

  it('is refused where nested aliases would become many values, with the line of the first', () => {
    const ten = (name: string): string => `[${Array(10).fill(name).join(', ')}]`;
    const lines = [
      'a: &a [x]',
      ...['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name, n) => `${name}: &${name} ${ten(`*${'abcdefg'[n]}`)}`),
    ];
    const { kind, message, remedy } = errorOf(lines.join('\n'));
    expect([kind, message]).toEqual(['bad-config', 'a.yaml:2:8: aliases (*name) stand for more than 100 values']);
    expect(remedy).toContain('correct the line');
  });

  it('is refused where an alias has no anchor', () => {
    const { kind, message } = errorOf('low: 1\nhigh: *nothing\n');
    expect([kind, message]).toEqual(['bad-config', expect.stringMatching(/^a\.yaml:2:7: Unresolved alias .*nothing$/)]);
  });
});
