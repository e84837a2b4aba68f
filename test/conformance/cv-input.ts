import { beforeEach, describe, expect, it } from 'vitest';
import type { CvInput } from '../../src/contracts/cv-input.ts';

/** A converter and a function that sets its voltages. */
export interface CvBench {
  readonly cv: CvInput;
  set(channel: number, volts: number): void;
}

/** Conformance tests of `src/contracts/cv-input.ts` for one implementation. */
export function describeCvInput(options: {
  name: string;
  create: () => CvBench;
  /** Half a step of the converter; default 0. */
  toleranceVolts?: number;
}): void {
  const { name, create, toleranceVolts = 0 } = options;

  describe(`${name} as a CV input`, () => {
    let bench: CvBench;
    beforeEach(() => {
      bench = create();
    });

    it('reads each jack into its own element and leaves the rest of the array', () => {
      const { cv, set } = bench;
      for (let c = 0; c < cv.channels; c++) set(c, 0.5 + c);
      const into = new Float32Array(cv.channels + 1).fill(99);
      cv.read(into);
      for (let c = 0; c < cv.channels; c++) expect(Math.abs(into[c] - 0.5 - c)).toBeLessThanOrEqual(toleranceVolts);
      expect(into[cv.channels]).toBe(99);
    });

    it('follows a jack from one reading to the next, with times in order', () => {
      const { cv, set } = bench;
      const into = new Float32Array(cv.channels);
      set(0, 1);
      const first = cv.read(into);
      set(0, 3);
      const second = cv.read(into);
      expect(Math.abs(into[0] - 3)).toBeLessThanOrEqual(toleranceVolts);
      expect(Number.isFinite(first)).toBe(true);
      expect(second).toBeGreaterThanOrEqual(first);
    });

    it('can be closed twice', async () => {
      await bench.cv.close();
      await expect(bench.cv.close()).resolves.toBeUndefined();
    });
  });
}
