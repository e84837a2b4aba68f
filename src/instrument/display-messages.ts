/** Duration of the message about gaps in the sound, ms. */
const GAPS_MS = 3000;
/** Input this soon after a message appeared does not dismiss it: the message has not been read yet, ms. */
const UNREAD_MS = 400;

/** The messages over a display's page. */
export interface DisplayMessages {
  /**
   * The message to show now, if any: the given one, else one about gaps in the sound that have appeared since the first call. It expires,
   * or is dismissed by input once it could be read.
   */
  read(now: {
    readonly ms: number;
    readonly message: string | undefined;
    readonly underruns: number;
  }): string | undefined;
  /** The knob was turned or pushed: dismisses the message. */
  handleInput(ms: number): void;
}

export function createDisplayMessages(): DisplayMessages {
  let shown: { readonly text: string; readonly sinceMs: number } | undefined;
  let inputMs = Number.NEGATIVE_INFINITY;
  let counted: number | undefined;
  let gaps: { readonly text: string; readonly untilMs: number } | undefined;
  return {
    read: ({ ms, message, underruns }) => {
      const added = underruns - (counted ?? underruns);
      counted = underruns;
      if (added > 0) gaps = { text: `${underruns} gaps in the sound so far`, untilMs: ms + GAPS_MS };
      const text = message ?? (gaps !== undefined && ms < gaps.untilMs ? gaps.text : undefined);
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
