import type { BenchResult, Evidence } from '../bench/result-schema.ts';
import type { ReadResult } from './read-result.ts';

/** One column of a comparison: results of one board in one state, which are repeats of each other. */
export interface Column {
  /** What a reader calls it: the board, and what tells it from the columns of the same board. */
  readonly name: string;
  readonly identity: BenchResult['identity'];
  readonly evidence: Evidence;
  /** Notes of its results, each once. */
  readonly notes: readonly string[];
  readonly files: readonly string[];
  readonly results: readonly BenchResult[];
}

/** Puts results with the same identity together, in the order in which they were given. */
export function columnsOf(read: readonly ReadResult[]): Column[] {
  const groups = new Map<string, ReadResult[]>();
  for (const one of read) {
    const key = JSON.stringify(one.result.identity);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const identities = [...groups.values()].map(([{ result }]) => result.identity);
  return [...groups.values()].map((group) => {
    const [{ result }] = group;
    const { identity } = result;
    const twins = identities.filter((other) => other !== identity && other.board === identity.board);
    return {
      name: [identity.board, ...differencesOf(identity, twins)].join(' '),
      identity,
      evidence: identity.evidence,
      notes: [...new Set(group.flatMap(({ result: { note } }) => (note === null ? [] : [note])))],
      files: group.map(({ file }) => file),
      results: group.map((one) => one.result),
    };
  });
}

/** What of an identity is not so in all of its board's others: the commit first, which mostly is enough. */
function differencesOf(identity: BenchResult['identity'], twins: readonly BenchResult['identity'][]): string[] {
  if (twins.length === 0) return [];
  const words: readonly ((of: BenchResult['identity']) => string | null)[] = [
    ({ commit }) => commit?.slice(0, 7) ?? 'unknown commit',
    ({ evidence }) => evidence,
    ({ model }) => `${model.id} ${model.version}`,
    ({ model }) => `model ${model.manifestSha256.slice(0, 7)}`,
    ({ accelerator }) => accelerator.name,
    ({ accelerator }) => (accelerator.standIn === null ? 'no stand-in' : 'stand-in'),
    ({ accelerator }) => accelerator.driver,
    ({ powerMode }) => powerMode,
    ({ governor }) => governor,
    ({ node }) => `Node ${node}`,
    ({ os }) => os,
    ({ cpu }) => cpu,
    ({ cores }) => `${cores ?? 'unknown'} cores`,
    ({ version }) => version,
    ({ onnxruntime }) => onnxruntime,
    ({ memoryMb }) => `${memoryMb ?? 'unknown'} MB`,
    ({ revision }) => revision,
  ];
  return words.flatMap((word) => {
    const mine = word(identity);
    return twins.every((twin) => word(twin) === mine) ? [] : [mine ?? 'unknown'];
  });
}
