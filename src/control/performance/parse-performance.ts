import { NeurorackError } from '../../contracts/errors.ts';
import { GATES, JACKS } from '../jacks.ts';
import {
  type CvSegment,
  MAX_SECONDS,
  MAX_VOLTS,
  type Performance,
  type PerformedEdge,
  type PerformedKnob,
  voltsOf,
} from './performance.ts';
import {
  createTokenReader,
  oneOf,
  readNumber,
  readSpan,
  readVoltRange,
  readVolts,
  type TokenReader,
} from './token-reader.ts';

const MAX_CHARACTERS = 32 * 2 ** 20;
const MAX_LINES = 1_000_000;
/** Fastest sine. Jacks are read once a millisecond, which cannot follow a faster one. */
const MAX_HERTZ = 500;
const MAX_STEPS = 1000;
const TAP_MS = 10;
const PUSH_MS = 100;
const LONG_PUSH_MS = 800;

const SUBJECTS = [...JACKS, ...GATES, 'knob', 'push', 'long-push', 'exact', 'end'] as const;
const SUBJECT_WORDS = `one of ${SUBJECTS.join(', ')}`;
const readSubject = oneOf(...SUBJECTS);
const VOLTS = `volts (-${MAX_VOLTS} to ${MAX_VOLTS})`;
const TRIGGERS = 'the number of triggers before (a whole number)';
const SPAN = `seconds (0 to ${MAX_SECONDS})`;

/** A line of the file: its time and its words. */
interface Line {
  readonly timeUs: number;
  readonly words: readonly string[];
  readonly number: number;
}

type Refuse = (line: number, expected: string, found: string) => never;

/**
 * Parses a performance file: a line is `<seconds> <jack> <action>`; `+0.5` is relative to the line before, `#` begins a
 * comment. docs/play.md lists the words. Times are rounded to whole microseconds.
 *
 * @param file name for error messages
 * @throws NeurorackError 'bad-file' naming the file, the line, the expected and the found word
 */
export function parsePerformance(text: string, file: string): Performance {
  const refuse: Refuse = (line, expected, found) => {
    throw new NeurorackError('bad-file', `${file}, line ${line}: expected ${expected}, found ${found}`, {
      remedy: 'see "Performance files" in docs/play.md for the format of a line',
    });
  };
  const cv: CvSegment[][] = JACKS.map(() => []);
  const edges: PerformedEdge[] = [];
  const knob: PerformedKnob[] = [];
  let endUs: number | undefined;
  let exact: Pick<Performance, 'isExact' | 'triggersBefore'> = {};
  let lastUs = 0;

  for (const line of readLines(text, refuse)) addLine(line);
  const inTime = (a: { readonly seconds: number }, b: { readonly seconds: number }): number => a.seconds - b.seconds;
  return {
    cv,
    edges: edges.toSorted(inTime),
    knob: knob.toSorted(inTime),
    endSeconds: (endUs ?? lastUs) / 1e6,
    ...exact,
  };

  function addLine({ timeUs, words: given, number }: Line): void {
    const refuseHere = (expected: string, found: string): never => refuse(number, expected, found);
    const words = createTokenReader(given, refuseHere);
    const seconds = timeUs / 1e6;
    const subject = words.take(SUBJECT_WORDS, readSubject);
    const after = (lengthUs: number): number => {
      const untilUs = timeUs + lengthUs;
      if (untilUs > MAX_SECONDS * 1e6) refuseHere('an end within 24 hours', `${untilUs / 1e6} s`);
      lastUs = Math.max(lastUs, untilUs);
      return untilUs / 1e6;
    };
    switch (subject) {
      case 'cv1':
      case 'cv2':
      case 'cv3':
      case 'cv4': {
        const segments = cv[JACKS.indexOf(subject)];
        const segment = readSegment(words, seconds, segments.at(-1));
        after(
          segment.kind === 'step' || segment.durationSeconds === Number.POSITIVE_INFINITY
            ? 0
            : Math.round(segment.durationSeconds * 1e6),
        );
        segments.push(segment);
        break;
      }
      case 'gate1':
      case 'gate2': {
        const gate = GATES.indexOf(subject);
        const how = words.take("'on', 'off' or 'tap'", oneOf('on', 'off', 'tap'));
        edges.push({ seconds, gate, isHigh: how !== 'off' });
        if (how === 'tap') edges.push({ seconds: after(readTapUs(words)), gate, isHigh: false });
        else after(0);
        break;
      }
      case 'knob':
        knob.push({ seconds, action: words.take("steps, as in 'knob +3', or 'down' or 'up'", readKnob) });
        after(0);
        break;
      case 'push':
      case 'long-push': {
        const lengthUs = 1000 * (subject === 'push' ? PUSH_MS : LONG_PUSH_MS);
        knob.push({ seconds, action: { kind: 'down' } }, { seconds: after(lengthUs), action: { kind: 'up' } });
        break;
      }
      case 'exact':
        exact = { isExact: true, ...(!words.isEmpty && { triggersBefore: words.take(TRIGGERS, readCount) }) };
        break;
      case 'end':
        if (endUs !== undefined) refuseHere("one 'end' in the file", "another 'end'");
        endUs = timeUs;
    }
    words.finish();
  }
}

