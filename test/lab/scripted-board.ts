import type { LabBoard, StepResult } from '../../ci/lab/lab-board.ts';

type Asked = 'reserve' | 'power' | 'health' | 'deploy' | 'bench' | 'release';

/** What a step does, call by call: 'ok', the rig's fault, or the product's. The last one goes on. */
export type Script = Partial<
  Record<Asked, readonly ('ok' | { readonly rig: string } | { readonly product: string })[]>
>;

/** A board that does as it is told, and writes down what it was asked. */
export function createScriptedBoard(id: string, script: Script, other: Partial<LabBoard> = {}) {
  const asked: string[] = [];
  const calls = new Map<Asked, number>();
  const answer = async (step: Asked, words: string = step): Promise<StepResult<string>> => {
    asked.push(words);
    const n = calls.get(step) ?? 0;
    calls.set(step, n + 1);
    const lines = script[step] ?? ['ok'];
    const line = lines[Math.min(n, lines.length - 1)];
    if (line === 'ok') return { done: `${id} ${words}` };
    if ('rig' in line) throw new Error(line.rig);
    return { failed: line.product };
  };
  const board: LabBoard = {
    id,
    rig: id,
    quarantine: undefined,
    reserve: async () => void (await answer('reserve')),
    powerCycle: async () => 'done' in (await answer('power')),
    checkHealth: async () => {
      await answer('health');
      return 'well';
    },
    deploy: () => answer('deploy'),
    bench: ({ model, repeat }) => answer('bench', `bench ${model} ${repeat}`),
    release: async () => void (await answer('release')),
    ...other,
  };
  return { board, asked };
}
