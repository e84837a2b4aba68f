import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { NeurorackError } from '../../contracts/errors.ts';
import { reasonOf } from '../../files/file-fault.ts';

/** Timeout for one file of a web server, ms. */
const TIMEOUT_MS = 60_000;

/**
 * Reads a file of a folder or web address, of at most `maxBytes`. The bytes of a web server are counted as they arrive, whatever
 * length it states, and redirects are refused. `file` is a plain name.
 *
 * @throws NeurorackError 'bad-file' naming the file and the reason; 'bad-input' for an address that is not http or https; 'timeout'
 */
export async function readCatalogFile(location: string, file: string, maxBytes: number): Promise<Buffer> {
  return /^[a-z][a-z0-9+.-]+:/i.test(location)
    ? readWeb(location, file, maxBytes)
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

async function readWeb(location: string, file: string, maxBytes: number): Promise<Buffer> {
  const address = addressOf(location, file);
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body ?? []) {
      length += part.length;
      // Leaving the loop cancels the transfer.
      if (length > maxBytes) throw tooLong(maxBytes);
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      throw new NeurorackError('timeout', `${address.href} takes longer than ${TIMEOUT_MS / 1000} s`, {
        remedy: 'try again later',
        cause,
      });
    }
    throw unreadable(address.href, cause);
  }
}

function addressOf(location: string, file: string): URL {
  const base = URL.canParse(location) ? new URL(location) : undefined;
  if (base === undefined || (base.protocol !== 'https:' && base.protocol !== 'http:')) {
    throw new NeurorackError('bad-input', `${location} is not a valid catalog address`, {
      remedy: 'give a folder, or an address that begins with https:// or http://',
    });
  }
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(file, base);
}

const tooLong = (maxBytes: number): Error => new Error(`it is longer than the ${maxBytes} bytes that are allowed`);

function unreadable(what: string, cause: unknown): NeurorackError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
  return new NeurorackError('bad-file', `${what} cannot be read: ${reasonOf(cause)}${inner}`, {
    remedy: 'check the address or folder, and the connection',
    cause,
  });
}
