import type { ModelFamily } from '../model/family.ts';
import { rave } from './rave/rave.ts';
import { sincNsf } from './sinc-nsf/sinc-nsf.ts';

/** Every family that this build can play. */
export const FAMILIES: readonly ModelFamily[] = [sincNsf, rave];
