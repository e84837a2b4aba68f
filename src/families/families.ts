import { NeurorackError } from '../contracts/errors.ts';
import type { ModelFamily } from '../voice/model-family.ts';
import { sincNsf } from './sinc-nsf/sinc-nsf.ts';

/** Every family that this build can play. */
const FAMILIES: readonly ModelFamily[] = [sincNsf];

/** @throws NeurorackError 'bad-model' when no family has this name */
export function findFamily(name: string): ModelFamily {
  const family = FAMILIES.find((one) => one.name === name);
  if (family === undefined) {
    throw new NeurorackError('bad-model', `the model's family is '${name}', which this version does not know`, {
      remedy: `use a model of the family ${FAMILIES.map((one) => one.name).join(' or ')}, or update neurorack`,
    });
  }
  return family;
}
