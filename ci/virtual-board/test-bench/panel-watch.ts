import { once } from 'node:events';
import type { Clock } from '@neurorack/contracts/clock';
import { WebSocket } from 'ws';

const PANEL = '127.0.0.1:4880';
const TEMPO = /^\{"type":"midi","bpm":([\d.]+|null)/;
const GATE = /^\{"type":"state".*?"gates":\[(true|false)/;

/** Tempo and gate 1 as the panel shows them, with the times at which it arrived, µs. */
export interface PanelWatch {
  readonly tempi: readonly { readonly us: number; readonly bpm: number | null }[];
  readonly gates: readonly { readonly us: number; readonly isHigh: boolean }[];
  close(): void;
}

/** Connects to the instrument's panel, and writes down the tempo of MIDI and gate 1. Messages are not parsed: the one core plays, too. */
export async function watchPanel(clock: Clock): Promise<PanelWatch> {
  const socket = new WebSocket(`ws://${PANEL}/panel`, { origin: `http://${PANEL}` });
  const tempi: { us: number; bpm: number | null }[] = [];
  const gates: { us: number; isHigh: boolean }[] = [];
  socket.on('message', (data) => {
    const us = clock.nowUs();
    const text = data.toString();
    const [bpm, isHigh] = [TEMPO.exec(text)?.[1], GATE.exec(text)?.[1]];
    if (bpm !== undefined) tempi.push({ us, bpm: bpm === 'null' ? null : Number(bpm) });
    if (isHigh !== undefined) gates.push({ us, isHigh: isHigh === 'true' });
  });
  await once(socket, 'open');
  return { tempi, gates, close: () => socket.close() };
}
