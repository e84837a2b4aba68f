import { once } from 'node:events';
import type { Clock } from '@neurorack/contracts/clock';
import { WebSocket } from 'ws';
import * as z from 'zod';

const PANEL = '127.0.0.1:4880';
const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('midi'), bpm: z.number().nullable() }),
  z.object({ type: z.literal('state'), gates: z.array(z.boolean()) }),
]);

/** What the panel shows, with the times at which it arrived, µs. */
export interface PanelWatch {
  readonly tempi: readonly { readonly us: number; readonly bpm: number | null }[];
  readonly gates: readonly { readonly us: number; readonly isHigh: boolean }[];
  close(): void;
}

/** Connects to the instrument's panel, and writes down the tempo of MIDI and gate 1. */
export async function watchPanel(clock: Clock): Promise<PanelWatch> {
  const socket = new WebSocket(`ws://${PANEL}/panel`, { origin: `http://${PANEL}` });
  const tempi: { us: number; bpm: number | null }[] = [];
  const gates: { us: number; isHigh: boolean }[] = [];
  socket.on('message', (data) => {
    const us = clock.nowUs();
    const text = data.toString();
    if (!/^\{"type":"(midi|state)"/.test(text)) return;
    const message = messageSchema.parse(JSON.parse(text));
    if (message.type === 'midi') tempi.push({ us, bpm: message.bpm });
    else gates.push({ us, isHigh: message.gates[0] });
  });
  await once(socket, 'open');
  return { tempi, gates, close: () => socket.close() };
}
