import type { LabBoard, StepResult } from '../../ci/lab/lab-board.ts';

type Step = 'reserve' | 'power' | 'health' | 'deploy' | 'bench' | 'release';

/** Outcomes of a step, call by call: 'ok', a rig error, or a failure of the product. The last one repeats. */
export type Script = Partial<Record<Step, readonly ('ok' | { readonly rig: string } | { readonly product: string })[]>>;

/** A board that follows a script, and its calls. */
export function createScriptedBoard(id: string, script: Script, other: Partial<LabBoard> = {}) {
  const calls: string[] = [];
  const counts = new Map<Step, number>();
  const answer = async (step: Step, words: string = step): Promise<StepResult<string>> => {
    calls.push(words);
    const n = counts.get(step) ?? 0;
    counts.set(step, n + 1);
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
      return 'healthy';
    },
    deploy: () => answer('deploy'),
    bench: ({ model, repeat }) => answer('bench', `bench ${model} ${repeat}`),
    release: async () => void (await answer('release')),
    ...other,
  };
  return { board, calls };
}
