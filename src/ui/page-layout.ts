/** Below the title and its line, pixels. */
export const BODY_TOP = 10;
/** From one row to the next, pixels. */
export const ROW_HEIGHT = 9;
