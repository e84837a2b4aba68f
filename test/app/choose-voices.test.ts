import { describe, expect, it } from 'vitest';
import { checkVoices, chooseVoices } from '../../src/app/choose-voices.ts';
import { DEFAULT_VOICES } from '../../src/control/voices.ts';
import { expectNamedError } from '../../testing/named-error.ts';

const ALTERNATE = { mode: 'alternate', count: 3 } as const;

describe('the voices of a command line', () => {
  it('are those of the last session, where it names none', () => {
    expect(chooseVoices({}, ALTERNATE)).toEqual(ALTERNATE);
    expect(chooseVoices({}, DEFAULT_VOICES).mode).toBe('mono');
  });

  it('are poly where it names a number alone, and mono where it is 1', () => {
    expect(chooseVoices({ voices: 5 }, DEFAULT_VOICES)).toEqual({ mode: 'poly', count: 5 });
    expect(chooseVoices({ voices: 5 }, ALTERNATE)).toEqual({ mode: 'alternate', count: 5 });
    expect(chooseVoices({ voices: 1 }, ALTERNATE)).toEqual({ mode: 'mono', count: 3 });
  });

  it('have the mode that it names', () => {
    expect(chooseVoices({ voiceMode: 'alternate' }, DEFAULT_VOICES)).toEqual({ mode: 'alternate', count: 4 });
    expect(chooseVoices({ voiceMode: 'mono', voices: 6 }, ALTERNATE)).toEqual({ mode: 'mono', count: 6 });
  });

  it('are refused beyond those of the board, with the remedy', () => {
    const board = { id: 'pi4-cpu', max: 2 };
    expect(checkVoices({ mode: 'mono', count: 8 }, board)).toBeUndefined();
    expect(checkVoices({ mode: 'poly', count: 2 }, board)).toBeUndefined();
    expectNamedError(() => checkVoices({ mode: 'poly', count: 4 }, board), 'usage', 'pi4-cpu plays 2 at most');
  });
});
