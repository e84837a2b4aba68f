import type { PanelInput } from '../contracts/panel-input.ts';
import type { AuditionSettings } from '../control/audition-settings.ts';
import type { MidiOverlay } from '../control/midi/midi-overlay.ts';
import { type VelocityResponse, velocityOffsets } from '../control/velocity.ts';
import { unref } from '../engine/unref.ts';

/** Length of the gate of an audition, ms; of one whose gate is held, at most. */
const [GATE_MS, MAX_GATE_MS] = [100, 1500];
/** Longest audition: the rest of a longer sound has the mix of the jacks, s. */
const MAX_SECONDS = 6;
/** Time from the end of a gate to the return of level and sharpness, ms: a sound that ends by itself keeps them to its end. */
const RETURN_MS = 6000;
/** Far beyond the range of the mix: no voltage at a jack leads out of the set that is auditioned. */
const MIX = { A: -100, B: 100, mix: undefined } as const;

export interface PanelTriggersOptions {
  /** Values over the bases; `onOverlay` sends them. */
  readonly overlay: MidiOverlay;
  readonly onOverlay: () => void;
  readonly response: () => VelocityResponse;
  /** Passes inputs of clients on, and those of an audition. */
  readonly onInput: (input: PanelInput) => void;
  readonly onAuditionInput: (input: PanelInput) => void;
  /** Whether a gate is high, whatever holds it. */
  readonly isGateHigh: () => boolean;
  readonly audition: () => AuditionSettings;
}

/** Set A or B alone, or both as they are mixed. */
export type AuditionedSide = 'A' | 'B' | 'mix';

/** Triggers of panel clients, with the velocity of a press, and auditions of chosen sets. Main thread. */
export interface PanelTriggers {
  /** Passes an input on. The trigger of a gate with a velocity has its level and sharpness, one without those of a jack. */
  handle(input: PanelInput): void;
  /** Plays set A, B or both as they are mixed, once, unless auditions are off or a gate is high. */
  audition(side: AuditionedSide, sound: { readonly seconds: number; readonly isHeld: boolean }): void;
  close(): void;
}

export function createPanelTriggers(options: PanelTriggersOptions): PanelTriggers {
  const { overlay, onOverlay, response, onInput, onAuditionInput, isGateHigh, audition } = options;
  let isShaped = false;
  let isAuditioning = false;
  let ending: ReturnType<typeof setTimeout> | undefined;
  let falling: ReturnType<typeof setTimeout> | undefined;

  function shape(values: {
    readonly level: number;
    readonly sharpness: number;
    readonly mix?: number | undefined;
  }): void {
    const { level, sharpness, mix } = values;
    const isPlain = level === 0 && sharpness === 0 && mix === undefined;
    if (isPlain && !isShaped) return;
    isShaped = !isPlain;
    overlay.setOffset('level', level);
    overlay.setOffset('sharpness', sharpness);
    overlay.setOverride('interpolate', mix);
    onOverlay();
  }

  const plain = (): void => shape({ level: 0, sharpness: 0 });

  function endLater(afterMs: number): void {
    clearTimeout(ending);
    unref((ending = setTimeout(plain, afterMs)));
  }

  function lowerAudition(): void {
    clearTimeout(falling);
    if (!isAuditioning) return;
    isAuditioning = false;
    onAuditionInput({ kind: 'gate', gate: 0, isHigh: false });
  }

  function handleGate(input: Extract<PanelInput, { kind: 'gate' }>): void {
    if (input.isHigh) {
      // The trigger of a player ends an audition, whose gate would hide it.
      lowerAudition();
      clearTimeout(ending);
      shape(input.velocity === undefined ? { level: 0, sharpness: 0 } : velocityOffsets(input.velocity, response()));
    } else if (isShaped) endLater(RETURN_MS);
    onInput(input);
  }

  return {
    handle: (input) => {
      if (input.kind === 'gate') handleGate(input);
      else onInput(input);
    },
    audition: (side, { seconds, isHeld }) => {
      const { isOn, levelDb } = audition();
      // Another audition is replaced; a gate that is played is left alone.
      if (!isOn || (!isAuditioning && isGateHigh())) return;
      lowerAudition();
      shape({ level: levelDb, sharpness: 0, mix: MIX[side] });
      isAuditioning = true;
      onAuditionInput({ kind: 'gate', gate: 0, isHigh: true });
      const lengthMs = 1000 * Math.min(seconds, MAX_SECONDS);
      unref((falling = setTimeout(lowerAudition, isHeld ? Math.min(lengthMs, MAX_GATE_MS) : GATE_MS)));
      endLater(lengthMs + GATE_MS);
    },
    close: () => {
      clearTimeout(ending);
      clearTimeout(falling);
    },
  };
}
