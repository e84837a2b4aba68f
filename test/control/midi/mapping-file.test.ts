import { describe, expect, it } from 'vitest';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import { readMappingFile, writeMappingFile } from '../../../src/control/midi/mapping-file.ts';
import { DEFAULT_MIDI_MAPPING, midiMappingSchema } from '../../../src/control/midi/midi-mapping.ts';

const file = (fields: object): string => JSON.stringify({ format: 'neurorack-midi', formatVersion: 1, ...fields });

function errorOf(text: string): { message: string; remedy: string; kind: string } {
  try {
    readMappingFile(text, 'keys.json');
  } catch (error) {
    if (error instanceof NeurorackError) return { message: error.message, remedy: error.remedy, kind: error.kind };
  }
  throw new Error('the file was read');
}

describe('the file of a MIDI mapping', () => {
  it('reads back what was written', () => {
    expect(readMappingFile(writeMappingFile(DEFAULT_MIDI_MAPPING), 'keys.json')).toEqual(DEFAULT_MIDI_MAPPING);
  });

  it('has the defaults of what a person leaves out', () => {
    expect(readMappingFile(file({}), 'keys.json')).toEqual(midiMappingSchema.parse({}));
    expect(readMappingFile(file({ notes: { priority: 'low' } }), 'keys.json').notes).toMatchObject({
      priority: 'low',
      channel: 'all',
      bendSemitones: 2,
    });
  });

  it.each([
    [file({ notes: { channel: 17 } }), /^keys\.json: notes\.channel: expected 'all' or a channel from 1 to 16/],
    [file({ notes: { chanel: 1 } }), /notes: .*"chanel"/],
    [
      file({ controls: [{ source: { kind: 'cc', number: 120 }, target: { kind: 'cv', jack: 'cv1' } }] }),
      /controls\.0\.source\.number/,
    ],
    [file({ controls: [{ source: { kind: 'cc', number: 1 } }] }), /controls\.0\.target/],
    [
      file({ controls: [{ source: { kind: 'cc', number: 1 }, target: { kind: 'base', destination: 'volume' } }] }),
      /controls\.0\.target\.destination/,
    ],
    [file({ clock: { gate1: '1/5' } }), /clock\.gate1/],
    [file({ programs: { presets: { '129': 'Bells' } } }), /programs\.presets\.129/],
    ['{"format": "neurorack-midi"}', /keys\.json is no mapping of MIDI: formatVersion/],
    ['{"format": "neurorack-settings", "formatVersion": 1}', /keys\.json is no mapping of MIDI: format/],
    ['[]', /keys\.json is no mapping of MIDI/],
    ['{', /keys\.json is no JSON/],
    ['', /keys\.json is no JSON/],
    [' '.repeat(1_000_001), /1000001 characters/],
  ])('names the file and the field at fault, with a remedy: %s', (text, message) => {
    const error = errorOf(text);
    expect(error.message).toMatch(message);
    expect(error.kind).toBe('bad-file');
    expect(error.remedy).not.toBe('');
  });

  it('of a newer version is refused with the remedy', () => {
    expect(errorOf('{"format": "neurorack-midi", "formatVersion": 2, "notes": 7}')).toEqual({
      kind: 'bad-file',
      message: 'keys.json: formatVersion is 2, this instrument reads up to 1',
      remedy: 'update neurorack, or save the mapping with this version of it',
    });
  });
});
