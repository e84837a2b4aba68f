import type { Destination } from '../destination.ts';

/** The parts that move a destination beside its base; each replaces its former value. */
export type OffsetPart = 'note' | 'bend' | 'control';

/** Sums of the values that notes, pitch bend and controllers add to the bases of destinations. */
export interface OffsetSums {
  set(destination: Destination, part: OffsetPart, value: number): void;
  /** Removes one part of every destination. */
  clear(part: OffsetPart): void;
}

export function createOffsetSums(onOffset: (destination: Destination, value: number) => void): OffsetSums {
  const sums = new Map<Destination, Record<OffsetPart, number>>();

  function set(destination: Destination, part: OffsetPart, value: number): void {
    const parts = sums.get(destination) ?? { note: 0, bend: 0, control: 0 };
    if (parts[part] === value) return;
    parts[part] = value;
    sums.set(destination, parts);
    onOffset(destination, parts.note + parts.bend + parts.control);
  }

  return {
    set,
    clear: (part) => {
      for (const destination of sums.keys()) set(destination, part, 0);
    },
  };
}
