import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { createMidiSender } from '../../../panel/midi-sender.ts';
import { serveBenchPanel } from '../bench-panel.ts';
import { type MessageInput, midiOf } from './message-input.ts';

/** Longest time that the sender of a page holds messages back, ms. */
const HELD_MS = 10;

/** A controller at a client of the panel: the page's own sender, over a WebSocket. */
export const panelMidiInput: MessageInput = {
  name: 'MIDI of a panel client',
  open: async ({ instrument, options, board }) => {
    let received = 0;
    const panel = await serveBenchPanel(instrument, options, {
      board,
      onAction: (action) => {
        if (action.type === 'midi') received += action.messages.length;
      },
    });
    return { address: panel.url, received: () => received, close: panel.close };
  },
  connect: async (address) => {
    const url = new URL('/panel', address);
    url.protocol = 'ws:';
    const socket = new WebSocket(url, { origin: new URL(address).origin });
    await once(socket, 'open');
    socket.on('message', () => undefined);
    const sender = createMidiSender({ send: (action) => socket.send(JSON.stringify(action)) });
    return {
      send: (message) => sender.receive('Bench', midiOf(message), performance.now()),
      close: async () => {
        await sleep(HELD_MS);
        while (socket.bufferedAmount > 0) await sleep(1);
        socket.close();
        await once(socket, 'close');
      },
    };
  },
};
