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

const MOST_CHARACTERS = 32 * 2 ** 20;
const MOST_LINES = 1_000_000;
/** Jacks are read once a millisecond: nothing faster would be heard. */
const MOST_HERTZ = 500;
const MOST_STEPS = 1000;
const TAP_MS = 10;
const PUSH_MS = 100;
const LONG_PUSH_MS = 800;

const WHAT = [...JACKS, ...GATES, 'knob', 'push', 'long-push', 'end'] as const;
const WHAT_WORDS = `one of ${WHAT.join(', ')}`;
const isWhat = oneOf(...WHAT);
const VOLTS = `volts (-${MAX_VOLTS} to ${MAX_VOLTS})`;
const SPAN = `seconds (0 to ${MAX_SECONDS})`;

/** One line, read: a time and what happens. */
interface Line {
  readonly timeUs: number;
  readonly words: readonly string[];
  readonly number: number;
}

type Refuse = (line: number, expected: string, found: string) => never;

/**
 * Reads a performance file: a line is `<seconds> <jack> <what>`; `+0.5` counts from the line before, `#` begins a comment.
 * See docs/play.md for the words. Times are whole microseconds.
 *
 * @param file for messages
 * @throws NeurorackError 'bad-file' naming file, line, what was expected and what was found
 */
export function parsePerformance(text: string, file: string): Performance {
  const refuse: Refuse = (line, expected, found) => {
    throw new NeurorackError('bad-file', `${file}, line ${line}: expected ${expected}, found ${found}`, {
      remedy: 'see "Performance files" in docs/play.md for what a line may say',
    });
  };
  const cv: CvSegment[][] = JACKS.map(() => []);
  const edges: PerformedEdge[] = [];
  const knob: PerformedKnob[] = [];
  let endUs: number | undefined;
  let lastUs = 0;

  for (const line of readLines(text, refuse)) perform(line);
  const inTime = (a: { readonly seconds: number }, b: { readonly seconds: number }): number => a.seconds - b.seconds;
  return { cv, edges: edges.toSorted(inTime), knob: knob.toSorted(inTime), endSeconds: (endUs ?? lastUs) / 1e6 };

  function perform({ timeUs, words: given, number }: Line): void {
    const refuseHere = (expected: string, found: string): never => refuse(number, expected, found);
    const words = createTokenReader(given, refuseHere);
    const seconds = timeUs / 1e6;
    const what = words.take(WHAT_WORDS, isWhat);
    const after = (lengthUs: number): number => {
      const untilUs = timeUs + lengthUs;
      if (untilUs > MAX_SECONDS * 1e6) refuseHere('an end within 24 hours', `${untilUs / 1e6} s`);
      lastUs = Math.max(lastUs, untilUs);
      return untilUs / 1e6;
    };
    switch (what) {
      case 'cv1':
      case 'cv2':
      case 'cv3':
      case 'cv4': {
        const pieces = cv[JACKS.indexOf(what)];
        const piece = readPiece(words, seconds, pieces.at(-1));
        after(
          piece.kind === 'step' || piece.lasting === Number.POSITIVE_INFINITY ? 0 : Math.round(piece.lasting * 1e6),
        );
        pieces.push(piece);
        break;
      }
      case 'gate1':
      case 'gate2': {
        const gate = GATES.indexOf(what);
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
        const lengthUs = 1000 * (what === 'push' ? PUSH_MS : LONG_PUSH_MS);
        knob.push({ seconds, action: { kind: 'down' } }, { seconds: after(lengthUs), action: { kind: 'up' } });
        break;
      }
      case 'end':
        if (endUs !== undefined) refuseHere("one 'end' in the file", "another 'end'");
        endUs = timeUs;
    }
    words.finish();
  }
}

/** Lines in order of time; of two at the same time the first one first. */
function readLines(text: string, refuse: Refuse): Line[] {
  if (text.length > MOST_CHARACTERS) refuse(1, `at most ${MOST_CHARACTERS} characters`, `${text.length}`);
  const all = text.split('\n');
  const count = all.length - (all.at(-1) === '' ? 1 : 0);
  if (count > MOST_LINES) refuse(MOST_LINES + 1, `at most ${MOST_LINES} lines`, `${count}`);
  const lines: Line[] = [];
  let beforeUs = 0;
  for (const [index, raw] of all.entries()) {
    const said = raw.replace(/#.*/s, '').trim();
    if (said === '') continue;
    const given = said.split(/\s+/);
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

/** Whole microseconds, so that a sum of many `+0.1` stays where it is said to be. */
function readTimeUs(word: string, fromUs: number): number | undefined {
  const seconds = readNumber(word);
  if (seconds === undefined) return undefined;
  const timeUs = fromUs + Math.round(seconds * 1e6);
  return seconds >= 0 && timeUs <= MAX_SECONDS * 1e6 ? timeUs : undefined;
}

/** @param before the jack's piece so far, from whose voltage a ramp starts */
function readPiece(words: TokenReader, seconds: number, before: CvSegment | undefined): CvSegment {
  const first = words.take(
    `${VOLTS}, '->' or 'sine'`,
    (word): number | '->' | 'sine' | undefined => oneOf('->', 'sine')(word) ?? readVolts(word),
  );
  if (first === '->') {
    const volts = words.take(VOLTS, readVolts);
    words.take("'in'", oneOf('in'));
    const from = before === undefined ? 0 : voltsOf(before, seconds);
    return { kind: 'ramp', seconds, from, volts, lasting: words.take(SPAN, readSpan) };
  }
  if (first === 'sine') {
    const hertz = words.take(`a frequency (above 0, at most ${MOST_HERTZ}), as in 0.5Hz`, (word) => {
      const value = readNumber(word.replace(/Hz$/i, ''));
      return value !== undefined && value > 0 && value <= MOST_HERTZ ? value : undefined;
    });
    const { low, high } = words.take(`two ${VOLTS}, as in 0..5`, readVoltRange);
    if (words.isEmpty) return { kind: 'sine', seconds, hertz, low, high, lasting: Number.POSITIVE_INFINITY };
    words.take("'for' or the end of the line", oneOf('for'));
    return { kind: 'sine', seconds, hertz, low, high, lasting: words.take(SPAN, readSpan) };
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
  return steps !== undefined && Number.isInteger(steps) && Math.abs(steps) <= MOST_STEPS
    ? { kind: 'turn', steps }
    : undefined;
}
