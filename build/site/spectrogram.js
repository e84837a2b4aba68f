// Spectrograms as PNG files: 80 dB below the loudest bin, 30 Hz to 20 kHz on a logarithmic axis.
import FFT from 'fft.js';
import { PNG } from 'pngjs';

const WINDOW = 2048;
const RANGE_DB = 80;
const LOWEST_HZ = 30;
const HIGHEST_HZ = 20_000;
const [WIDTH, HEIGHT] = [480, 240];
/** From silence to the loudest bin: dark, violet, orange, light, even in brightness. */
const COLOURS = [
  [12, 10, 24],
  [70, 18, 110],
  [165, 44, 96],
  [237, 105, 37],
  [252, 240, 200],
];

/** @returns the picture of mono samples, as the bytes of a PNG file */
export function spectrogramPng(samples, sampleRate) {
  const columns = Array.from({ length: WIDTH }, (_, x) =>
    columnOf(samples, Math.round((x / (WIDTH - 1)) * samples.length), sampleRate),
  );
  const loudest = columns.reduce((most, column) => Math.max(most, ...column), Number.NEGATIVE_INFINITY);
  const png = new PNG({ width: WIDTH, height: HEIGHT });
  for (const [x, column] of columns.entries())
    for (const [y, level] of column.entries()) {
      const colour = colourOf(Math.max(0, 1 + (level - loudest) / RANGE_DB));
      png.data.set([...colour, 255], 4 * ((HEIGHT - 1 - y) * WIDTH + x));
    }
  return PNG.sync.write(png, { colorType: 2 });
}

/** Levels in dB around a sample, lowest frequency first. */
function columnOf(samples, centre, sampleRate) {
  const fft = new FFT(WINDOW);
  const input = new Array(WINDOW);
  for (let i = 0; i < WINDOW; i++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW);
    input[i] = window * (samples[centre - WINDOW / 2 + i] ?? 0);
  }
  const spectrum = fft.createComplexArray();
  fft.realTransform(spectrum, input);
  return Array.from({ length: HEIGHT }, (_, y) => {
    const hz = LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** (y / (HEIGHT - 1));
    const bin = Math.min(WINDOW / 2, Math.round((hz / sampleRate) * WINDOW));
    return 10 * Math.log10(spectrum[2 * bin] ** 2 + spectrum[2 * bin + 1] ** 2 + 1e-12);
  });
}

function colourOf(share) {
  const place = share * (COLOURS.length - 1);
  const low = Math.min(COLOURS.length - 2, Math.floor(place));
  return COLOURS[low].map((value, channel) => Math.round(value + (place - low) * (COLOURS[low + 1][channel] - value)));
}
