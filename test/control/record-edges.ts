import type { OnGateEdge } from '../../src/contracts/gate-input.ts';

/** Edges as words: 'gate 0 rises at 100'. */
export function recordEdges(): { readonly heard: string[]; readonly onEdge: OnGateEdge } {
  const heard: string[] = [];
  return {
    heard,
    onEdge: (gate, isHigh, timeUs) => void heard.push(`gate ${gate} ${isHigh ? 'rises' : 'falls'} at ${timeUs}`),
  };
}
