/** Samples that are kept; a power of two. */
const SIZE = 4096;
const MASK = SIZE - 1;
/** Samples of a crossfade from one place of the past to another, and the most of the past that passes in it: less than a jump. */
const FADE = 256;
const MAX_PASSED = 384;
/** Shortest and longest jump; the one with the most similar surroundings is taken. */
const MIN_JUMP = 512;
const MAX_JUMP = 1024;
const JUMP_STEP = 4;
/** Samples that are compared, every fourth one. */
const COMPARED = 256;
/** Nearest place that may be read between samples. */
const NEAREST = 2;

/**
 * Transposes a sound of any kind: it is read faster or slower from a delay line, and jumps by a quarter of the line where it would leave it. A
 * ratio of 1 passes from a note's start on without a change and without a delay. The first 12 ms of a note pass as they are where the ratio is above 1:
 * there is no past to jump to.
 */
export interface PitchShifter {
  reset(): void;
  /** Reads `from` and writes as many samples, transposed by `ratio`. */
  render(from: Float32Array, ratio: number, into: Float32Array): void;
}

export function createPitchShifter(): PitchShifter {
  const line = new Float32Array(SIZE);
  let written = 0;
  let delay = 0;
  /** The place that fades out, and samples of the fade that are left. */
  let former = 0;
  let fade = FADE;
  let fadeLeft = 0;

  const read = (back: number): number => {
    if (back === 0) return line[(written - 1) & MASK];
    const place = written - 1 - back;
    const whole = Math.floor(place);
    const share = place - whole;
    const [a, b, c, d] = [whole - 1, whole, whole + 1, whole + 2];
    return hermite(line[a & MASK], line[b & MASK], line[c & MASK], line[d & MASK], share);
  };

  /** Similarity of the surroundings of two delays. */
  function similarity(one: number, other: number): number {
    let product = 0;
    let energy = 1e-9;
    for (let n = 0; n < COMPARED; n += 4) {
      const a = line[(written - 1 - one - n) & MASK];
      const b = line[(written - 1 - other - n) & MASK];
      product += a * b;
      energy += b * b;
    }
    return product / Math.sqrt(energy);
  }

  function jump(sign: 1 | -1): void {
    const from = Math.round(delay);
    let best = MIN_JUMP;
    let highest = Number.NEGATIVE_INFINITY;
    for (let size = MIN_JUMP; size <= MAX_JUMP; size += JUMP_STEP) {
      const found = similarity(from, from + sign * size);
      if (found <= highest) continue;
      highest = found;
      best = size;
    }
    former = delay;
    delay = Math.max(delay, NEAREST) + sign * best;
    fadeLeft = fade;
  }

  /** Moves the place by a sample; jumps where it would leave the line. */
  function advance(ratio: number): void {
    if (fadeLeft === 0) {
      fade = ratio > 1 ? Math.max(Math.min(FADE, Math.floor(MAX_PASSED / (ratio - 1))), 4) : FADE;
      const guard = NEAREST + fade * Math.max(ratio - 1, 0);
      if (ratio > 1 && delay <= guard) {
        if (written < guard + MAX_JUMP + COMPARED) return;
        jump(1);
      } else if (ratio < 1 && delay > MAX_JUMP + FADE + NEAREST) jump(-1);
    }
    delay = Math.max(delay + 1 - ratio, 0);
    former = Math.max(former + 1 - ratio, 0);
  }

  return {
    reset: () => {
      line.fill(0);
      written = 0;
      delay = 0;
      fadeLeft = 0;
    },
    render: (from, ratio, into) => {
      for (let n = 0; n < from.length; n++) {
        line[written & MASK] = from[n];
        written++;
        if (ratio !== 1) advance(ratio);
        if (fadeLeft === 0) {
          into[n] = read(delay);
          continue;
        }
        const angle = (Math.PI / 2) * (1 - fadeLeft / fade);
        into[n] = Math.cos(angle) ** 2 * read(former) + Math.sin(angle) ** 2 * read(delay);
        fadeLeft--;
      }
    },
  };
}

/** Cubic between `b` and `c`. */
function hermite(a: number, b: number, c: number, d: number, share: number): number {
  const slope = (c - a) / 2;
  const curve = a - 2.5 * b + 2 * c - d / 2;
  const cubic = (d - a) / 2 + 1.5 * (b - c);
  return ((cubic * share + curve) * share + slope) * share + b;
}
