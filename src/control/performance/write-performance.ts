import { GATES, JACKS } from '../jacks.ts';
import type { CvPiece, Performance } from './performance.ts';

/** The text of a performance; reading it gives the performance back. */
export function writePerformance(performance: Performance): string {
  const { cv, edges, knob, endSeconds } = performance;
  const lines: { readonly seconds: number; readonly text: string }[] = [
    ...cv.flatMap((pieces, jack) =>
      pieces.map((piece) => ({ seconds: piece.seconds, text: `${JACKS[jack]} ${words(piece)}` })),
    ),
    ...edges.map(({ seconds, gate, isHigh }) => ({ seconds, text: `${GATES[gate]} ${isHigh ? 'on' : 'off'}` })),
    ...knob.flatMap(({ seconds, action }) => {
      if (action.kind === 'turn') return [{ seconds, text: `knob ${action.steps > 0 ? '+' : ''}${action.steps}` }];
      return action.kind === 'down' ? [{ seconds, text: 'push' }] : [];
    }),
    { seconds: endSeconds, text: 'end' },
  ];
  const sorted = lines.toSorted((a, b) => a.seconds - b.seconds);
  return `${sorted.map(({ seconds, text }) => `${seconds} ${text}`).join('\n')}\n`;
}

function words(piece: CvPiece): string {
  switch (piece.kind) {
    case 'step':
      return String(piece.volts);
    case 'ramp':
      return `-> ${piece.volts} in ${piece.lasting}`;
    case 'sine':
      return `sine ${piece.hertz}Hz ${piece.low}..${piece.high} for ${piece.lasting}`;
  }
}