/** Returns the lines in order of time; lines at the same time keep their order. */
function readLines(text: string, refuse: Refuse): Line[] {
  if (text.length > MAX_CHARACTERS) refuse(1, `at most ${MAX_CHARACTERS} characters`, `${text.length}`);
  const all = text.split('\n');
  const count = all.length - (all.at(-1) === '' ? 1 : 0);
  if (count > MAX_LINES) refuse(MAX_LINES + 1, `at most ${MAX_LINES} lines`, `${count}`);
  const lines: Line[] = [];
  let beforeUs = 0;
  for (const [index, raw] of all.entries()) {
    const content = raw.replace(/#.*/s, '').trim();
    if (content === '') continue;
    const given = content.split(/\s+/);
    const number = index + 1;
    const fromUs = given[0].startsWith('+') ? beforeUs : 0;
    const timeUs = createTokenReader(given, (expected, found) => refuse(number, expected, found)).take(
      `${SPAN}, as in 1.5 or +0.25`,
      (word) => readTimeUs(word, fromUs),
    );
    beforeUs = timeUs;
    lines.push({ timeUs, words: given.slice(1), number });
  }
  return lines.toSorted((a, b) => a.timeUs - b.timeUs);
}

/** Reads a time in whole microseconds, so that a sum of many `+0.1` does not drift. */
function readTimeUs(word: string, fromUs: number): number | undefined {
  const seconds = readNumber(word);
  if (seconds === undefined) return undefined;
  const timeUs = fromUs + Math.round(seconds * 1e6);
  return seconds >= 0 && timeUs <= MAX_SECONDS * 1e6 ? timeUs : undefined;
}

/** @param before the jack's last segment: a ramp starts from its voltage */
function readSegment(words: TokenReader, seconds: number, before: CvSegment | undefined): CvSegment {
  const first = words.take(
    `${VOLTS}, '->' or 'sine'`,
    (word): number | '->' | 'sine' | undefined => oneOf('->', 'sine')(word) ?? readVolts(word),
  );
  if (first === '->') {
    const volts = words.take(VOLTS, readVolts);
    words.take("'in'", oneOf('in'));
    const from = before === undefined ? 0 : voltsOf(before, seconds);
    return { kind: 'ramp', seconds, from, volts, durationSeconds: words.take(SPAN, readSpan) };
  }
  if (first === 'sine') {
    const hertz = words.take(`a frequency (above 0, at most ${MAX_HERTZ}), as in 0.5Hz`, (word) => {
      const value = readNumber(word.replace(/Hz$/i, ''));
      return value !== undefined && value > 0 && value <= MAX_HERTZ ? value : undefined;
    });
    const { low, high } = words.take(`two ${VOLTS}, as in 0..5`, readVoltRange);
    if (words.isEmpty) return { kind: 'sine', seconds, hertz, low, high, durationSeconds: Number.POSITIVE_INFINITY };
    words.take("'for' or the end of the line", oneOf('for'));
    return { kind: 'sine', seconds, hertz, low, high, durationSeconds: words.take(SPAN, readSpan) };
  }
  return { kind: 'step', seconds, volts: first };
}

function readTapUs(words: TokenReader): number {
  if (words.isEmpty) return 1000 * TAP_MS;
  return words.take('milliseconds (at least 0.001)', (word) => {
    const lengthUs = Math.round(1000 * (readNumber(word) ?? Number.NaN));
    return lengthUs >= 1 ? lengthUs : undefined;
  });
}

function readCount(word: string): number | undefined {
  const count = readNumber(word);
  return count !== undefined && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function readKnob(word: string): PerformedKnob['action'] | undefined {
  const button = oneOf('down', 'up')(word);
  if (button !== undefined) return { kind: button };
  const steps = readNumber(word);
  return steps !== undefined && Number.isInteger(steps) && Math.abs(steps) <= MAX_STEPS
    ? { kind: 'turn', steps }
    : undefined;
}
