import type { OnGateEdge } from '../../src/contracts/gate-input.ts';

/** A listener that records edges as text: 'gate 0 rises at 100'. */
export function recordEdges(): { readonly edges: string[]; readonly onEdge: OnGateEdge } {
  const edges: string[] = [];
  return {
    edges,
    onEdge: (gate, isHigh, timeUs) => void edges.push(`gate ${gate} ${isHigh ? 'rises' : 'falls'} at ${timeUs}`),
  };
}
