/** The control voltage jacks of the panel, in order. */
export const JACKS = ['cv1', 'cv2', 'cv3', 'cv4'] as const;
export type Jack = (typeof JACKS)[number];

/** The gate jacks of the panel, in order. */
export const GATES = ['gate1', 'gate2'] as const;
export type Gate = (typeof GATES)[number];
