import * as z from 'zod';
import { NeurorackError } from '../../contracts/errors.ts';
import { type MidiMapping, midiMappingSchema } from './midi-mapping.ts';

/** Name of the format in the file. */
const FORMAT = 'neurorack-midi';
/** Version that is written, and the newest that is read. */
const VERSION = 1;
/** Characters of the longest file that is read: 256 controllers take 80 000. */
const MAX_LENGTH = 1_000_000;

const header = z.looseObject({ format: z.literal(FORMAT), formatVersion: z.int().min(1) });

/** The text of a mapping file: indented JSON, without a checksum, since people write it too. */
export function writeMappingFile(mapping: MidiMapping): string {
  return `${JSON.stringify({ format: FORMAT, formatVersion: VERSION, ...midiMappingSchema.parse(mapping) }, undefined, 2)}\n`;
}

/**
 * Reads the text of a mapping file. A field that it lacks has its default.
 *
 * @param path named in errors
 * @throws NeurorackError 'bad-file' with the field at fault, for another format, a newer version, or a content that fits no mapping
 */
export function readMappingFile(text: string, path: string): MidiMapping {
  const content = parseJson(text, path);
  const head = header.safeParse(content);
  if (!head.success) {
    throw badFile(`${path} is no mapping of MIDI: ${firstFault(head.error)}`, {
      remedy: `begin it with "format": "${FORMAT}", "formatVersion": ${VERSION}`,
    });
  }
  const { format: _format, formatVersion, ...fields } = head.data;
  if (formatVersion > VERSION) {
    throw badFile(`${path}: formatVersion is ${formatVersion}, this instrument reads up to ${VERSION}`, {
      remedy: 'update neurorack, or save the mapping with this version of it',
    });
  }
  const mapping = midiMappingSchema.safeParse(fields);
  if (mapping.success) return mapping.data;
  throw badFile(`${path}: ${firstFault(mapping.error)}`, { remedy: 'correct the field, or remove it for its default' });
}

function parseJson(text: string, path: string): unknown {
  if (text.length > MAX_LENGTH) {
    throw badFile(`${path} has ${text.length} characters, a mapping of MIDI has at most ${MAX_LENGTH}`, {
      remedy: 'name a mapping of MIDI',
    });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badFile(`${path} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      remedy: 'correct the file at that place',
      cause,
    });
  }
}

/** The first field at fault, and the expectation. */
function firstFault(error: z.ZodError): string {
  const [first] = error.issues;
  const fault = first.message.endsWith('received undefined') ? 'is missing' : first.message;
  return first.path.length > 0 ? `${first.path.map(String).join('.')}: ${fault}` : fault;
}

const badFile = (message: string, options: { remedy: string; cause?: unknown }): NeurorackError =>
  new NeurorackError('bad-file', message, options);
