import { GATES, JACKS } from '../jacks.ts';
import type { CvSegment, Performance, PerformedKnob } from './performance.ts';

/** The text of a performance; reading it gives the performance back. Taps and pushes are written as their two halves. */
export function writePerformance({ cv, edges, knob, endSeconds }: Performance): string {
  const lines: { readonly seconds: number; readonly text: string }[] = [
    ...cv.flatMap((pieces, jack) =>
      pieces.map((piece) => ({ seconds: piece.seconds, text: `${JACKS[jack]} ${wordsOfCv(piece)}` })),
    ),
    ...edges.map(({ seconds, gate, isHigh }) => ({ seconds, text: `${GATES[gate]} ${isHigh ? 'on' : 'off'}` })),
    ...knob.map(({ seconds, action }) => ({ seconds, text: `knob ${wordsOfKnob(action)}` })),
    { seconds: endSeconds, text: 'end' },
  ];
  const sorted = lines.toSorted((a, b) => a.seconds - b.seconds);
  return `${sorted.map(({ seconds, text }) => `${seconds} ${text}`).join('\n')}\n`;
}

function wordsOfCv(piece: CvSegment): string {
  switch (piece.kind) {
    case 'step':
      return String(piece.volts);
    case 'ramp':
      return `-> ${piece.volts} in ${piece.lasting}`;
    case 'sine': {
      const lasting = piece.lasting === Number.POSITIVE_INFINITY ? '' : ` for ${piece.lasting}`;
      return `sine ${piece.hertz}Hz ${piece.low}..${piece.high}${lasting}`;
    }
  }
}

function wordsOfKnob(action: PerformedKnob['action']): string {
  if (action.kind !== 'turn') return action.kind;
  return action.steps > 0 ? `+${action.steps}` : String(action.steps);
}
