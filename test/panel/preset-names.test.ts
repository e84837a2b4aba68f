import { describe, expect, it } from 'vitest';
import { actionSchema } from '../../src/panel/protocol.ts';
import { shorten } from '../../src/ui/shorten.ts';

describe('the name of a preset', () => {
  const isAccepted = (command: string, name: string): boolean =>
    actionSchema.safeParse({ type: 'preset', command, name }).success;

  it('has no invisible characters when it is saved; presets that have them are recalled and deleted', () => {
    const commands = ['save', 'recall', 'delete'];
    expect(commands.map((command) => isAccepted(command, 'dark\u202emetal'))).toEqual([false, true, true]);
    expect(commands.map((command) => isAccepted(command, 'dark metal'))).toEqual([true, true, true]);
    expect(isAccepted('recall', 'a\nb')).toBe(false);
  });

  it('is shown by the display without its invisible characters', () => {
    expect(shorten('dark\u202emetal\u200b', 16)).toBe('darkmetal');
  });
});
