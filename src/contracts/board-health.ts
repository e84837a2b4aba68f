/** How the board is; null is unknown, never 0. */
export interface HealthReading {
  readonly cpuTemperatureC: number | null;
  readonly acceleratorTemperatureC: number | null;
  /** Whether the board runs slower than it could, for heat or want of power. */
  readonly isThrottled: boolean | null;
  readonly power: { readonly watts: number /** The meter's name: 'INA3221'. */; readonly meter: string } | null;
}

/** Temperature, throttling, power. The main thread makes every call, about once a second. */
export interface BoardHealth {
  /** Never throws: what cannot be read is null. */
  read(): Promise<HealthReading>;
}
