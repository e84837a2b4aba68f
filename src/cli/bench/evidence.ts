/** Source of a claim about a board. Results of different classes are never ranked against each other. */
export const EVIDENCE = ['measured', 'virtual', 'estimated', 'not run'] as const;

export type Evidence = (typeof EVIDENCE)[number];

/** A name that a person gives to a state. */
export const LABEL = /^[\p{L}\p{N}][\p{L}\p{N}._+-]{0,39}$/u;
