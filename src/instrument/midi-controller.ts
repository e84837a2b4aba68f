import type { PanelInput } from '../contracts/panel-input.ts';
import { withBase } from '../control/edit-settings.ts';
import { JACKS } from '../control/jacks.ts';
import type { MidiAction } from '../control/midi/midi-action.ts';
import type { ClockState } from '../control/midi/midi-clock.ts';
import { DEFAULT_MIDI_MAPPING, type LearnTarget, type MidiMapping } from '../control/midi/midi-mapping.ts';
import type { MidiOverlay } from '../control/midi/midi-overlay.ts';
import type { MidiCounts } from '../control/midi/midi-parser.ts';
import { createMidiPlayer } from '../control/midi/midi-player.ts';
import type { ControlSettings } from '../control/settings.ts';
import { unref } from '../engine/unref.ts';
import { createEmitter } from './emitter.ts';
import type { PresetController } from './preset-controller.ts';

/** Steps of time while MIDI plays, ms. */
const STEP_MS = 20;
/** Shortest time between two changes of the settings, ms, apart from those that a gate follows: a flood of controllers moves them 250 times a second. */
const MIN_SEND_MS = 4;

/** MIDI as the running instrument has it, whatever port or client it comes from. Main thread. */
export interface MidiController {
  /**
   * Plays bytes of a port.
   *
   * @param timeMs of their arrival by the clock of the port's computer, for the tempo; default: now
   */
  receive(port: string, bytes: ArrayLike<number>, timeMs?: number): void;
  /** Releases what a port that is gone has held. */
  releasePort(port: string): void;
  /** Releases everything that MIDI holds. */
  panic(): void;
  readonly mapping: MidiMapping;
  use(mapping: MidiMapping): void;
  /** Subscribes to each mapping that is learned or chosen. */
  onMapping(listener: (mapping: MidiMapping) => void): void;
  /** The controller or note that moves next plays a target from then on; undefined: none. */
  learn(target: LearnTarget | undefined): void;
  readonly learning: LearnTarget | undefined;
  readonly clock: ClockState;
  readonly counts: MidiCounts;
  close(): void;
}

export interface MidiControllerOptions {
  /** Default: controllers 1 to 4 are the jacks. */
  readonly mapping?: MidiMapping | undefined;
  readonly overlay: MidiOverlay;
  readonly settings: () => ControlSettings;
  /** Replaces the bases that controllers move. */
  readonly configure: (settings: ControlSettings) => void;
  /** Called when the overlay has changed. */
  readonly onOverlay: () => void;
  readonly onInput: (input: PanelInput) => void;
  readonly presets: () => Pick<PresetController, 'names' | 'recall'> | undefined;
  readonly onMessage: (sentence: string) => void;
  /** Monotonic, ms. Default: that of the process. */
  readonly nowMs?: (() => number) | undefined;
}

export function createMidiController(options: MidiControllerOptions): MidiController {
  const { overlay, settings, onInput, onMessage, presets, nowMs = () => performance.now() } = options;
  /** Bases that wait to be sent; the overlay waits with them. */
  let moved: ControlSettings | undefined;
  let isWaiting = false;
  let sentMs = Number.NEGATIVE_INFINITY;
  let stepper: ReturnType<typeof setInterval> | undefined;
  let sender: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  const mappings = createEmitter<MidiMapping>();
  const player = createMidiPlayer({
    mapping: options.mapping ?? DEFAULT_MIDI_MAPPING,
    onAction: act,
    ranges: () => JACKS.map((jack) => settings().ranges[jack]),
    onMapping: mappings.emit,
  });
  /** Differences of the ports' clocks from the one here: the first message of each gives it. */
  const offsetsMs = new Map<string, number>();

  function flush(): void {
    clearTimeout(sender);
    sender = undefined;
    if (!isWaiting) return;
    isWaiting = false;
    sentMs = nowMs();
    const bases = moved;
    moved = undefined;
    if (bases === undefined) options.onOverlay();
    // It sends the overlay as well.
    else options.configure(bases);
  }

  /** Sends what waits, at once after a pause. */
  function settle(): void {
    if (!isWaiting || sender !== undefined) return;
    const waitMs = MIN_SEND_MS - (nowMs() - sentMs);
    if (waitMs <= 0) flush();
    else unref((sender = setTimeout(flush, waitMs)));
  }

  function act(action: MidiAction): void {
    switch (action.kind) {
      case 'offset':
        overlay.setOffset(action.destination, action.value);
        isWaiting = true;
        return;
      case 'override':
        overlay.setOverride(action.destination, action.value);
        isWaiting = true;
        return;
      case 'base':
        moved = withBase(moved ?? settings(), action.destination, action.value);
        isWaiting = true;
        return;
      case 'gate':
        // The trigger is played with the pitch of its note.
        flush();
        onInput(action);
        return;
      case 'cv':
        onInput(action);
        return;
      case 'preset':
        recall(action.program, action.name);
        return;
      case 'message':
        onMessage(action.sentence);
    }
  }

  function recall(program: number, name: string | undefined): void {
    const list = presets();
    if (list === undefined) return;
    const chosen = name ?? list.names[program - 1];
    if (chosen !== undefined) void list.recall(chosen);
    else onMessage(`MIDI program ${program} recalls nothing: there are ${list.names.length} presets`);
  }

  function step(): void {
    player.advance(1000 * nowMs());
    settle();
  }

  /** Time at the port as time here. A port whose clock strays by a second is set anew. */
  function timeHere(port: string, timeMs: number | undefined): number {
    const now = nowMs();
    if (timeMs === undefined) return now;
    const offset = offsetsMs.get(port) ?? now - timeMs;
    const isAstray = Math.abs(timeMs + offset - now) > 1000;
    offsetsMs.set(port, isAstray ? now - timeMs : offset);
    return isAstray ? now : timeMs + offset;
  }

  return {
    receive: (port, bytes, timeMs) => {
      if (isClosed) return;
      if (stepper === undefined) unref((stepper = setInterval(step, STEP_MS)));
      player.receive(port, bytes, 1000 * timeHere(port, timeMs));
      settle();
    },
    releasePort: (port) => {
      if (isClosed) return;
      offsetsMs.delete(port);
      player.releasePort(port);
      settle();
    },
    panic: () => {
      player.panic();
      flush();
    },
    get mapping() {
      return player.mapping;
    },
    use: (mapping) => {
      player.use(mapping);
      flush();
      mappings.emit(mapping);
    },
    onMapping: mappings.subscribe,
    learn: player.learn,
    get learning() {
      return player.learning;
    },
    get clock() {
      return player.clock;
    },
    get counts() {
      return player.counts;
    },
    close: () => {
      isClosed = true;
      clearInterval(stepper);
      clearTimeout(sender);
    },
  };
}
