/** An I²C bus. Calls block, and only the thread that opened it may make them. */
export interface I2cBus {
  /** '/dev/i2c-1', for messages. */
  readonly path: string;
  /**
   * Sends `bytes` to a chip in one transaction.
   *
   * @param address 7 bits
   * @throws NeurorackError 'device-fault' when the chip does not acknowledge or the bus hangs
   */
  write(address: number, bytes: Uint8Array): void;
  /** Fills `into` from a chip in one transaction. @throws as `write` */
  read(address: number, into: Uint8Array): void;
  close(): void;
}

/** Opens buses by their number. */
export interface I2c {
  /**
   * @throws NeurorackError 'missing-library' without the koffi package, 'missing-device' when there is no such bus or the user may not
   * open it
   */
  open(number: number): I2cBus;
}
