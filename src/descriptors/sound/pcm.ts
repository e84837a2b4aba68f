/** Position and coding of the uncompressed samples in a file, from its WAV or AIFF header. */
export interface PcmLayout {
  readonly format: 'WAV' | 'AIFF';
  readonly sampleRate: number;
  readonly channels: number;
  readonly coding: PcmCoding;
  /** Byte offset of the first sample, and the number of frames (one sample per channel) from there. */
  readonly offset: number;
  readonly frames: number;
}

/** Coding of one sample. 8-bit WAV is unsigned, all other formats are signed. */
export interface PcmCoding {
  readonly kind: 'unsigned' | 'signed' | 'float';
  readonly bits: number;
  readonly littleEndian: boolean;
}

/** Reads the sample at a byte offset, full scale -1 ... 1; integers are divided by 2^(bits - 1), as in libsndfile. */
export type SampleReader = (view: DataView, byte: number) => number;

/** The reader of a coding; undefined when the coding is not plain PCM of 8, 16, 24, 32 or 64 bits. */
export function sampleReader({ kind, bits, littleEndian }: PcmCoding): SampleReader | undefined {
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
    default:
      return undefined;
  }
}
