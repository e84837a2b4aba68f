import { zipSync } from 'fflate';
import * as z from 'zod';
import { NeurorackError } from '../contracts/errors.ts';
import type { Bank } from '../descriptors/bank/bank.ts';
import { BANK_INDEX, BANK_LIMITS, singleLine } from '../descriptors/bank/bank-format.ts';
import { MAX_BANK_ENTRIES, openBank, unpackSets } from '../descriptors/bank/open-bank.ts';
import { packBank } from '../descriptors/bank/write-bank.ts';
import { openZipBytes } from '../descriptors/bank/zip-bytes.ts';
import type { ZipEntries } from '../descriptors/bank/zip-entries.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { reasonOf } from '../files/file-fault.ts';
import { sha256 } from '../files/sha256.ts';
import { type DocumentKind, decodeDocument, encodeDocument } from './document.ts';
import { type MusicalSettings, musicalSchema, type Settings } from './settings.ts';

/** Ending of the file that carries a preset to another instrument. */
export const PATCH_EXTENSION = '.nrpatch';

/** The zip's entries: settings and model, and the sets as a bank. */
const PATCH_ENTRY = 'patch.json';
const SETS_ENTRY = 'sets.nrbank';

export const PATCH_LIMITS = {
  /** Two sets of ten minutes take less. */
  fileBytes: 32 * 2 ** 20,
  entries: 8,
  /** A path over the latents of a minute takes a fifth. */
  patchBytes: 2 ** 20,
  sets: 16,
} as const;

/** A preset with what it needs on another instrument. */
export interface PatchFile {
  readonly name: string;
  /** Names its sets by their names here; its bank is none. */
  readonly settings: MusicalSettings;
  /** The model that it was made with; null where its version is not known. */
  readonly model: { readonly name: string; readonly version: string | null };
  readonly sets: readonly DescriptorSet[];
}

interface PatchDocument extends Omit<PatchFile, 'sets'> {
  /** Of `sets.nrbank`. */
  readonly setsSha256: string;
}

const patchKind = (defaults: Settings): DocumentKind<PatchDocument> => ({
  format: 'neurorack-patch',
  title: 'patch',
  migrations: [],
  schema: z.object({
    name: singleLine(64),
    settings: musicalSchema(defaults),
    model: z.object({ name: singleLine(256), version: singleLine(64).nullable() }),
    setsSha256: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256'),
  }),
});

/**
 * Encodes a patch as the bytes of its file.
 *
 * @throws NeurorackError 'bad-input' for sets that no bank may hold
 */
export async function packPatch({ sets, ...patch }: PatchFile, defaults: Settings): Promise<Uint8Array> {
  const licences = [...new Set(sets.map(({ provenance }) => provenance.licence))];
  const bank: Bank = { name: patch.name, licence: licences.join(', ').slice(0, BANK_LIMITS.nameLength), sets };
  const packedSets = new Uint8Array(packBank(bank));
  const settings = { ...patch.settings, bank: null };
  const document = encodeDocument(patchKind(defaults), { ...patch, settings, setsSha256: await sha256(packedSets) });
  // Both entries have a date of their own content alone, so that equal patches are equal files.
  return zipSync(
    { [PATCH_ENTRY]: document, [SETS_ENTRY]: [packedSets, { level: 0 }] },
    { mtime: new Date(1980, 0, 1) },
  );
}

/**
 * Reads and validates the bytes of a patch file: sizes, paths, version, schema, checksums, and its sets as those of a bank.
 *
 * @param file name for messages
 * @throws NeurorackError 'bad-file' naming the file, the fault and the remedy
 */
export async function unpackPatch(bytes: Uint8Array, file: string, defaults: Settings): Promise<PatchFile> {
  if (bytes.length > PATCH_LIMITS.fileBytes) throw badPatch(file, tooLarge(bytes.length));
  const zip = openEntries(bytes, file);
  const { setsSha256, ...patch } = await readDocument(zip, file, defaults);
  const packedSets = await readEntry(zip, SETS_ENTRY, { file, maxBytes: PATCH_LIMITS.fileBytes });
  if ((await sha256(packedSets)) !== setsSha256) throw badPatch(file, 'the checksum of its sets differs');
  const opened = await openBank(
    async () => openZipBytes(packedSets, { maxEntries: MAX_BANK_ENTRIES }),
    `${file}, ${SETS_ENTRY}`,
  );
  if (opened.index.sets.length > PATCH_LIMITS.sets) {
    throw badPatch(file, `it has ${opened.index.sets.length} sets, at most ${PATCH_LIMITS.sets} are allowed`);
  }
  const { sets } = await unpackSets(opened);
  for (const name of [patch.settings.setA, patch.settings.setB]) {
    if (!sets.some((set) => set.name === name)) throw badPatch(file, `the set '${name}' is not in it`);
  }
  return { ...patch, sets };
}

async function readDocument(zip: ZipEntries, file: string, defaults: Settings): Promise<PatchDocument> {
  const bytes = await readEntry(zip, PATCH_ENTRY, { file, maxBytes: PATCH_LIMITS.patchBytes });
  const decoded = decodeDocument(patchKind(defaults), bytes);
  if (decoded.kind === 'valid') return decoded.content;
  const remedy = decoded.reason === 'newer' ? 'install a newer version of neurorack' : SEND_AGAIN;
  throw badPatch(file, `${PATCH_ENTRY}: ${decoded.detail}`, remedy);
}

function openEntries(bytes: Uint8Array, file: string): ZipEntries {
  try {
    return openZipBytes(bytes, { maxEntries: MAX_BANK_ENTRIES });
  } catch (cause) {
    throw badPatch(file, reasonOf(cause), SEND_AGAIN, cause);
  }
}

async function readEntry(
  zip: ZipEntries,
  name: string,
  { file, maxBytes }: { readonly file: string; readonly maxBytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  if (isBank(zip)) {
    throw badPatch(file, 'it is a bank', 'import it as a bank: drop it on the panel, or `neurorack bank import`');
  }
  try {
    return await zip.read(name, { maxBytes });
  } catch (cause) {
    throw badPatch(file, reasonOf(cause), SEND_AGAIN, cause);
  }
}

function isBank(zip: ZipEntries): boolean {
  try {
    return zip.sizeOf(BANK_INDEX) > 0;
  } catch {
    return false;
  }
}

const SEND_AGAIN = 'ask for the file again: `neurorack patch export` writes it';

const tooLarge = (bytes: number): string =>
  `it has ${(bytes / 2 ** 20).toFixed(1)} MiB, at most ${PATCH_LIMITS.fileBytes / 2 ** 20} MiB are allowed`;

function badPatch(file: string, fault: string, remedy = SEND_AGAIN, cause?: unknown): NeurorackError {
  return new NeurorackError('bad-file', `${file} is not a usable patch: ${fault}`, { remedy, cause });
}
