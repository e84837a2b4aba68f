import { basename } from 'node:path';
import type { ListedModel } from '../model/model-list.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';
import { sentenceOf } from './sentence-of.ts';

export interface ModelChoice {
  /** The model of the last session. */
  readonly last: string;
  readonly listed: readonly ListedModel[];
  readonly onWarning: (line: string) => void;
}

/**
 * The model that plays first: the last one if the library offers it, else the default one, else any other; the default one's name where
 * the library offers none.
 */
export function chooseModel({ last, listed, onWarning }: ModelChoice): string {
  const offered = offeredModels(listed);
  if (offered.includes(last)) return last;
  const chosen = [DEFAULT_SETTINGS.model, ...offered].find((name) => offered.includes(name));
  const fault = listed.find(({ folder }) => basename(folder) === last)?.error;
  const what = fault === undefined ? 'is not installed' : `cannot be used (${sentenceOf(fault)})`;
  const then = chosen === undefined ? 'and there is no other one: nothing plays' : `'${chosen}' plays`;
  onWarning(`warning: the model '${last}' ${what}, ${then}`);
  return chosen ?? DEFAULT_SETTINGS.model;
}

/** Names of the models that can be played. */
export function offeredModels(listed: readonly ListedModel[]): string[] {
  return listed.filter(({ error }) => error === undefined).map(({ folder }) => basename(folder));
}
