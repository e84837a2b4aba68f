import { createHash } from 'node:crypto';

/** The SHA-256 of bytes, in hexadecimal. By Node: Web Crypto loads in 10 ms at its first use and takes a thread's turn for each hash. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return createHash('sha256').update(bytes).digest('hex');
}
