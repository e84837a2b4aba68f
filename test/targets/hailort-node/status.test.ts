import { describe, expect, it } from 'vitest';
import { HAILO_STATUS, isHailortError, openHailort } from '../../../targets/hailort-node/src/index.ts';
import { expectHailortError } from '../../../testing/hailort/binding-error.ts';
import { buildFake, controlFake, hasCompiler } from '../../../testing/hailort/fake-library.ts';

/** Values that appear in programs and logs; the whole list has 98. */
const KNOWN = {
  HAILO_SUCCESS: 0,
  HAILO_TIMEOUT: 4,
  HAILO_INVALID_HEF: 26,
  HAILO_DRIVER_OPERATION_FAILED: 36,
  HAILO_STREAM_ABORT: 63,
  HAILO_DRIVER_NOT_INSTALLED: 64,
  HAILO_OUT_OF_PHYSICAL_DEVICES: 74,
  HAILO_INVALID_DRIVER_VERSION: 76,
  HAILO_QUEUE_IS_FULL: 82,
  HAILO_HEF_NOT_COMPATIBLE_WITH_DEVICE: 93,
  HAILO_DEVICE_TEMPORARILY_UNAVAILABLE: 97,
};

describe('a hailo_status', () => {
  it('has the number of the header', () => {
    expect(HAILO_STATUS).toHaveLength(98);
    expect(new Set(HAILO_STATUS).size).toBe(98);
    for (const [name, value] of Object.entries(KNOWN)) expect(HAILO_STATUS[value]).toBe(name);
  });

  describe.skipIf(!hasCompiler)('from a libhailort compiled here', () => {
    const open = () => {
      const library = buildFake();
      return { fake: controlFake(library), device: openHailort({ library }).openDevice() };
    };

    it.each(HAILO_STATUS.slice(1))('%s is an error of that name, with a remedy', async (name) => {
      const { fake, device } = open();
      fake.fail('hailo_identify', name);
      const error = await expectHailortError(() => device.identify(), name, 'hailo_identify');
      expect(error.status).toBe(HAILO_STATUS.indexOf(name));
      expect(error.call).toBe('hailo_identify');
      expect(isHailortError(error, name)).toBe(true);
      expect(isHailortError(error, 'CLOSED')).toBe(false);
      await device.close();
    });

    it('unknown to these versions keeps its number', async () => {
      const { fake, device } = open();
      fake.fail('hailo_identify', 117);
      const error = await expectHailortError(() => device.identify(), 'UNKNOWN_STATUS', '117');
      expect(error.status).toBe(117);
      await device.close();
    });
  });
});
