import type { Evidence } from '../bench/evidence.ts';
import type { BenchResult } from '../bench/result-schema.ts';
import type { ReadResult } from './read-result.ts';

/** One column of a comparison: the results of one board in one state, repeats of each other. */
export interface Column {
  /** Heading: the board, and the differences from other columns of the same board. */
  readonly name: string;
  readonly identity: BenchResult['identity'];
  readonly evidence: Evidence;
  /** Notes of its results, without duplicates. */
  readonly notes: readonly string[];
  readonly files: readonly string[];
  readonly results: readonly BenchResult[];
}

/** Groups results by identity, in the given order. */
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

/** Uncommitted work as a part of a column's name: two states of it have two names. */
export function uncommittedText(uncommitted: BenchResult['identity']['uncommitted']): string | null {
  if (uncommitted === null) return null;
  return uncommitted === 'none' ? 'committed' : `dirty ${uncommitted.slice(0, 7)}`;
}

/** Lists the properties that differ from the other columns of the board; label and commit, which are usually enough, come first. */
function differencesOf(identity: BenchResult['identity'], twins: readonly BenchResult['identity'][]): string[] {
  if (twins.length === 0) return [];
  const properties: readonly ((of: BenchResult['identity']) => string | null)[] = [
    ({ label }) => label ?? 'no label',
    ({ commit }) => commit?.slice(0, 7) ?? 'unknown commit',
    ({ uncommitted }) => uncommittedText(uncommitted),
    ({ evidence }) => evidence,
    ({ model }) => `${model.id} ${model.version}`,
    ({ model }) => model.family,
    ({ model }) => `model ${model.manifestSha256.slice(0, 7)}`,
    ({ accelerator }) => accelerator.name,
    ({ accelerator }) => (accelerator.fallbackReason === null ? 'no fallback' : 'fallback'),
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
  return properties.flatMap((property) => {
    const own = property(identity);
    return twins.every((twin) => property(twin) === own) ? [] : [own ?? 'unknown'];
  });
}
