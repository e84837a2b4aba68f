/** A sound card, or another device of the system's sound, as the system lists it. */
export interface AudioDevice {
  /** The name of its sink; undefined where it has no output. */
  readonly sink?: string | undefined;
  /** The name of its input; undefined where it has none, or where it cannot be recorded from. */
  readonly input?: string | undefined;
  readonly name: string;
  /** Number of output and of input channels. */
  readonly outputs: number;
  readonly inputs: number;
  /** Usual sample rates that it has, Hz, in ascending order. */
  readonly rates: readonly number[];
  /** Whether the system plays on it by default. */
  readonly isDefault: boolean;
}

/** The sink that plays where none is named. */
export interface AutomaticSink {
  /** One of the target's `audioSinks`. */
  readonly sink: string;
  /** Why no sound card plays; undefined when one does. */
  readonly missing?: unknown;
}
