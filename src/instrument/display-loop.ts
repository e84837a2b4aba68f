import type { Display } from '../contracts/display.ts';
import { NeurorackError } from '../contracts/errors.ts';
import { unref } from '../engine/unref.ts';

/** Interval of frames, ms: a turn of the knob is visible within 50 ms. */
const FRAME_MS = 40;
/** Pause before a display that failed is tried again, ms. */
const RETRY_MS = 2000;

/** A running loop that draws a view on a display. */
export interface DisplayLoop {
  /** Draws at once, as after a turn of the knob. */
  refresh(): void;
  /** Stops the loop, and clears and closes the display. */
  close(): Promise<void>;
}

/**
 * Draws a view on a display 25 times a second; the display sends only what has changed. A display that fails is reported once and tried
 * again every two seconds: the instrument plays without it.
 */
export function startDisplayLoop(
  view: { draw(): Uint8Array },
  display: Display,
  { onFault }: { readonly onFault: (error: NeurorackError) => void },
): DisplayLoop {
  let isDrawing = false;
  let isFaulty = false;
  let retryAtMs = Number.NEGATIVE_INFINITY;

  async function drawFrame(): Promise<void> {
    if (isDrawing || performance.now() < retryAtMs) return;
    isDrawing = true;
    try {
      await display.show(view.draw());
      isFaulty = false;
    } catch (cause) {
      retryAtMs = performance.now() + RETRY_MS;
      if (!isFaulty) onFault(faultOf(cause));
      isFaulty = true;
    } finally {
      isDrawing = false;
    }
  }

  const timer = setInterval(() => void drawFrame(), FRAME_MS);
  unref(timer);
  return {
    refresh: () => void drawFrame(),
    close: async () => {
      clearInterval(timer);
      await display.close();
    },
  };
}

function faultOf(cause: unknown): NeurorackError {
  if (cause instanceof NeurorackError) return cause;
  const remedy = 'check its wiring; the instrument plays without it';
  return new NeurorackError('device-fault', 'the display does not answer', { remedy, cause });
}
