import { type Below, damaged, numbersFrom, oneOf } from './seeds.ts';

/**
 * Kinds of mutations: `samples` changes bytes behind the header, `kept` adds bytes that are no sound, so that the sound stays, and
 * `damaged` does anything anywhere.
 */
export type Mutation = 'samples' | 'kept' | 'damaged';

export interface SoundMutant {
  /** The fixture it was made of. */
  readonly name: string;
  readonly mutation: Mutation;
  readonly bytes: Buffer;
}

/** Longest header of a fixture of PCM. */
const HEADER_BYTES = 200;

/** The mutant of a seed, of one of the sounds. */
export function soundMutant(seed: number, sounds: ReadonlyMap<string, Buffer>): SoundMutant {
  const below = numbersFrom(seed);
  const name = [...sounds.keys()][seed % sounds.size];
  const whole = sounds.get(name) ?? Buffer.alloc(0);
  const mutation = oneOf<Mutation>(below, ['samples', 'kept', 'damaged', 'damaged']);
  return { name, mutation, bytes: MUTATIONS[mutation](whole, below) };
}

const MUTATIONS: Readonly<Record<Mutation, (whole: Buffer, below: Below) => Buffer>> = {
  samples(whole, below) {
    const bytes = Buffer.from(whole);
    for (let n = 1 + below(8); n > 0; n--) {
      bytes[HEADER_BYTES + below(bytes.length - HEADER_BYTES)] = below(256);
    }
    return bytes;
  },
  kept: withForeignBytes,
  damaged(whole, below) {
    // Headers are short and the rest long: half of the mutants are damaged in the first bytes alone.
    const head = below(2) === 0 ? oneOf(below, [48, HEADER_BYTES]) : whole.length;
    return Buffer.concat([damaged(whole.subarray(0, head), below), whole.subarray(head)]);
  },
};

function noise(below: Below, length: number): Buffer {
  // No byte of a frame's sync, which a decoder of MP3 may take for a frame.
  return Buffer.from(Array.from({ length }, () => below(0xe0)));
}

/** A number of `length` bytes, which counts nothing above 32 bits. */
function number(value: number, length: number, littleEndian = false): Buffer {
  const bytes = Buffer.alloc(length);
  if (littleEndian) bytes.writeUInt32LE(value, 0);
  else bytes.writeUInt32BE(value, length - 4);
  return bytes;
}

const insert = (whole: Buffer, at: number, ...parts: readonly Buffer[]): Buffer =>
  Buffer.concat([whole.subarray(0, at), ...parts, whole.subarray(at)]);

/** The sound with a chunk, block, box or tag that each format allows beside the sound. */
function withForeignBytes(whole: Buffer, below: Below): Buffer {
  const body = noise(below, 2 * below(2000));
  const isLast = below(2) === 0;
  const end = whole.length;
  switch (whole.toString('latin1', 0, 4)) {
    case 'RIFF':
    case 'FORM': {
      const isRiff = whole[0] === 0x52;
      const chunk = Buffer.concat([Buffer.from(isRiff ? 'LIST' : 'ANNO'), number(body.length, 4, isRiff), body]);
      const longer = insert(whole, isLast ? end : 12, chunk);
      number(longer.length - 8, 4, isRiff).copy(longer, 4);
      return longer;
    }
    case 'RF64':
      return insert(whole, end, Buffer.from('LIST'), number(body.length, 4, true), body);
    case 'caff':
      return insert(whole, isLast ? end : 52, Buffer.from('free'), number(body.length, 8), body);
    case '.snd': {
      const longer = insert(whole, whole.readUInt32BE(4), body);
      longer.writeUInt32BE(whole.readUInt32BE(4) + body.length, 4);
      return longer;
    }
    case 'fLaC':
      // A block of padding (type 1) behind STREAMINFO, which is not the last block.
      return insert(
        whole,
        42,
        Buffer.concat([Buffer.from([1]), number(body.length, 4).subarray(1), Buffer.alloc(body.length)]),
      );
    case 'riff': {
      // A chunk as the one behind the file's header, whose size counts its GUID and itself, and is padded to 8 bytes.
      const length = 24 + 8 * below(200);
      const guid = Buffer.concat([Buffer.from('junk'), whole.subarray(44, 56)]);
      const longer = insert(whole, isLast ? end : 40, guid, number(length, 8, true), noise(below, length - 24));
      number(longer.length, 8, true).copy(longer, 16);
      return longer;
    }
    case 'OggS':
      return insert(whole, end, Buffer.alloc(body.length));
    default:
      if (whole.toString('latin1', 4, 8) === 'ftyp')
        return insert(whole, end, number(8 + body.length, 4), Buffer.from('free'), body);
      return isLast ? insert(whole, end, Buffer.from('TAG'), noise(below, 125)) : insert(whole, 0, id3(body));
  }
}

/** An ID3v2 tag, whose size has seven bits a byte. */
function id3(body: Buffer): Buffer {
  const size = [21, 14, 7, 0].map((shift) => (body.length >> shift) & 127);
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([3, 0, 0, ...size]), body]);
}
