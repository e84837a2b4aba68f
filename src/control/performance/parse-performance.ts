import { NeurorackError } from '../../contracts/errors.ts';
import { GATES, JACKS } from '../jacks.ts';
import {
  type CvSegment,
  MAX_SECONDS,
  MAX_VOLTS,
  type Performance,
  type PerformedEdge,
  type PerformedKnob,
  type PerformedNote,
  type PerformedValue,
  voltsOf,
} from './performance.ts';
import { RECORDED_SUBJECTS, type RecordedFields, readNote, readRecordedLine, readValues } from './recorded-lines.ts';
import {
  createTokenReader,
  oneOf,
  readNumber,
  readSpan,
  readVoltRange,
  readVolts,
  type TokenReader,
} from './token-reader.ts';

const MAX_CHARACTERS = 64 * 2 ** 20;
const MAX_LINES = 2_000_000;
/** Fastest sine. Jacks are read once a millisecond, which cannot follow a faster one. */
const MAX_HERTZ = 500;
const MAX_STEPS = 1000;
const TAP_MS = 10;
const PUSH_MS = 100;
const LONG_PUSH_MS = 800;

const SUBJECTS = [...JACKS, ...GATES, 'note', 'set', 'knob', 'push', 'long-push', ...RECORDED_SUBJECTS, 'end'] as const;
const SUBJECT_WORDS = `one of ${SUBJECTS.join(', ')}`;
const readSubject = oneOf(...SUBJECTS);
const VOLTS = `volts (-${MAX_VOLTS} to ${MAX_VOLTS})`;
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
  const read = new ReadLines(file, refuse);
  for (const line of readLines(text, refuse)) read.add(line);
  return read.performance();
}

/** The content of the lines of a file so far. */
class ReadLines {
  readonly #file: string;
  readonly #refuse: Refuse;
  readonly #cv: CvSegment[][] = JACKS.map(() => []);
  readonly #edges: PerformedEdge[] = [];
  readonly #knob: PerformedKnob[] = [];
  readonly #notes: PerformedNote[] = [];
  readonly #values: PerformedValue[] = [];
  #recorded: RecordedFields = {};
  #endUs: number | undefined;
  #lastUs = 0;

  constructor(file: string, refuse: Refuse) {
    this.#file = file;
    this.#refuse = refuse;
  }

  performance(): Performance {
    const inTime = (a: { readonly seconds: number }, b: { readonly seconds: number }): number => a.seconds - b.seconds;
    return {
      cv: this.#cv,
      edges: this.#edges.toSorted(inTime),
      knob: this.#knob.toSorted(inTime),
      ...(this.#notes.length > 0 && { notes: this.#notes }),
      ...(this.#values.length > 0 && { values: this.#values }),
      endSeconds: (this.#endUs ?? this.#lastUs) / 1e6,
      ...this.#recorded,
    };
  }

  /** Adds a line; lines are in order of time. */
  add({ timeUs, words: given, number }: Line): void {
    const refuse = (expected: string, found: string): never => this.#refuse(number, expected, found);
    const words = createTokenReader(given, refuse);
    const seconds = timeUs / 1e6;
    const subject = words.take(SUBJECT_WORDS, readSubject);
    const after = (lengthUs: number): number => {
      const untilUs = timeUs + lengthUs;
      if (untilUs > MAX_SECONDS * 1e6) refuse('an end within 24 hours', `${untilUs / 1e6} s`);
      if (subject !== 'end') this.#lastUs = Math.max(this.#lastUs, untilUs);
      return untilUs / 1e6;
    };
    let lengthUs = 0;
    switch (subject) {
      case 'cv1':
      case 'cv2':
      case 'cv3':
      case 'cv4':
        lengthUs = this.#addSegment(JACKS.indexOf(subject), words, seconds);
        break;
      case 'gate1':
      case 'gate2': {
        const gate = GATES.indexOf(subject);
        const how = words.take("'on', 'off' or 'tap'", oneOf('on', 'off', 'tap'));
        this.#edges.push({ seconds, gate, isHigh: how !== 'off' });
        if (how === 'tap') this.#edges.push({ seconds: after(readTapUs(words)), gate, isHigh: false });
        break;
      }
      case 'note':
        this.#notes.push(readNote(words, seconds));
        break;
      case 'set':
        this.#values.push(...readValues(words, seconds));
        break;
      case 'knob':
        this.#knob.push({ seconds, action: words.take("steps, as in 'knob +3', or 'down' or 'up'", readKnob) });
        break;
      case 'push':
      case 'long-push':
        lengthUs = 1000 * (subject === 'push' ? PUSH_MS : LONG_PUSH_MS);
        this.#knob.push({ seconds, action: { kind: 'down' } }, { seconds: after(lengthUs), action: { kind: 'up' } });
        break;
      case 'end':
        if (this.#endUs !== undefined) refuse("one 'end' in the file", "another 'end'");
        this.#endUs = timeUs;
        break;
      default: {
        const where = `${this.#file}, line ${number}`;
        this.#recorded = { ...this.#recorded, ...readRecordedLine(subject, { where, seconds, words }) };
      }
    }
    after(lengthUs);
    words.finish();
  }

  /** Adds a segment of a jack; returns its length, µs, 0 for one without end. */
  #addSegment(jack: number, words: TokenReader, seconds: number): number {
    const segment = readSegment(words, seconds, this.#cv[jack].at(-1));
    this.#cv[jack].push(segment);
    const hasEnd = segment.kind !== 'step' && segment.durationSeconds !== Number.POSITIVE_INFINITY;
    return hasEnd ? Math.round(segment.durationSeconds * 1e6) : 0;
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

function readKnob(word: string): PerformedKnob['action'] | undefined {
  const button = oneOf('down', 'up')(word);
  if (button !== undefined) return { kind: button };
  const steps = readNumber(word);
  return steps !== undefined && Number.isInteger(steps) && Math.abs(steps) <= MAX_STEPS
    ? { kind: 'turn', steps }
    : undefined;
}
