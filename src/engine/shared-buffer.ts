const PAGE_BYTES = 65_536;

/**
 * Zeroed memory that threads can share. A web page without cross-origin isolation has no `SharedArrayBuffer` to call, but memory of
 * WebAssembly, which works the same on one thread and cannot be sent to another.
 */
export function createSharedBuffer(bytes: number): SharedArrayBuffer {
  if (typeof SharedArrayBuffer === 'function') return new SharedArrayBuffer(bytes);
  const pages = Math.max(1, Math.ceil(bytes / PAGE_BYTES));
  const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  if (!isShared(buffer)) throw new TypeError('this browser has no shared memory of WebAssembly');
  return buffer;
}

const isShared = (buffer: unknown): buffer is SharedArrayBuffer =>
  Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
