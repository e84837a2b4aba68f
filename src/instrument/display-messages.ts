/** Duration of the message about gaps in the sound, ms. */
const GAPS_MS = 3000;
/** Blocks missed this soon after another one are the same gap, ms. */
const SAME_GAP_MS = 1000;
/** Input this soon after a message appeared does not dismiss it: the message has not been read yet, ms. */
const UNREAD_MS = 400;

/** The messages over a display's page. */
export interface DisplayMessages {
  /**
   * The message to show now, if any: the given one, else one about gaps in the sound that have appeared since the first call while it was
   * audible. It expires, or is dismissed by input once it could be read.
   */
  read(now: {
    readonly ms: number;
    readonly message: string | undefined;
    /** Blocks missed so far. */
    readonly underruns: number;
    /** Whether the sound plays anywhere: a gap that nothing plays is none. */
    readonly isAudible: boolean;
  }): string | undefined;
  /** The knob was turned or pushed: dismisses the message. */
  handleInput(ms: number): void;
}

export function createDisplayMessages(): DisplayMessages {
  let shown: { readonly text: string; readonly sinceMs: number } | undefined;
  let inputMs = Number.NEGATIVE_INFINITY;
  let counted: number | undefined;
  let gaps = 0;
  let missedMs = Number.NEGATIVE_INFINITY;
  return {
    read: ({ ms, message, underruns, isAudible }) => {
      const hasMissed = isAudible && underruns > (counted ?? underruns);
      counted = underruns;
      if (hasMissed) {
        if (ms - missedMs > SAME_GAP_MS) gaps++;
        missedMs = ms;
      }
      const text = message ?? (ms < missedMs + GAPS_MS ? `gaps in the sound: ${gaps}` : undefined);
      if (text === undefined) {
        shown = undefined;
        return undefined;
      }
      if (shown?.text !== text) shown = { text, sinceMs: ms };
      return inputMs > shown.sinceMs + UNREAD_MS ? undefined : text;
    },
    handleInput: (ms) => {
      inputMs = ms;
    },
  };
}
