import { createContext } from 'preact';
import { useContext, useEffect, useRef } from 'preact/hooks';
import type { LearnTarget } from '../../../control/midi/midi-mapping.ts';

/** How long a fader is held still before it learns a controller, ms. */
const HOLD_MS = 1000;

/** Learns a controller for a target; undefined where no controller plays. */
export const LearnContext = createContext<((target: LearnTarget) => void) | undefined>(undefined);

/** Listeners of a fader that learns the controller that moves after it was held still for a second. */
export interface LearnHold {
  readonly onPointerDown: () => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
  /** Of a movement: a fader that moves is not held still. */
  readonly end: () => void;
}

export function useLearnHold(target: LearnTarget | undefined): LearnHold {
  const learn = useContext(LearnContext);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const end = (): void => clearTimeout(timer.current);
  useEffect(() => end, []);
  const begin = (): void => {
    end();
    if (learn === undefined || target === undefined) return;
    timer.current = setTimeout(() => learn(target), HOLD_MS);
  };
  return { onPointerDown: begin, onPointerUp: end, onPointerCancel: end, end };
}
