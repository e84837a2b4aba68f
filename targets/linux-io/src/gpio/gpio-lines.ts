/** An edge on a requested line: the line's place in the request (0, 1, ...), its level after the edge, time in µs. */
export type OnLineEdge = (line: number, isHigh: boolean, timeUs: number) => void;

/** Input lines of one GPIO chip, with the kernel's time stamps. */
export interface GpioLines {
  /** Lines requested. */
  readonly count: number;
  /** Level of a line now. @throws NeurorackError 'device-fault' */
  level(line: number): boolean;
  /** Calls `onEdge` with every edge since the last poll, in order of time; never blocks. @throws NeurorackError 'device-fault' */
  poll(onEdge: OnLineEdge): void;
  close(): void;
}

export interface LineRequest {
  /** Line numbers within the chip. */
  readonly offsets: readonly number[];
  /** Resistor that the chip connects; older kernels ignore it. */
  readonly bias?: 'pull-up' | 'pull-down' | 'none';
  /** Whether a low voltage counts as high level, for inverting front ends. */
  readonly isInverted?: boolean;
  /** Name that `gpioinfo` shows. */
  readonly consumer?: string;
}

/** GPIO chips by their kernel label: chip numbers change from boot to boot. */
export interface Gpio {
  /**
   * @param label 'pinctrl-rp1', 'tegra234-gpio', ...
   * @throws NeurorackError 'missing-device' when no chip has the label, 'busy' when another program has a line, 'bad-config' for a
   * line that the chip does not have, 'missing-library' without koffi
   */
  request(label: string, lines: LineRequest): GpioLines;
}
