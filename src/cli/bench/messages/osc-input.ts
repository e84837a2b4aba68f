import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { encodeOsc } from '../../../panel/osc/osc-codec.ts';
import { startOscServer } from '../../../panel/osc/osc-server.ts';
import { createBenchControls } from '../bench-controls.ts';
import type { FloodMessage, MessageInput } from './message-input.ts';

const HOST = '127.0.0.1';
const CENTRE_NOTE = 60;

/** Open Sound Control over UDP, by the server that `start --osc` opens. */
export const oscInput: MessageInput = {
  name: 'OSC',
  open: async ({ instrument, options, board }) => {
    const { panel, view } = createBenchControls(instrument, options, board);
    const server = await startOscServer({
      instrument: panel,
      sound: () => view.outputTap,
      onMessage: () => undefined,
      host: HOST,
      port: 0,
    });
    return {
      address: String(server.port),
      received: () => {
        const { messages, refused } = server.counts;
        return messages - Object.values(refused).reduce((sum, count) => sum + count, 0);
      },
      close: () => server.close(),
    };
  },
  connect: async (address) => {
    const socket = createSocket('udp4');
    // A connected socket sends at once: another one looks its address up first, and a close beforehand would lose the last message.
    socket.connect(Number(address), HOST);
    await once(socket, 'connect');
    return {
      send: (message) => socket.send(oscOf(message)),
      close: () => new Promise((resolve) => socket.close(() => resolve())),
    };
  },
};

/** A message as OSC, which has no notes: the beginning of one is its pitch, its end a tap of gate 1. */
function oscOf(message: FloodMessage): Uint8Array {
  const number = (value: number) => [{ type: 'f', value } as const];
  if (message.kind === 'control') return encodeOsc('/neurorack/scrub', number(message.value / 127));
  if (message.velocity === 0) return encodeOsc('/neurorack/gate/1', []);
  return encodeOsc('/neurorack/pitch', number((message.note - CENTRE_NOTE) / 12));
}
