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
import { createPacedSends } from './paced-sends.ts';
import { createPortClocks } from './port-clocks.ts';
import type { PresetController } from './preset-controller.ts';
import type { UndoHistory } from './undo/undo-history.ts';

/** Steps of time while MIDI plays, ms. */
const STEP_MS = 20;
/** A step that comes later follows a stall of the process, ms: messages that arrived in it wait to be read. */
const STALL_MS = 100;

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
  /** Uses a stored mapping: that is no change of the player. */
  restore(mapping: MidiMapping): void;
  /** Subscribes to each mapping that is learned or chosen. */
  onMapping(listener: (mapping: MidiMapping) => void): void;
  /** The controller or note that moves next plays a target from then on; undefined: none. */
  learn(target: LearnTarget | undefined): void;
  readonly learning: LearnTarget | undefined;
  readonly clock: ClockState;
  /** As `MidiPlayer.activity`. */
  readonly activity: string | undefined;
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
  /** Whether each note has a voice of its own. Default: no. */
  readonly isPolyphonic?: (() => boolean) | undefined;
  /** Called when the overlay has changed. */
  readonly onOverlay: () => void;
  readonly onInput: (input: PanelInput) => void;
  readonly presets: () => Pick<PresetController, 'names' | 'recall'> | undefined;
  readonly onMessage: (sentence: string) => void;
  /** Takes changes of the mapping as steps. Default: without undo. */
  readonly history?: Pick<UndoHistory, 'add'> | undefined;
  /** Monotonic, ms. Default: that of the process. */
  readonly nowMs?: (() => number) | undefined;
}

export function createMidiController(options: MidiControllerOptions): MidiController {
  const { overlay, settings, onInput, onMessage, nowMs = () => performance.now() } = options;
  /** Bases that wait to be sent; the overlay waits with them. */
  let moved: ControlSettings | undefined;
  let stepper: ReturnType<typeof setInterval> | undefined;
  let steppedMs: number | undefined;
  let isClosed = false;
  const mappings = createEmitter<MidiMapping>();
  const clocks = createPortClocks(nowMs);
  const sends = createPacedSends(() => {
    const bases = moved;
    moved = undefined;
    if (bases === undefined) options.onOverlay();
    // It sends the overlay as well.
    else options.configure(bases);
  }, nowMs);
  const player = createMidiPlayer({
    mapping: options.mapping ?? DEFAULT_MIDI_MAPPING,
    onAction: act,
    ranges: () => JACKS.map((jack) => settings().ranges[jack]),
    onMapping: (mapping) => {
      addStep(mapping);
      mappings.emit(mapping);
    },
    isPolyphonic: options.isPolyphonic,
  });

  let used = player.mapping;

  function take(mapping: MidiMapping): void {
    used = mapping;
    player.use(mapping);
    sends.flush();
    mappings.emit(mapping);
  }

  /** The mapping was learned, or is chosen. */
  function addStep(mapping: MidiMapping): void {
    const former = used;
    used = mapping;
    options.history?.add({ name: 'MIDI mapping', undo: () => take(former), redo: () => take(mapping) });
  }

  function act(action: MidiAction): void {
    if (action.kind === 'offset') overlay.setOffset(action.destination, action.value);
    else if (action.kind === 'override') overlay.setOverride(action.destination, action.value);
    else if (action.kind === 'base') moved = withBase(moved ?? settings(), action.destination, action.value);
    else if (action.kind === 'cv') onInput(action);
    else if (action.kind === 'preset') recall(options, action.program, action.name);
    else if (action.kind === 'message') onMessage(action.sentence);
    else {
      // The trigger is played with the pitch of its note.
      sends.flush();
      onInput(action);
    }
    if (action.kind === 'offset' || action.kind === 'override' || action.kind === 'base') sends.change();
  }

  function step(): void {
    const atMs = nowMs();
    const isLate = atMs - (steppedMs ?? atMs) > STALL_MS;
    steppedMs = atMs;
    // Silence of a port or a clock ends what it plays, a stall does not: time passes at the next step, once the messages are read.
    if (!isLate) player.advance(1000 * atMs);
    sends.settle();
  }

  return {
    receive: (port, bytes, timeMs) => {
      if (isClosed) return;
      if (stepper === undefined) unref((stepper = setInterval(step, STEP_MS)));
      player.receive(port, bytes, 1000 * clocks.timeHere(port, timeMs));
      sends.settle();
    },
    releasePort: (port) => {
      if (isClosed) return;
      clocks.forget(port);
      player.releasePort(port);
      sends.settle();
    },
    panic: () => {
      player.panic();
      sends.flush();
    },
    get mapping() {
      return player.mapping;
    },
    use: (mapping) => {
      addStep(mapping);
      take(mapping);
    },
    restore: take,
    onMapping: mappings.subscribe,
    learn: (target) => player.learn(target),
    get learning() {
      return player.learning;
    },
    get clock() {
      return player.clock;
    },
    get activity() {
      return player.activity;
    },
    get counts() {
      return player.counts;
    },
    close: () => {
      isClosed = true;
      clearInterval(stepper);
      sends.close();
    },
  };
}

/** Recalls the preset of a program, by its name or by its place in the list. */
function recall(
  { presets, onMessage }: Pick<MidiControllerOptions, 'presets' | 'onMessage'>,
  program: number,
  name: string | undefined,
): void {
  const list = presets();
  if (list === undefined) return;
  const chosen = name ?? list.names[program - 1];
  if (chosen !== undefined) void list.recall(chosen);
  else onMessage(`MIDI program ${program} recalls nothing: there are ${list.names.length} presets`);
}
