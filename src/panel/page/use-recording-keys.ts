import { useEffect, useRef } from 'preact/hooks';
import type { PanelAction, PanelState } from '../protocol.ts';
import { listenForPlayKey } from './play-keys.ts';

/** Keys of a recording, whichever drawer is open: R begins and ends a take, K keeps the last half minute. */
export function useRecordingKeys(
  recording: PanelState['recording'],
  send: (action: Extract<PanelAction, { type: 'recording' }>) => void,
): void {
  const canRecord = recording !== null;
  // The listeners outlive a render; they call the functions of the latest one.
  const keys = useRef({ record: nothing, keep: nothing });
  keys.current = {
    record: () => send({ type: 'recording', command: recording === 'idle' ? 'start' : 'stop' }),
    keep: () => send({ type: 'recording', command: 'keep' }),
  };
  useEffect(() => {
    if (!canRecord) return;
    const listen = (letter: string, key: 'record' | 'keep'): (() => void) =>
      listenForPlayKey(
        { letter, hasSpaceKey: false },
        { onDown: () => keys.current[key](), onUp: nothing, onBlur: nothing },
      );
    const removals = [listen('R', 'record'), listen('K', 'keep')];
    return () => {
      for (const remove of removals) remove();
    };
  }, [canRecord]);
}

const nothing = (): void => undefined;
