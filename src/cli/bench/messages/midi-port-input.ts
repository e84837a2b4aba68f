import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type MessageInput, midiOf } from './message-input.ts';

const FIRST_STATUS = 0x80;

/** A MIDI port: its bytes arrive in the main thread, as those of a driver do. */
export const midiPortInput: MessageInput = {
  name: 'MIDI port',
  open: async ({ instrument }) => {
    let received = 0;
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('data', (bytes) => {
        for (const byte of bytes) if (byte >= FIRST_STATUS) received++;
        instrument.midi.receive('Bench', bytes);
      });
      socket.on('error', () => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return {
      address: typeof address === 'object' ? String(address?.port) : address,
      received: () => received,
      close: async () => {
        for (const socket of sockets) socket.destroy();
        server.close();
      },
    };
  },
  connect: async (address) => {
    const socket = connect(Number(address), '127.0.0.1');
    await once(socket, 'connect');
    socket.setNoDelay(true);
    return {
      send: (message) => void socket.write(Uint8Array.from(midiOf(message))),
      close: () => new Promise((resolve) => socket.end(resolve)),
    };
  },
};
