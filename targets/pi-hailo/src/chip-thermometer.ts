import { openHailort } from 'hailort-node';
import { CHIP_GROUP } from './hailo-accelerator.ts';

/** Thermometer of the chip, for `BoardHealth`. */
export interface ChipThermometer {
  /** The higher of both sensors, °C; null when it cannot be read. Never throws. Takes some ms: not for the audio path. */
  readC(): Promise<number | null>;
}

/** A reading holds for this time: each is a control message to the chip, and a display, a panel and a bench read at their own rates. */
const READING_MS = 10_000;

/**
 * Reads through a virtual device of the sessions' group, so that it never takes the chip from them, and releases it: a chip has room for 32
 * configured networks until the last virtual device of its group is released.
 */
export function createChipThermometer({
  library,
  nativePart,
  nowMs = () => performance.now(),
}: {
  readonly library?: string | undefined;
  readonly nativePart?: string | undefined;
  readonly nowMs?: (() => number) | undefined;
} = {}): ChipThermometer {
  let last: { readonly atMs: number; readonly celsius: number | null } | undefined;
  const read = async (): Promise<number | null> => {
    try {
      const vdevice = openHailort({ library, nativePart }).createVDevice({ groupId: CHIP_GROUP });
      try {
        const [chip] = vdevice.devices;
        return chip === undefined ? null : Math.max(...chip.temperature().sensorsC);
      } finally {
        await vdevice.close();
      }
    } catch {
      return null;
    }
  };
  return {
    readC: async () => {
      if (last === undefined || nowMs() - last.atMs >= READING_MS) last = { atMs: nowMs(), celsius: await read() };
      return last.celsius;
    },
  };
}
