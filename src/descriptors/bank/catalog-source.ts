import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { NeurorackError } from '../../contracts/errors.ts';
import { reasonOf } from '../../files/file-fault.ts';
import { BANK_LIMITS } from './bank-format.ts';
import {
  DOWNLOAD_TIMEOUT_MS,
  type DownloadAccess,
  DownloadBudget,
  type DownloadOptions,
  download,
  type ResolveName,
  tooLong,
} from './download.ts';

/** Downloads at the same time, and bytes that they may take together: the largest bank and an index. */
const DOWNLOADS = new DownloadBudget({ downloads: 2, bytes: BANK_LIMITS.fileBytes + BANK_LIMITS.indexBytes });

/** The kind of computer that asks for a catalog. */
export interface CatalogAccess {
  /**
   * 'any' for a user of this computer. 'public' for a client of the network: addresses of the public network alone, and one error for every
   * failure, so that the computer cannot be used to explore its network.
   */
  readonly access: DownloadAccess;
  /** Default: the system's. */
  readonly resolve?: ResolveName | undefined;
}

export const LOCAL_ACCESS: CatalogAccess = { access: 'any' };

/**
 * Reads a file of a folder or web address, of at most `maxBytes`. The bytes of a web server are counted as they arrive, whatever
 * length it states, and redirects are refused. `file` is a plain name.
 *
 * @throws NeurorackError 'bad-file' naming the file and the reason; 'bad-input' for an address that is not http or https; 'timeout';
 * 'busy' during other downloads
 */
export async function readCatalogFile(
  location: string,
  file: string,
  { maxBytes, ...access }: CatalogAccess & { readonly maxBytes: number },
): Promise<Buffer> {
  return /^[a-z][a-z0-9+.-]+:/i.test(location)
    ? readWeb(location, file, { maxBytes, ...access })
    : readFolder(location, file, maxBytes);
}

async function readFolder(location: string, file: string, maxBytes: number): Promise<Buffer> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(join(location, file), 'r');
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error('it is not a file');
    if (stats.size > maxBytes) throw tooLong(maxBytes);
    return await handle.readFile();
  } catch (cause) {
    throw unreadable(join(location, file), cause);
  } finally {
    await handle?.close();
  }
}

async function readWeb(location: string, file: string, options: DownloadOptions): Promise<Buffer> {
  const address = addressOf(location, file);
  try {
    return await DOWNLOADS.run(options.maxBytes, () => download(address, options));
  } catch (cause) {
    if (cause instanceof NeurorackError) throw cause;
    if (cause instanceof Error && ['AbortError', 'TimeoutError'].includes(cause.name)) {
      throw new NeurorackError('timeout', `${address.href} takes longer than ${DOWNLOAD_TIMEOUT_MS / 1000} s`, {
        remedy: 'try again later',
        cause,
      });
    }
    throw unreadable(address.href, cause);
  }
}

function addressOf(location: string, file: string): URL {
  const base = URL.canParse(location) ? new URL(location) : undefined;
  if (base === undefined || !['https:', 'http:'].includes(base.protocol) || base.username !== '') {
    throw new NeurorackError('bad-input', `${location} is not a valid catalog address`, {
      remedy: 'give a folder, or an address that begins with https:// or http://',
    });
  }
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(file, base);
}

function unreadable(what: string, cause: unknown): NeurorackError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
  return new NeurorackError('bad-file', `${what} cannot be read: ${reasonOf(cause)}${inner}`, {
    remedy: 'check the address or folder, and the connection',
    cause,
  });
}
