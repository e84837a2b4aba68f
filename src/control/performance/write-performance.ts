import { GATES, JACKS } from '../jacks.ts';

/** A moment of a recorded performance; frames count from its beginning. */
export type RecordedMoment =
  /** The voltages of a block that begins at this frame. */
  | { readonly kind: 'volts'; readonly frame: number; readonly volts: readonly number[] }
  | { readonly kind: 'edge'; readonly frame: number; readonly gate: number; readonly isHigh: boolean };

export interface RecordedPerformance {
  /** In order of their frames. */
  readonly moments: readonly RecordedMoment[];
  readonly frames: number;
  /** Triggers that were played before. Default 0. */
  readonly triggersBefore?: number | undefined;
  readonly sampleRate: number;
  /** Frames that were rendered at a time. */
  readonly block: number;
  /** Lines of a comment at the head of the file. */
  readonly comment: readonly string[];
}

/** The text of a performance file, part by part: the head, lines of the moments as they come, the end. */
export interface PerformanceText {
  readonly head: string;
  /** The lines of further moments. */
  linesOf(moments: readonly RecordedMoment[]): string;
  endAt(frames: number): string;
}

/**
 * Writes what is played as the text of a performance file, which `parsePerformance` reads: rendered with the same block size, each voltage
 * applies from the same block on and each gate at the same frame.
 */
export function createPerformanceText(options: Omit<RecordedPerformance, 'moments' | 'frames'>): PerformanceText {
  const { triggersBefore = 0, sampleRate, block, comment } = options;
  const secondsOf = (frame: number): string => (frame / sampleRate).toFixed(6);
  const last: (number | undefined)[] = JACKS.map(() => undefined);
  const headLines = comment.map((line) => `# ${line.replace(/[\r\n]+/g, ' ')}\n`);
  return {
    head: `${headLines.join('')}${triggersBefore === 0 ? '0 exact' : `0 exact ${triggersBefore}`}\n`,
    linesOf: (moments) => {
      const lines: string[] = [];
      for (const moment of moments) {
        if (moment.kind === 'edge') {
          lines.push(`${secondsOf(moment.frame)} ${GATES[moment.gate]} ${moment.isHigh ? 'on' : 'off'}\n`);
          continue;
        }
        // A block plays the voltages that are read by its end: its middle is after the end of the block before.
        const time = secondsOf(moment.frame + block / 2);
        for (const [j, volts] of moment.volts.entries()) {
          if (volts !== last[j]) lines.push(`${time} ${JACKS[j]} ${volts}\n`);
          last[j] = volts;
        }
      }
      return lines.join('');
    },
    endAt: (frames) => `${secondsOf(frames)} end\n`,
  };
}

/** The whole text at once. */
export function writePerformance({ moments, frames, ...options }: RecordedPerformance): string {
  const text = createPerformanceText(options);
  return `${text.head}${text.linesOf(moments)}${text.endAt(frames)}`;
}
