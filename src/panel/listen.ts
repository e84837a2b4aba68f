import type { Server } from 'node:http';
import { NeurorackError } from '../contracts/errors.ts';

/** Ports to try when the requested one is taken. */
const PORT_ATTEMPTS = 20;
const LAST_PORT = 65535;

/**
 * Listens on the port, or on the next free one.
 *
 * @returns the port that it listens on
 * @throws NeurorackError 'busy' when no port is free, 'bad-config' when the operating system refuses the address
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  const last = Math.min(port + PORT_ATTEMPTS - 1, LAST_PORT);
  for (let attempt = port; attempt <= last; attempt++) {
    const found = await tryPort(server, host, attempt);
    if (found !== undefined) return found;
  }
  throw new NeurorackError('busy', `ports ${port} to ${last} are all taken`, { remedy: 'give another --port' });
}

/** The port that it listens on; undefined when the port is taken. */
function tryPort(server: Server, host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException): void => {
      server.off('listening', onListening);
      const remedy = 'give a --port above 1023 and an address of this computer';
      if (cause.code === 'EADDRINUSE') resolve(undefined);
      else reject(new NeurorackError('bad-config', `cannot listen on ${host}:${port}`, { remedy, cause }));
    };
    const onListening = (): void => {
      server.off('error', onError);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen(port, host);
  });
}
