import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { NeurorackError } from '../../contracts/errors.ts';
import { reasonOf } from '../../files/file-fault.ts';

/** A server that takes longer for one file is given up, ms. */
const PATIENCE_MS = 60_000;

/**
 * A file of a folder or of a web address, no longer than `atMost` bytes: a web server's is counted while it comes, whatever length it
 * states. `file` is a plain name. A server may not send to another address.
 *
 * @throws NeurorackError 'bad-file' naming the file and why it cannot be had; 'bad-input' for an address that is not http or https;
 * 'timeout'
 */
export async function readCatalogFile(place: string, file: string, atMost: number): Promise<Buffer> {
  return /^[a-z][a-z0-9+.-]+:/i.test(place) ? readWeb(place, file, atMost) : readFolder(place, file, atMost);
}

async function readFolder(place: string, file: string, atMost: number): Promise<Buffer> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(join(place, file), 'r');
    const facts = await handle.stat();
    if (!facts.isFile()) throw new Error('it is no file');
    if (facts.size > atMost) throw tooLong(atMost);
    return await handle.readFile();
  } catch (cause) {
    throw unreadable(join(place, file), cause);
  } finally {
    await handle?.close();
  }
}

async function readWeb(place: string, file: string, atMost: number): Promise<Buffer> {
  const address = addressOf(place, file);
  try {
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of answer.body ?? []) {
      length += part.length;
      // Leaving the loop ends the transfer.
      if (length > atMost) throw tooLong(atMost);
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      throw new NeurorackError('timeout', `${address.href} takes longer than ${PATIENCE_MS / 1000} s`, {
        remedy: 'try again later',
        cause,
      });
    }
    throw unreadable(address.href, cause);
  }
}

function addressOf(place: string, file: string): URL {
  const base = URL.canParse(place) ? new URL(place) : undefined;
  if (base === undefined || (base.protocol !== 'https:' && base.protocol !== 'http:')) {
    throw new NeurorackError('bad-input', `${place} is no address that banks come from`, {
      remedy: 'give a folder, or an address that begins with https:// or http://',
    });
  }
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(file, base);
}

const tooLong = (atMost: number): Error => new Error(`it is longer than the ${atMost} bytes that are allowed`);

function unreadable(what: string, cause: unknown): NeurorackError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
  return new NeurorackError('bad-file', `${what} cannot be read: ${reasonOf(cause)}${inner}`, {
    remedy: 'check the address or folder, and the connection',
    cause,
  });
}
