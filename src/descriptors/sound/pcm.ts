import { aLaw, muLaw } from './g711.ts';

/** Position and coding of the samples in a file, from its header. */
export interface PcmLayout {
  readonly sampleRate: number;
  readonly channels: number;
  readonly coder: SampleCoder;
  /** Byte offset of the first sample, and the number of frames (one sample per channel) that the file holds from there. */
  readonly offset: number;
  readonly frames: number;
  /** Number of frames that the header states; absent when it states none. More than `frames` at the head of an upload. */
  readonly statedFrames?: number | undefined;
}

/** Decodes samples that lie in blocks of fixed size; in PCM a block is one frame. */
export interface SampleCoder {
  readonly blockBytes: number;
  readonly blockFrames: number;
  /** Whether a block depends on those before it. Such a sound is decoded from its beginning. */
  readonly isSequential: boolean;
  /** Decodes whole blocks, which follow those of the last call, into one array per channel, full scale -1 ... 1. */
  decode(blocks: DataView): Float32Array[];
  /** Number of headers of blocks decoded so far that no coder writes; absent where blocks have none. */
  damagedBlocks?(): number;
}

/** Coding of one sample. 8-bit WAV is unsigned, all other formats are signed. */
export interface PcmCoding {
  readonly kind: 'unsigned' | 'signed' | 'float' | 'mu-law' | 'A-law';
  readonly bits: number;
  readonly littleEndian: boolean;
}

/** The coder of PCM; undefined when the coding has no `sampleReader`. */
export function pcmCoder(coding: PcmCoding, channels: number): SampleCoder | undefined {
  const read = sampleReader(coding);
  if (read === undefined) return undefined;
  const sampleBytes = coding.bits / 8;
  const blockBytes = channels * sampleBytes;
  return {
    blockBytes,
    blockFrames: 1,
    isSequential: false,
    decode(view) {
      const frames = Math.floor(view.byteLength / blockBytes);
      return Array.from({ length: channels }, (_, channel) => {
        const samples = new Float32Array(frames);
        for (let i = 0; i < frames; i++) samples[i] = read(view, i * blockBytes + channel * sampleBytes);
        return samples;
      });
    },
  };
}

/** Reads the sample at a byte offset, full scale -1 ... 1; integers are divided by 2^(bits - 1), as in libsndfile. */
type SampleReader = (view: DataView, byte: number) => number;

function sampleReader({ kind, bits, littleEndian }: PcmCoding): SampleReader | undefined {
  switch (`${kind} ${bits}`) {
    case 'unsigned 8':
      return (view, byte) => (view.getUint8(byte) - 128) / 128;
    case 'signed 8':
      return (view, byte) => view.getInt8(byte) / 128;
    case 'signed 16':
      return (view, byte) => view.getInt16(byte, littleEndian) / 32_768;
    case 'signed 24':
      return littleEndian
        ? (view, byte) => (view.getInt8(byte + 2) * 65_536 + view.getUint16(byte, true)) / 8_388_608
        : (view, byte) => (view.getInt8(byte) * 65_536 + view.getUint16(byte + 1, false)) / 8_388_608;
    case 'signed 32':
      return (view, byte) => view.getInt32(byte, littleEndian) / 2_147_483_648;
    case 'float 32':
      return (view, byte) => view.getFloat32(byte, littleEndian);
    case 'float 64':
      return (view, byte) => view.getFloat64(byte, littleEndian);
    case 'mu-law 8':
      return (view, byte) => muLaw(view.getUint8(byte));
    case 'A-law 8':
      return (view, byte) => aLaw(view.getUint8(byte));
    default:
      return undefined;
  }
}
