import { NeurorackError } from '../../contracts/errors.ts';
import { DESTINATION_RANGES, DESTINATIONS } from '../destination.ts';
import { PERFORMANCE_FORMAT, type Performance, type PerformedNote, type PerformedValue } from './performance.ts';
import { oneOf, readNumber, type TokenReader } from './token-reader.ts';

/** The lines that a recording writes beside those of jacks and gates; a file has each of them once. */
export const RECORDED_SUBJECTS = ['format', 'exact', 'recorded', 'residue', 'begin'] as const;
export type RecordedSubject = (typeof RECORDED_SUBJECTS)[number];

export type RecordedFields = Pick<
  Performance,
  'isExact' | 'triggersBefore' | 'lacksSounds' | 'residue' | 'beginSeconds'
>;

const TRIGGERS = 'the number of triggers before (a whole number)';
const FORMAT = 'the number of a format (a whole number)';
const KEY = 'the key of a note (a whole number)';
/** A player of MIDI numbers its keys from 0 on. */
const MAX_KEYS = 2 ** 20;
const [MAX_OCTAVES, MAX_DB, MAX_SHARPNESS] = [20, 120, 4];
/** Numbers of a residue: six, and six for each of eight voices. */
const MAX_RESIDUE = 54;

/** A line of a recording: its file and number for an error, its time, its words after the subject. */
export interface RecordedLine {
  readonly where: string;
  readonly seconds: number;
  readonly words: TokenReader;
}

/** @throws NeurorackError 'bad-file' for a file of a later version; the reader's for a word that does not fit */
export function readRecordedLine(subject: RecordedSubject, { where, seconds, words }: RecordedLine): RecordedFields {
  const triggers = (): RecordedFields => (words.isEmpty ? {} : { triggersBefore: words.take(TRIGGERS, readCount) });
  switch (subject) {
    case 'format':
      checkFormat(words.take(FORMAT, readCount), where);
      return {};
    case 'exact':
      return { isExact: true, ...triggers() };
    case 'recorded':
      return { isExact: true, lacksSounds: true, ...triggers() };
    case 'residue': {
      const residue: number[] = [];
      do residue.push(words.take('a number', readNumber));
      while (!words.isEmpty && residue.length < MAX_RESIDUE);
      return { residue };
    }
    case 'begin':
      return { beginSeconds: seconds };
  }
}

/** Reads the words of a note behind its subject. */
export function readNote(words: TokenReader, seconds: number): PerformedNote {
  const key = words.take(KEY, (word) => {
    const count = readCount(word);
    return count !== undefined && count < MAX_KEYS ? count : undefined;
  });
  const how = words.take("'on', 'off' or 'move'", oneOf('on', 'off', 'move'));
  const isOn = how !== 'off';
  const take = (name: string, limit: number): number =>
    isOn && !words.isEmpty
      ? words.take(`${name} (-${limit} to ${limit})`, (word) => readWithin(word, -limit, limit))
      : 0;
  return {
    ...{ seconds, key, isOn },
    ...(how === 'move' && { isMoved: true }),
    pitch: take('octaves', MAX_OCTAVES),
    level: take('dB', MAX_DB),
    sharpness: take('sharpness', MAX_SHARPNESS),
  };
}

/** Reads the words of a 'set' behind it: destinations, each with its value. */
export function readValues(words: TokenReader, seconds: number): PerformedValue[] {
  const values: PerformedValue[] = [];
  do {
    const name = words.take('a destination, such as pitch', oneOf(...DESTINATIONS));
    const { min, max } = DESTINATION_RANGES[name];
    const value = words.take(`a value of ${name} (${min} to ${max})`, (word) => readWithin(word, min, max));
    values.push({ seconds, destination: DESTINATIONS.indexOf(name), value });
  } while (!words.isEmpty);
  return values;
}

function readWithin(word: string, min: number, max: number): number | undefined {
  const value = readNumber(word);
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

function checkFormat(format: number, where: string): void {
  if (format <= PERFORMANCE_FORMAT) return;
  throw new NeurorackError(
    'bad-file',
    `${where}: its format is ${format}, this neurorack reads up to ${PERFORMANCE_FORMAT}`,
    {
      remedy: 'install a newer version of neurorack',
    },
  );
}

function readCount(word: string): number | undefined {
  const count = readNumber(word);
  return count !== undefined && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
