/** `value` modulo `length`, always within 0 ... `length` - 1: -1 wraps to the last place. For whole numbers. */
export const wrap = (value: number, length: number): number => ((value % length) + length) % length;
