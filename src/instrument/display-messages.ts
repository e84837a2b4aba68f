/** Gaps in the sound are told of for this long, ms. */
const GAPS_MS = 3000;
/** A turn this soon after a message was not an answer to it, ms. */
const UNREAD_MS = 400;

/** What a display says over its page, and when it stops saying it. */
export interface DisplayMessages {
  /**
   * The sentence to show now, if any: what people are told, else that the sound has had gaps since. It passes by itself, or when the knob
   * is turned after it was read.
   */
  read(now: { readonly ms: number; readonly told: string | undefined; readonly underruns: number }): string | undefined;
  /** A hand was at the knob. */
  handleInput(ms: number): void;
}

export function createDisplayMessages(): DisplayMessages {
  let shown: { readonly text: string; readonly sinceMs: number } | undefined;
  let touchedMs = Number.NEGATIVE_INFINITY;
  let counted: number | undefined;
  let gaps: { readonly text: string; readonly untilMs: number } | undefined;
  return {
    read: ({ ms, told, underruns }) => {
      const more = underruns - (counted ?? underruns);
      counted = underruns;
      if (more > 0) gaps = { text: `${underruns} gaps in the sound so far`, untilMs: ms + GAPS_MS };
      const text = told ?? (gaps !== undefined && ms < gaps.untilMs ? gaps.text : undefined);
      if (text === undefined) {
        shown = undefined;
        return undefined;
      }
      if (shown?.text !== text) shown = { text, sinceMs: ms };
      return touchedMs > shown.sinceMs + UNREAD_MS ? undefined : text;
    },
    handleInput: (ms) => {
      touchedMs = ms;
    },
  };
}
