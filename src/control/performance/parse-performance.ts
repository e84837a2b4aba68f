import { NeurorackError } from '../../contracts/errors.ts';
import { GATES, JACKS } from '../jacks.ts';
import { type CvPiece, type Performance, type PerformedEdge, type PerformedKnob, voltsOf } from './performance.ts';

const MOST_BYTES = 32 * 2 ** 20;
const MOST_VOLTS = 12;
const MOST_SECONDS = 86_400;
const MOST_HERTZ = 500;
const TAP_SECONDS = 0.01;
const LONG_PUSH_SECONDS = 0.8;
const PUSH_SECONDS = 0.1;

/** One line, read: a time and what happens. */
interface Line {
  readonly seconds: number;
  readonly words: readonly string[];
  readonly number: number;
}

/**
 * Reads a performance file: a line is `<seconds> <jack> <what>`; `+0.5` counts from the line before, `#` begins a comment.
 * See docs/play.md for the words.
 *
 * @param file for messages
 * @throws NeurorackError 'bad-file' naming file, line, what was expected and what was found
 */
export function parsePerformance(text: string, file: string): Performance {
  const bad = (line: number, expected: string, found: string): NeurorackError =>
    new NeurorackError('bad-file', `${file}, line ${line}: expected ${expected}, found '${found}'`, {
      remedy: 'see "Performance files" in docs/play.md for what a line may say',
    });
  if (text.length > MOST_BYTES) throw bad(1, `at most ${MOST_BYTES} characters`, `${text.length}`);

  const cv: CvPiece[][] = JACKS.map(() => []);
  const edges: PerformedEdge[] = [];
  const knob: PerformedKnob[] = [];
  let end: number | undefined;

  for (const line of readLines(text, bad)) perform(line);
  return {
    cv,
    edges: edges.toSorted((a, b) => a.seconds - b.seconds),
    knob: knob.toSorted((a, b) => a.seconds - b.seconds),
    endSeconds: end ?? lastOf(cv, edges, knob),
  };

  function perform({ seconds, words, number }: Line): void {
    const [what = '', ...rest] = words;
    const wanted = (expected: string): never => {
      throw bad(number, expected, rest.join(' '));
    };
    const jack = names(JACKS).indexOf(what);
    if (jack >= 0) {
      cv[jack].push(readPiece(rest, seconds, voltsAt(cv[jack], seconds)) ?? wanted(CV_WORDS));
      return;
    }
    const gate = names(GATES).indexOf(what);
    if (gate >= 0) {
      const [isHigh, tap] = readGate(rest) ?? wanted("'on', 'off', or 'tap' and milliseconds");
      edges.push({ seconds, gate, isHigh });
      if (tap > 0) edges.push({ seconds: seconds + tap, gate, isHigh: false });
      return;
    }
    switch (what) {
      case 'knob': {
        const steps = toNumber(rest[0]);
        if (steps === undefined || !Number.isInteger(steps) || Math.abs(steps) > 1000) wanted("steps, as in 'knob +3'");
        else knob.push({ seconds, action: { kind: 'turn', steps } });
        return;
      }
      case 'push':
      case 'long-push': {
        const lasting = what === 'push' ? PUSH_SECONDS : LONG_PUSH_SECONDS;
        knob.push({ seconds, action: { kind: 'down' } }, { seconds: seconds + lasting, action: { kind: 'up' } });
        return;
      }
      case 'end':
        end = seconds;
        return;
      default:
        throw bad(number, `one of ${[...JACKS, ...GATES, 'knob', 'push', 'long-push', 'end'].join(', ')}`, what);
    }
  }
}

const CV_WORDS = `volts (-${MOST_VOLTS} to ${MOST_VOLTS}), '-> volts in seconds', or 'sine 0.5Hz 0..5 for seconds'`;

