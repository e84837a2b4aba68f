import { useEffect, useRef } from 'preact/hooks';
import { destinationIndex } from '../../../control/destination.ts';
import { createClockOut } from '../../../control/midi/clock-out.ts';
import type { MidiMapping } from '../../../control/midi/midi-mapping.ts';
import { createMidiOut, type MidiOut } from '../../../control/midi/midi-out.ts';
import type { PanelState } from '../../protocol.ts';

/** Longest wait for the clock's next message, ms. */
const MAX_WAIT_MS = 50;

/** Sends gates and a clock to an output of the browser, by the instrument's mapping. Gates come with the state, 30 times a second. */
export function useMidiOut(
  output: MIDIOutput | undefined,
  mapping: Pick<MidiMapping, 'notes' | 'out'> | undefined,
  state: PanelState,
): void {
  const out = useRef<MidiOut | undefined>(undefined);
  // Each message of the server has a mapping of its own, mostly the same.
  const key = mapping && JSON.stringify([mapping.notes, mapping.out]);
  useEffect(() => {
    if (output === undefined || mapping === undefined) return;
    const send = (bytes: readonly number[]): void => output.send([...bytes]);
    // The state has no descriptors.
    const midi = createMidiOut({ mapping: { notes: mapping.notes, out: { ...mapping.out, descriptors: [] } }, send });
    out.current = midi;
    const endClock = mapping.out.clock === null ? undefined : runClock(mapping.out.clock, send);
    return () => {
      out.current = undefined;
      // A port that is gone throws: its notes have ended with it.
      if (output.state !== 'connected') return;
      midi.release();
      endClock?.();
    };
  }, [output, key]);
  useEffect(() => {
    if (output?.state !== 'connected') return;
    const value = (id: 'pitch' | 'level'): number => state.values[destinationIndex(id)];
    out.current?.play({ gates: state.gates, pitch: value('pitch'), level: value('level'), descriptors: [] });
  }, [state]);
}

/** @returns a function that ends the clock */
function runClock(bpm: number, send: (bytes: readonly number[]) => void): () => void {
  const clock = createClockOut(bpm, send);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = (): void => {
    const waitMs = clock.advance(1000 * performance.now()) / 1000 - performance.now();
    timer = setTimeout(tick, Math.min(Math.max(waitMs, 0), MAX_WAIT_MS));
  };
  tick();
  return () => {
    clearTimeout(timer);
    clock.stop();
  };
}
