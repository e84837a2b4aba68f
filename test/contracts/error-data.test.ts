import { describe, expect, it } from 'vitest';
import { fromErrorData, toErrorData } from '../../src/contracts/error-data.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';

const UNEXPECTED = { kind: 'bad-file', remedy: 'try another file' } as const;

describe('an error as data', () => {
  it('keeps kind, message and remedy across a structured clone', () => {
    const error = new NeurorackError('missing-device', 'no ADC at 0x48', { remedy: 'check the cable' });
    const received = fromErrorData(structuredClone(toErrorData(error, UNEXPECTED)));
    expect(received).toBeInstanceOf(NeurorackError);
    expect(received).toMatchObject({ kind: 'missing-device', message: 'no ADC at 0x48', remedy: 'check the cable' });
  });

  it.each([
    [new Error('disk on fire'), 'disk on fire'],
    ['a string', 'a string'],
  ])('converts %s with the kind and remedy of an unexpected error', (thrown, message) => {
    expect(toErrorData(thrown, UNEXPECTED)).toEqual({ ...UNEXPECTED, message });
  });
});
