import { NeurorackError } from '../../../../../src/contracts/errors.ts';

/** Timeout for one file of a web server, ms. */
export const DOWNLOAD_TIMEOUT_MS = 60_000;

/** The browser itself decides which addresses a page may read. */
export type DownloadAccess = 'any' | 'public';

/** The IP addresses of a name, which a page does not see. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

export interface DownloadOptions {
  readonly access: DownloadAccess;
  readonly maxBytes: number;
  readonly resolve?: ResolveName | undefined;
}

/** Downloads a file; its bytes are counted as they arrive, and redirects are refused. @throws Error naming the fault */
export async function download(address: URL, { maxBytes }: DownloadOptions): Promise<Uint8Array> {
  const response = await request(address);
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
    length += next.value.length;
    if (length > maxBytes) {
      await reader?.cancel();
      throw tooLong(maxBytes);
    }
    parts.push(next.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

async function request(address: URL): Promise<Response> {
  try {
    return await fetch(address, {
      redirect: 'error',
      credentials: 'omit',
      signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
    });
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TimeoutError') throw cause;
    throw new NeurorackError('bad-file', `${address.href} cannot be read by a page`, {
      remedy: 'check the connection; a server that lets no other page read it can be used from a computer alone',
      cause,
    });
  }
}

export const tooLong = (maxBytes: number): Error =>
  new Error(`it is longer than the ${maxBytes} bytes that are allowed`);

/** Counts nothing: a page has no client but itself. */
export class DownloadBudget {
  run<T>(_bytes: number, work: () => Promise<T>): Promise<T> {
    return work();
  }
}
