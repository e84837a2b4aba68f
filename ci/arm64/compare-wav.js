// Whether two mono float32 WAV files are as long as each other and nowhere further apart than a tolerance, in parts of full scale:
//   node compare-wav.js a.wav b.wav 1e-4
import { readFileSync } from 'node:fs';

const FLOAT32 = 3;
const [fileA, fileB, tolerance] = process.argv.slice(2);

/** The samples, by the chunks of the RIFF file. */
function samplesOf(file) {
  const bytes = readFileSync(file);
  let isFloat32 = false;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (name === 'fmt ') isFloat32 = bytes.readUInt16LE(at + 8) === FLOAT32 && bytes.readUInt16LE(at + 10) === 1;
    if (name === 'data') {
      if (!isFloat32) throw new Error(`${file} is not mono float32`);
      return Float32Array.from({ length: size / 4 }, (_, n) => bytes.readFloatLE(at + 8 + 4 * n));
    }
    at += 8 + size + (size % 2);
  }
  throw new Error(`${file} has no samples`);
}

const [a, b] = [samplesOf(fileA), samplesOf(fileB)];
if (a.length !== b.length || a.length === 0) throw new Error(`${a.length} samples and ${b.length}`);
const peak = a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
if (!(peak > 0.01)) throw new Error(`nothing is to be heard: peak ${peak}`);
const apart = a.reduce((most, x, n) => Math.max(most, Math.abs(x - b[n])), 0);
process.stdout.write(
  `${a.length} samples, peak ${peak.toFixed(3)}, apart by ${apart.toExponential(1)} at most, allowed ${tolerance}\n`,
);
if (!(apart <= Number(tolerance))) process.exit(1);
