const [DATA_ENTRY, PARAMETER_LOW, PARAMETER_HIGH] = [6, 100, 101];
/** Number of no parameter: data entries after it change nothing. */
const NULL_PARAMETER = 127;
/** Ports and channels with a selected parameter; further ones are ignored. */
const MAX_SELECTED = 1024;

/** Registered parameters of MIDI 1.0 (RPN) that have a number below 128. */
export const [BEND_RANGE, ZONE_MEMBERS] = [0, 6];

/** Reads registered parameters from controllers, each port and channel on its own. */
export interface RegisteredParameters {
  /** @returns a parameter with its value once the controller has set one */
  read(port: string, channel: number, controller: number, value: number): RegisteredParameter | undefined;
}

export interface RegisteredParameter {
  readonly number: number;
  readonly value: number;
}

export function createRegisteredParameters(): RegisteredParameters {
  const selected = new Map<string, { high: number; low: number }>();
  return {
    read: (port, channel, controller, value) => {
      if (controller !== DATA_ENTRY && controller !== PARAMETER_LOW && controller !== PARAMETER_HIGH) return undefined;
      const key = `${channel} ${port}`;
      const known = selected.get(key) ?? { high: NULL_PARAMETER, low: NULL_PARAMETER };
      if (controller === DATA_ENTRY) {
        return known.high === 0 && known.low !== NULL_PARAMETER ? { number: known.low, value } : undefined;
      }
      if (controller === PARAMETER_HIGH) known.high = value;
      else known.low = value;
      if (selected.has(key) || selected.size < MAX_SELECTED) selected.set(key, known);
      return undefined;
    },
  };
}
