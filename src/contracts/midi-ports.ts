/** Called with a message of a port, or a part of one, and its time, ms, on a clock of the port's own that does not run backwards. */
export type OnMidiBytes = (bytes: ArrayLike<number>, timeMs: number) => void;

/** An open MIDI input. */
export interface OpenMidiPort {
  /** May be called twice, and after the port has gone. */
  close(): void;
}

/** An open MIDI output. */
export interface OpenMidiOutput {
  /** Sends one message. @throws Error when the port is gone */
  send(bytes: readonly number[]): void;
  /** May be called twice, and after the port has gone. */
  close(): void;
}

/** The MIDI ports of a computer. Main thread; nothing is opened or loaded before the first call. */
export interface MidiPorts {
  /**
   * Names of the inputs that are connected now.
   *
   * @throws NeurorackError 'missing-library' with its install step, 'missing-device' where the system has no sequencer
   */
  list(): readonly string[];
  /**
   * Opens an input by name.
   *
   * @throws NeurorackError 'missing-device' when it is gone, 'device-fault' when it does not open
   */
  open(name: string, onBytes: OnMidiBytes): OpenMidiPort;
  /**
   * Opens an input of this name that other programs may connect to; undefined where the system has none.
   *
   * @throws NeurorackError as `list`
   */
  openVirtual(name: string, onBytes: OnMidiBytes): OpenMidiPort | undefined;
  /** Names of the outputs that are connected now. @throws NeurorackError as `list` */
  listOutputs(): readonly string[];
  /** Opens an output by name. @throws NeurorackError as `open` */
  openOutput(name: string): OpenMidiOutput;
  /** Opens an output of this name that other programs may connect to; undefined where the system has none. @throws NeurorackError as `list` */
  openVirtualOutput(name: string): OpenMidiOutput | undefined;
  /** Ends the look for ports; open ones stay until they are closed. */
  close(): void;
}