/** Lines in order of time; of two at the same time the first one first. */
function readLines(text: string, bad: (line: number, expected: string, found: string) => NeurorackError): Line[] {
  let before = 0;
  const lines = text.split(/\r?\n/).flatMap((raw, index) => {
    const [time, ...words] = raw.replace(/#.*/, '').trim().split(/\s+/);
    if (time === '') return [];
    const given = toNumber(time);
    const seconds = given === undefined ? Number.NaN : time.startsWith('+') ? before + given : given;
    if (!(seconds >= 0 && seconds <= MOST_SECONDS)) throw bad(index + 1, 'seconds, as in 1.5 or +0.25', time);
    before = seconds;
    return [{ seconds, words, number: index + 1 }];
  });
  return lines.toSorted((a, b) => a.seconds - b.seconds);
}

function readPiece(words: readonly string[], seconds: number, from: number): CvPiece | undefined {
  const [first = ''] = words;
  if (first === '->') {
    const volts = readVolts(words[1]);
    const lasting = readSpan(words[3]);
    if (volts === undefined || words[2] !== 'in' || lasting === undefined || words.length !== 4) return undefined;
    return { kind: 'ramp', seconds, from, volts, lasting };
  }
  if (first === 'sine') {
    const hertz = toNumber(words[1]?.replace(/Hz$/i, ''));
    const [low, high] = (words[2] ?? '').split('..').map(readVolts);
    const lasting = words.length === 3 ? MOST_SECONDS : readSpan(words[4]);
    if (hertz === undefined || !(hertz > 0 && hertz <= MOST_HERTZ) || low === undefined || high === undefined) {
      return undefined;
    }
    if (lasting === undefined || (words.length !== 3 && (words[3] !== 'for' || words.length !== 5))) return undefined;
    return { kind: 'sine', seconds, hertz, low, high, lasting };
  }
  const volts = readVolts(first);
  return volts === undefined || words.length !== 1 ? undefined : { kind: 'step', seconds, volts };
}

/** Level after the edge, and seconds until it falls again by itself (0: it does not). */
function readGate(words: readonly string[]): [boolean, number] | undefined {
  const [how, milliseconds] = words;
  if (how === 'on' && words.length === 1) return [true, 0];
  if (how === 'off' && words.length === 1) return [false, 0];
  if (how !== 'tap' || words.length > 2) return undefined;
  const tap =
    milliseconds === undefined ? TAP_SECONDS : readSpan(String((toNumber(milliseconds) ?? Number.NaN) / 1000));
  return tap === undefined || tap === 0 ? undefined : [true, tap];
}

/** Names as strings, to look any word up among them. */
const names = (known: readonly string[]): readonly string[] => known;

/** The jack's volts at a time after all that was said before. */
function voltsAt(pieces: readonly CvPiece[], seconds: number): number {
  const piece = pieces.at(-1);
  return piece === undefined ? 0 : voltsOf(piece, seconds);
}

function readVolts(word: string | undefined): number | undefined {
  const volts = toNumber(word?.replace(/V$/i, ''));
  return volts !== undefined && Math.abs(volts) <= MOST_VOLTS ? volts : undefined;
}

function readSpan(word: string | undefined): number | undefined {
  const seconds = toNumber(word);
  return seconds !== undefined && seconds >= 0 && seconds <= MOST_SECONDS ? seconds : undefined;
}

function toNumber(word: string | undefined): number | undefined {
  if (word === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) return undefined;
  return Number(word);
}

function lastOf(
  cv: readonly (readonly CvPiece[])[],
  edges: readonly PerformedEdge[],
  knob: readonly PerformedKnob[],
): number {
  const ends = cv.flat().map((piece) => {
    const lasting = piece.kind === 'step' || piece.lasting === MOST_SECONDS ? 0 : piece.lasting;
    return piece.seconds + lasting;
  });
  return Math.max(0, ...ends, ...edges.map(({ seconds }) => seconds), ...knob.map(({ seconds }) => seconds));
}
