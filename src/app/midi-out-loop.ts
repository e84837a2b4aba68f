import { type ClockOut, createClockOut } from '../control/midi/clock-out.ts';
import { createMidiOut, type MidiOut } from '../control/midi/midi-out.ts';
import type { DisplayView } from '../instrument/display-view.ts';
import type { MidiController } from '../instrument/midi-controller.ts';
import { descriptorBars } from '../ui/descriptor-bars.ts';
import type { MidiOutputs } from './midi-outputs.ts';

/** Interval at which gates are read, ms: a panel holds one high for 5 ms at least. */
const STEP_MS = 4;
/** Longest wait for the clock's next message, ms: a computer that has slept goes on soon. */
const MAX_WAIT_MS = 50;

export interface MidiOutLoopOptions {
  readonly outputs: MidiOutputs;
  readonly midi: Pick<MidiController, 'mapping' | 'onMapping'>;
  readonly view: Pick<DisplayView, 'controls' | 'outputTap'>;
  /** Monotonic, ms. Default: that of the process. */
  readonly nowMs?: (() => number) | undefined;
}

/** Sends what plays to the MIDI outputs, by the mapping of the moment. Main thread. */
export function runMidiOut({ outputs, midi, view, nowMs = () => performance.now() }: MidiOutLoopOptions): {
  close(): void;
} {
  let out: MidiOut;
  let clock: ClockOut | undefined;
  let clockTimer: ReturnType<typeof setTimeout> | undefined;

  function release(): void {
    out.release();
    clearTimeout(clockTimer);
    clock?.stop();
  }

  function use({ notes, out: mapping }: MidiController['mapping']): void {
    out = createMidiOut({ mapping: { notes, out: mapping }, send: outputs.send });
    outputs.choose(mapping.ports);
    clock = mapping.clock === null ? undefined : createClockOut(mapping.clock, outputs.send);
    if (clock !== undefined) tick(clock);
  }

  function tick(of: ClockOut): void {
    const waitMs = of.advance(1000 * nowMs()) / 1000 - nowMs();
    clockTimer = setTimeout(() => tick(of), Math.min(Math.max(waitMs, 0), MAX_WAIT_MS));
    clockTimer.unref();
  }

  function step(): void {
    if (!outputs.isOpen) return;
    const { gates, value } = view.controls();
    const hasDescriptors = midi.mapping.out.descriptors.length > 0;
    if (hasDescriptors) view.outputTap.poll();
    const descriptors = hasDescriptors ? descriptorBars(view.outputTap.descriptors) : [];
    out.play({ gates, pitch: value('pitch'), level: value('level'), descriptors });
  }

  use(midi.mapping);
  midi.onMapping((mapping) => {
    release();
    use(mapping);
  });
  const timer = setInterval(step, STEP_MS);
  timer.unref();
  return {
    close: () => {
      clearInterval(timer);
      release();
    },
  };
}
