/** `value` held within `min` and `max`, `min` not above `max`. NaN stays NaN. */
export const clamp = (value: number, min: number, max: number): number => Math.min(Math.max(value, min), max);
