import { lookup as resolveName } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { NeurorackError } from '../../contracts/errors.ts';
import { isPublicAddress } from './public-address.ts';

/** Timeout for one file of a web server, ms. */
export const DOWNLOAD_TIMEOUT_MS = 60_000;
/** Ports of web servers that may be named from another computer; others belong to other services. */
const PUBLIC_PORTS = ['', '80', '443', '8080', '8443'];

/** Addresses that a download may use: all, or the public network's alone. */
export type DownloadAccess = 'any' | 'public';

/** The IP addresses of a name. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

export interface DownloadOptions {
  readonly access: DownloadAccess;
  readonly maxBytes: number;
  /** Default: the system's. */
  readonly resolve?: ResolveName | undefined;
}

/**
 * Downloads a file. Its name is resolved once, all its addresses are checked, and the connection goes to a checked one: a name cannot change
 * its address in between (DNS rebinding). Bytes are counted as they arrive, unpacked by nobody; redirects are refused.
 *
 * @throws Error naming the fault; its name is 'AbortError' or 'TimeoutError' after a minute
 */
export async function download(address: URL, options: DownloadOptions): Promise<Buffer> {
  const signal = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS);
  const target = await checkedAddress(address, options);
  const response = await open(address, target, signal);
  try {
    const { statusCode = 0 } = response;
    if (statusCode >= 300 && statusCode < 400) throw new Error('the server answers with a redirect');
    if (statusCode !== 200) throw new Error(`the server answers ${statusCode}`);
    return await readLimited(response, options.maxBytes);
  } finally {
    response.destroy();
  }
}

/** @throws Error when the name has no address, or one that is not allowed */
async function checkedAddress(
  { hostname, port }: URL,
  { access, resolve = resolveSystemName }: DownloadOptions,
): Promise<string> {
  const name = hostname.replace(/^\[|\]$/g, '');
  const found = isIP(name) === 0 ? await resolve(name) : [name];
  const [first] = found;
  if (first === undefined) throw new Error(`${name} has no address`);
  if (access === 'public' && !(PUBLIC_PORTS.includes(port) && found.every((one) => isPublicAddress(one))))
    throw new Error(`${name} is not on the public network`);
  return first;
}

const resolveSystemName: ResolveName = async (name) =>
  (await resolveName(name, { all: true })).map(({ address }) => address);

function open(address: URL, target: string, signal: AbortSignal): Promise<IncomingMessage> {
  const family = isIP(target);
  return new Promise((resolve, reject) => {
    const request = address.protocol === 'https:' ? requestHttps : requestHttp;
    const sent = request(address, {
      signal,
      agent: false,
      headers: { 'accept-encoding': 'identity' },
      lookup: (_name, { all }, callback) => {
        if (all === true) callback(null, [{ address: target, family }]);
        else callback(null, target, family);
      },
    });
    sent.once('response', resolve);
    sent.once('error', reject);
    sent.end();
  });
}

async function readLimited(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > maxBytes) throw tooLong(maxBytes);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export const tooLong = (maxBytes: number): Error =>
  new Error(`it is longer than the ${maxBytes} bytes that are allowed`);

/** Limits what is downloaded at the same time. */
export class DownloadBudget {
  readonly #maxDownloads: number;
  readonly #maxBytes: number;
  #downloads = 0;
  #bytes = 0;

  constructor(limits: { readonly downloads: number; readonly bytes: number }) {
    this.#maxDownloads = limits.downloads;
    this.#maxBytes = limits.bytes;
  }

  /** Runs a download of at most `bytes`. @throws NeurorackError 'busy' when others take too much */
  async run<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    if (this.#downloads >= this.#maxDownloads || this.#bytes + bytes > this.#maxBytes) {
      throw new NeurorackError('busy', 'other banks are being downloaded', { remedy: 'try again when they are done' });
    }
    this.#downloads++;
    this.#bytes += bytes;
    try {
      return await work();
    } finally {
      this.#downloads--;
      this.#bytes -= bytes;
    }
  }
}
