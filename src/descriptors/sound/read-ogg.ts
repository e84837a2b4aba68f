import { badFile } from './bad-sound.ts';
import { readFlacInfo } from './compressed-header.ts';
import { type CompressedFormat, type DecodedBlock, type Decoder, openDecoder } from './decoders.ts';
import { concatBytes, type OggPage, readOggPages, writeOggPages } from './ogg-pages.ts';
import type { SoundBytes } from './sound-bytes.ts';
import { notRead, type UnreadFormat } from './unread-formats.ts';

/** The codecs of an Ogg stream, by the first bytes of its first packet. `format` is undefined when no decoder reads it. */
interface OggCodec extends UnreadFormat {
  readonly magic: string;
  readonly format?: CompressedFormat;
}

const CODECS: readonly OggCodec[] = [
  { magic: '\x01vorbis', name: 'Ogg Vorbis', extension: 'ogg', format: 'Ogg Vorbis' },
  { magic: 'OpusHead', name: 'Ogg Opus', extension: 'opus', format: 'Ogg Opus' },
  { magic: '\x7fFLAC', name: 'Ogg FLAC', extension: 'oga', format: 'Ogg FLAC' },
  { magic: 'Speex   ', name: 'Speex', extension: 'spx' },
  { magic: 'CELT    ', name: 'CELT', extension: 'oga' },
  { magic: 'PCM     ', name: 'Ogg PCM', extension: 'oga' },
  { magic: '\x80theora', name: 'Theora video', extension: 'ogv' },
];

/**
 * The format of the first sound in an Ogg file.
 *
 * @throws NeurorackError 'bad-file' with the name of the codec when no decoder reads it
 */
export async function oggFormat(bytes: SoundBytes): Promise<CompressedFormat> {
  let unread: OggCodec | undefined;
  for await (const page of readOggPages(bytes)) {
    // All first pages precede the other pages of a file with several streams.
    if (!page.isFirst) break;
    const codec = codecOf(page);
    if (codec?.format !== undefined) return codec.format;
    unread ??= codec;
  }
  throw notRead(bytes.path, unread ?? { name: 'Ogg with an unknown codec', extension: 'ogg' });
}

function codecOf(page: OggPage): OggCodec | undefined {
  const beginning = String.fromCharCode(...page.body.subarray(0, 8));
  return CODECS.find(({ magic }) => beginning.startsWith(magic));
}

/** One link of a chained Ogg file: the pages of one stream from its first to its last. */
interface Link {
  readonly serial: number;
  /** Header packets that are still to come. */
  headers: number;
  sequence: number;
  /** Begun packet that continues on the next page. */
  partial: Uint8Array[];
  /** Bytes for the decoder of the latest page. They wait, because only the last page of a link is cut to its granule. */
  held: Uint8Array;
  granule: bigint;
  /** Samples decoded so far. */
  decoded: number;
  readonly preSkip: number;
  readonly format: CompressedFormat;
  readonly decoder: Decoder;
  pagesWritten: number;
  isEnded: boolean;
}

/**
 * Decodes the first sound stream of an Ogg file and the links chained to it.
 *
 * The packets are handed to the decoder on new pages, without comments: comments (pictures of 64 KB and more) span several
 * pages, and the decoders take the second page for the last one of the comments. The end is cut here to the last granule.
 */
export async function* decodeOgg(
  bytes: SoundBytes,
  onProgress?: (share: number) => void,
): AsyncGenerator<DecodedBlock> {
  const warn = (text: string): void => bytes.warn(text);
  let link: Link | undefined;
  try {
    for await (const page of readOggPages(bytes)) {
      if (page.isFirst && isLinkDone(link)) {
        const format = codecOf(page)?.format;
        if (format === undefined) continue;
        if (link !== undefined) yield* endLink(link, warn);
        link = await openLink(page, format, bytes.path);
      } else if (link !== undefined && !link.isEnded && page.serial === link.serial) {
        yield* readPage(link, page, warn);
        onProgress?.(page.end / bytes.size);
      }
    }
    if (link !== undefined) yield* endLink(link, warn);
  } finally {
    link?.decoder.free();
  }
}

/** Whether a first page begins a new link; before the first packets of sound it begins a parallel stream (video). */
function isLinkDone(link: Link | undefined): boolean {
  return link === undefined || link.isEnded || link.held.length > 0 || link.decoded > 0;
}

