import type { TakeRecorder } from '../../src/instrument/take-recorder.ts';

/** A recorder of takes that writes none, and lists what it was asked to do. */
export function createFakeTakeRecorder() {
  const commands: ('start' | 'stop' | 'keep')[] = [];
  const recorder: TakeRecorder & { readonly commands: readonly string[] } = {
    commands,
    get seconds() {
      return commands.findLast((command) => command !== 'keep') === 'start' ? 1 : undefined;
    },
    start: () => void commands.push('start'),
    stop: () => void commands.push('stop'),
    keep: () => void commands.push('keep'),
    recordWhole: async () => ({ stop: async () => undefined }),
    close: async () => undefined,
  };
  return recorder;
}
