/** Health of the board; an unknown value is null, never 0. */
export interface HealthReading {
  readonly cpuTemperatureC: number | null;
  readonly acceleratorTemperatureC: number | null;
  /** Whether the board has lowered its clocks because of heat or low supply voltage. */
  readonly isThrottled: boolean | null;
  /** Whether its supply voltage is too low now; absent and null are unknown. */
  readonly hasLowVoltage?: boolean | null | undefined;
  readonly power: { readonly watts: number /** The meter's name: 'INA3221'. */; readonly meter: string } | null;
}

/** Reader of temperature, throttling and power. The main thread makes every call, about once a second. */
export interface BoardHealth {
  /** Never throws: a value that cannot be read is null. */
  read(): Promise<HealthReading>;
}
