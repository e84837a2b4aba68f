import type { NoteInput } from '../../contracts/panel-input.ts';
import { DESTINATIONS } from '../destination.ts';
import { GATES, JACKS } from '../jacks.ts';
import { PERFORMANCE_FORMAT, type Residue } from './performance.ts';

/** A moment of a recorded performance; frames count from its beginning. */
export type RecordedMoment =
  /** The voltages of a block that begins at this frame. */
  | { readonly kind: 'volts'; readonly frame: number; readonly volts: readonly number[] }
  /** The value of a destination, by its place in `DESTINATIONS`, of a block that begins at this frame. */
  | { readonly kind: 'value'; readonly frame: number; readonly destination: number; readonly value: number }
  | { readonly kind: 'edge'; readonly frame: number; readonly gate: number; readonly isHigh: boolean }
  /** A note with a voice of its own. */
  | ({ readonly kind: 'note'; readonly frame: number } & Omit<NoteInput, 'kind'>);

export interface RecordedPerformance {
  /** In order of their frames. */
  readonly moments: readonly RecordedMoment[];
  readonly frames: number;
  /** Triggers that were played before. Default 0. */
  readonly triggersBefore?: number | undefined;
  /** Of the sounds before. */
  readonly residue?: Residue | undefined;
  /** Frame at which the recording begins. Default 0. */
  readonly begin?: number | undefined;
  /** Whether sounds that ring at the beginning are missing. Default false. */
  readonly lacksSounds?: boolean | undefined;
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
  const { sampleRate, block, comment } = options;
  const secondsOf = (frame: number): string => (frame / sampleRate).toFixed(6);
  // A block plays the voltages that are read by its end: its middle is after the end of the block before.
  const blockTime = (frame: number): string => secondsOf(frame + block / 2);
  const eventTime = createEventTimes(sampleRate);
  const last: (number | undefined)[] = JACKS.map(() => undefined);
  return {
    head: [
      ...comment.map((line) => `# ${line.replace(/[\r\n]+/g, ' ')}`),
      ...headLines(options).map((words) => words.join(' ')),
      '',
    ].join('\n'),
    linesOf: (moments) => {
      const lines: string[] = [];
      /** Of the values that go to the next line, and their words. */
      let [valuesFrame, values] = [0, ''];
      const endValues = (): void => {
        if (values !== '') lines.push(`${blockTime(valuesFrame)} set${values}\n`);
        values = '';
      };
      for (const moment of moments) {
        if (moment.kind !== 'value' || moment.frame !== valuesFrame) endValues();
        if (moment.kind === 'value') {
          valuesFrame = moment.frame;
          values += ` ${DESTINATIONS[moment.destination]} ${moment.value}`;
        } else if (moment.kind === 'volts') {
          for (const [j, volts] of moment.volts.entries()) {
            if (volts !== last[j]) lines.push(`${blockTime(moment.frame)} ${JACKS[j]} ${volts}\n`);
            last[j] = volts;
          }
        } else lines.push(`${eventTime(moment)} ${eventWords(moment)}\n`);
      }
      endValues();
      return lines.join('');
    },
    endAt: (frames) => `${secondsOf(frames)} end\n`,
  };
}

type RecordedEvent = Extract<RecordedMoment, { readonly kind: 'edge' | 'note' }>;

/**
 * Returns a function that writes the time of an event. Of gates and notes at the same time, gates are played first: a gate behind a note of its
 * frame is written a microsecond later.
 */
function createEventTimes(sampleRate: number): (event: RecordedEvent) => string {
  let last: RecordedEvent | undefined;
  let laterUs = 0;
  return (event) => {
    if (event.frame !== last?.frame) laterUs = 0;
    else if (event.kind === 'edge' && last.kind === 'note') laterUs++;
    last = event;
    return (event.frame / sampleRate + laterUs / 1e6).toFixed(6);
  };
}

function eventWords(event: RecordedEvent): string {
  if (event.kind === 'edge') return `${GATES[event.gate]} ${event.isHigh ? 'on' : 'off'}`;
  const { key, isOn, isMoved, pitch, level, sharpness } = event;
  if (!isOn) return `note ${key} off`;
  return isMoved === true ? `note ${key} move ${pitch} ${level}` : `note ${key} on ${pitch} ${level} ${sharpness}`;
}

/** The lines of the whole file. */
function headLines(options: Omit<RecordedPerformance, 'moments' | 'frames'>): (string | number)[][] {
  const { triggersBefore = 0, residue, begin = 0, lacksSounds = false, sampleRate } = options;
  const triggers = triggersBefore === 0 ? [] : [triggersBefore];
  return [
    [0, 'format', PERFORMANCE_FORMAT],
    [0, lacksSounds ? 'recorded' : 'exact', ...triggers],
    ...(residue === undefined ? [] : [[0, 'residue', ...residue]]),
    ...(begin === 0 ? [] : [[(begin / sampleRate).toFixed(6), 'begin']]),
  ];
}

/** The whole text at once. */
export function writePerformance({ moments, frames, ...options }: RecordedPerformance): string {
  const text = createPerformanceText(options);
  return `${text.head}${text.linesOf(moments)}${text.endAt(frames)}`;
}
