/** A named place of a take, in frames from its beginning. */
export interface Marker {
  readonly frame: number;
  readonly label: string;
}

const CUE_BYTES = 24;

/** The chunk of places, and the chunk of their labels: 'cue ' and 'LIST adtl', RIFF MCI, 1991. */
export function markerChunks(markers: readonly Marker[]): Uint8Array {
  if (markers.length === 0) return new Uint8Array(0);
  const labels = markers.map(({ label }) => padded(label.length + 1));
  const labelBytes = labels.reduce((sum, length) => sum + 12 + length, 4);
  const bytes = new Uint8Array(12 + CUE_BYTES * markers.length + 8 + labelBytes);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const text = (letters: string): void => {
    for (const letter of letters) bytes[at++] = letter.charCodeAt(0);
  };
  const number = (value: number): void => {
    view.setUint32(at, value, true);
    at += 4;
  };
  text('cue ');
  number(4 + CUE_BYTES * markers.length);
  number(markers.length);
  for (const [n, { frame }] of markers.entries()) {
    number(n + 1);
    number(frame);
    text('data');
    number(0);
    number(0);
    number(frame);
  }
  text('LIST');
  number(labelBytes);
  text('adtl');
  for (const [n, { label }] of markers.entries()) {
    text('labl');
    number(4 + label.length + 1);
    number(n + 1);
    text(label);
    at += labels[n] - label.length;
  }
  return bytes;
}

/** Chunks of RIFF begin at even bytes. */
const padded = (length: number): number => length + (length % 2);
