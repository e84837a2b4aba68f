import { openHailort, type VDevice } from 'hailort-node';
import { CHIP_GROUP } from './hailo-accelerator.ts';

/** Thermometer of the chip, for `BoardHealth`. */
export interface ChipThermometer {
  /** The higher of both sensors, °C; null when it cannot be read. Never throws. Takes some ms: not for the audio path. */
  readC(): number | null;
  close(): Promise<void>;
}

/** Reads through a virtual device of the sessions' group, so that it never takes the chip from them. */
export function createChipThermometer({ library }: { readonly library?: string | undefined } = {}): ChipThermometer {
  let vdevice: VDevice | undefined;
  return {
    readC: () => {
      try {
        vdevice ??= openHailort({ library }).createVDevice({ groupId: CHIP_GROUP });
        const [chip] = vdevice.devices;
        return chip === undefined ? null : Math.max(...chip.temperature().sensorsC);
      } catch {
        return null;
      }
    },
    close: async () => {
      await vdevice?.close();
    },
  };
}
