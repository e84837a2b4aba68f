import type { IncomingMessage, Server } from 'node:http';

/** Slowest body of a request, bytes/s: a tenth of a weak wireless network. */
const MIN_BYTES_PER_SECOND = 32 * 1024;
/** The rate is measured over this time, ms; a body that is shorter than one window has to be complete within it. */
export const BODY_WINDOW_MS = 10_000;

const ANSWER_BODY = JSON.stringify({ message: 'the request was sent too slowly', remedy: 'move closer, or try again' });
const ANSWER = [
  'HTTP/1.1 408 Request Timeout',
  'Content-Type: application/json',
  `Content-Length: ${ANSWER_BODY.length}`,
  'Connection: close',
  '',
  ANSWER_BODY,
].join('\r\n');

/** Ends requests whose bodies arrive too slowly, with status 408: each holds a connection and a place among the uploads. */
export function requireBodyRate(server: Server, windowMs: number): void {
  const minBytes = (MIN_BYTES_PER_SECOND * windowMs) / 1000;
  server.on('request', (request: IncomingMessage) => {
    const { socket, headers } = request;
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
    let lastRead = socket.bytesRead;
    const timer = setInterval(() => {
      const read = socket.bytesRead - lastRead;
      lastRead = socket.bytesRead;
      // With a full buffer this computer is the slow side.
      const isWaiting = !request.complete && request.readableLength < request.readableHighWaterMark;
      if (!isWaiting || read >= minBytes) return;
      clearInterval(timer);
      socket.end(ANSWER, () => socket.destroy());
    }, windowMs);
    request.once('close', () => clearInterval(timer));
    socket.once('close', () => clearInterval(timer));
  });
}
