import type { KnobEvent } from '../contracts/knob.ts';

/** Shortest long push, µs. */
export const LONG_PUSH_US = 600_000;

export type KnobAction =
  | { readonly kind: 'turn'; readonly steps: number }
  | { readonly kind: 'push' }
  | { readonly kind: 'long-push' };

/** Converts knob events to turns, pushes and long pushes. */
export interface PushDetector {
  handle(event: KnobEvent, onAction: (action: KnobAction) => void): void;
  /** Emits a long push while the button is still down; call at regular intervals. */
  poll(timeUs: number, onAction: (action: KnobAction) => void): void;
}

export function createPushDetector(): PushDetector {
  let downUs: number | undefined;
  const poll: PushDetector['poll'] = (timeUs, onAction) => {
    if (downUs === undefined || timeUs - downUs < LONG_PUSH_US) return;
    downUs = undefined;
    onAction({ kind: 'long-push' });
  };
  return {
    poll,
    handle: (event, onAction) => {
      poll(event.timeUs, onAction);
      if (event.kind === 'turn') onAction({ kind: 'turn', steps: event.steps });
      else if (event.kind === 'down') downUs = event.timeUs;
      else if (downUs !== undefined) {
        downUs = undefined;
        onAction({ kind: 'push' });
      }
    },
  };
}
