/** An edge on one of the requested lines: which of them (0, 1, ... as requested), its level after it, time in µs. */
export type OnLineEdge = (line: number, isHigh: boolean, timeUs: number) => void;

/** Input lines of one GPIO chip, with the kernel's times. */
export interface GpioLines {
  /** Lines requested. */
  readonly count: number;
  /** Level of a line now. @throws NeurorackError 'device-fault' */
  level(line: number): boolean;
  /** Calls back with every edge since the last poll, in order of time; never waits. @throws NeurorackError 'device-fault' */
  poll(onEdge: OnLineEdge): void;
  close(): void;
}

export interface LineRequest {
  /** Line numbers within the chip. */
  readonly offsets: readonly number[];
  /** Resistor that the chip connects; older kernels ignore it. */
  readonly bias?: 'pull-up' | 'pull-down' | 'none';
  /** Low voltage counts as high level: front ends that invert. */
  readonly isInverted?: boolean;
  /** Name that `gpioinfo` shows. */
  readonly consumer?: string;
}

/** Chips by the label that the kernel gives them: numbers change from boot to boot. */
export interface Gpio {
  /**
   * @param label 'pinctrl-rp1', 'tegra234-gpio', ...
   * @throws NeurorackError 'missing-device' when no chip has the label, 'busy' when another program has a line, 'bad-config' for a
   * line that the chip does not have, 'missing-library' without koffi
   */
  request(label: string, lines: LineRequest): GpioLines;
}