async function openLink(page: OggPage, format: CompressedFormat, path: string): Promise<Link> {
  const { body } = page;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const smallest = { 'Ogg Opus': 19, 'Ogg FLAC': 51 }[String(format)] ?? 30;
  if (body.length < smallest) {
    throw badFile(path, `its ${format} header has ${body.length} bytes, not ${smallest}`, 'copy the file again');
  }
  if (format === 'Ogg FLAC') readFlacInfo(new DataView(body.buffer, body.byteOffset + 9), path);
  const link: Link = {
    serial: page.serial,
    headers: format === 'Ogg Vorbis' ? 2 : 1,
    sequence: page.sequence,
    partial: [],
    held: new Uint8Array(0),
    granule: 0n,
    decoded: 0,
    preSkip: format === 'Ogg Opus' ? view.getUint16(10, true) : 0,
    format,
    decoder: await openDecoder(format),
    pagesWritten: 0,
    isEnded: page.isLast,
  };
  await link.decoder.decode(format === 'Ogg FLAC' ? flacHead(body) : toPages(link, [body], true));
  return link;
}

/** 'fLaC' and the STREAMINFO block of a native FLAC file, marked as the last block of metadata. */
function flacHead(body: Uint8Array): Uint8Array {
  const head = body.slice(9);
  head[4] |= 0x80;
  return head;
}

function toPages(link: Link, packets: readonly Uint8Array[], isFirst = false): Uint8Array {
  const { bytes, pages } = writeOggPages(packets, { serial: 1, sequence: link.pagesWritten, isFirst });
  link.pagesWritten += pages;
  return bytes;
}

async function* readPage(link: Link, page: OggPage, warn: (text: string) => void): AsyncGenerator<DecodedBlock> {
  if (page.sequence !== link.sequence + 1) {
    warn(`${page.sequence - link.sequence - 1} Ogg pages are missing before ${Number(page.granule)} samples`);
    link.partial = [];
  }
  link.sequence = page.sequence;
  link.isEnded = page.isLast;
  const sound: Uint8Array[] = [];
  for (const packet of packetsOf(link, page)) {
    const isHeader = link.format === 'Ogg FLAC' ? packet[0] !== 0xff : link.headers > 0;
    if (!isHeader) sound.push(packet);
    else if (link.format !== 'Ogg FLAC') await readHeader(link, packet);
  }
  if (page.granule >= 0n && sound.length > 0) link.granule = page.granule;
  if (sound.length === 0) return;
  yield* counted(link, await link.decoder.decode(link.held));
  link.held = link.format === 'Ogg FLAC' ? concatBytes(sound) : toPages(link, sound);
}

/** The packets that end on a page. */
function packetsOf(link: Link, page: OggPage): readonly Uint8Array[] {
  const packets: Uint8Array[] = [];
  let from = 0;
  let to = 0;
  for (const length of page.lacing) {
    to += length;
    if (length === 255) continue;
    packets.push(concatBytes([...link.partial, page.body.subarray(from, to)]));
    link.partial = [];
    from = to;
  }
  if (from < to) link.partial.push(page.body.slice(from, to));
  return packets;
}

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
/** Comment headers without a comment: an empty name of the encoder and a count of 0 (RFC 7845, section 5.2; Vorbis I, section 5). */
const NO_COMMENTS = {
  opus: Uint8Array.from([...ascii('OpusTags'), 0, 0, 0, 0, 0, 0, 0, 0]),
  vorbis: Uint8Array.from([...ascii('\x03vorbis'), 0, 0, 0, 0, 0, 0, 0, 0, 1]),
};

async function readHeader(link: Link, packet: Uint8Array): Promise<void> {
  link.headers--;
  if (link.headers > 0) return;
  const packets = link.format === 'Ogg Opus' ? [NO_COMMENTS.opus] : [NO_COMMENTS.vorbis, packet];
  await link.decoder.decode(toPages(link, packets));
}

async function* endLink(link: Link, warn: (text: string) => void): AsyncGenerator<DecodedBlock> {
  if (!link.isEnded) warn('the Ogg stream has no last page; the sound up to the last page present is used');
  const tail: DecodedBlock[] = [];
  for await (const block of counted(link, await link.decoder.decode(link.held))) tail.push(block);
  for await (const block of counted(link, await link.decoder.finish())) tail.push(block);
  link.decoder.free();
  const tailFrames = tail.reduce((sum, { channelData }) => sum + channelData[0].length, 0);
  const excess = link.decoded - (Number(link.granule) - link.preSkip);
  // A granule far from the samples counted is no end: a recording of a broadcast begins with a granule of its own.
  let keep = tailFrames - (excess > 0 && excess <= tailFrames ? excess : 0);
  for (const block of tail) {
    const { length } = block.channelData[0];
    if (keep > 0) yield { ...block, channelData: block.channelData.map((samples) => samples.subarray(0, keep)) };
    keep -= length;
  }
}

async function* counted(link: Link, block: DecodedBlock): AsyncGenerator<DecodedBlock> {
  if (block.channelData.length === 0 || block.channelData[0].length === 0) return;
  link.decoded += block.channelData[0].length;
  yield block;
}
