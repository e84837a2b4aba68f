import type { Display } from '../contracts/display.ts';
import { NeurorackError } from '../contracts/errors.ts';

/** Between two frames: a turn is on the glass within 50 ms. */
const FRAME_MS = 40;
/** A display that does not answer is asked again after this long, ms. */
const RETRY_MS = 2000;

/** A face on a display. */
export interface DisplayLoop {
  /** Draws at once, for a turn that somebody waits to see. */
  refresh(): void;
  /** Lets the display go dark. */
  close(): Promise<void>;
}

/**
 * Draws the face on a display, 25 times a second; the display sends only what has changed. One that fails is told of once, and tried again
 * every two seconds: the instrument plays without it.
 */
export function startDisplayLoop(
  face: { draw(): Uint8Array },
  display: Display,
  { onFault }: { readonly onFault: (error: NeurorackError) => void },
): DisplayLoop {
  let isShowing = false;
  let isFaulty = false;
  let restMs = Number.NEGATIVE_INFINITY;

  async function show(): Promise<void> {
    if (isShowing || performance.now() < restMs) return;
    isShowing = true;
    try {
      await display.show(face.draw());
      isFaulty = false;
    } catch (cause) {
      restMs = performance.now() + RETRY_MS;
      if (!isFaulty) onFault(faultOf(cause));
      isFaulty = true;
    } finally {
      isShowing = false;
    }
  }

  const timer = setInterval(() => void show(), FRAME_MS);
  timer.unref();
  return {
    refresh: () => void show(),
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
