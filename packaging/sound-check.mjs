// Triggers the instrument that plays on this board, through its panel, and checks what it measures at its output: node sound-check.mjs <address>.
// Prints nothing when it sounds; else one line with the reason, and exit code 1. The instrument makes one sound.
import { request } from 'node:http';

/** Frames of a stream that plays, as a share of those that the time has: the rest is the start and the end of the measurement. */
const MIN_SHARE = 0.5;
/** -80 dB below full scale; what rests is 0. */
const MIN_PEAK = 1e-4;
const TIMEOUT_MS = 20_000;

const url = new URL('sound-check', process.argv[2]);
const answer = await post(url).catch((error) => ({ status: 0, text: error.message }));
const why = answer.status === 200 ? faultOf(JSON.parse(answer.text)) : `its panel does not answer: ${answer.text}`;
if (why !== undefined) {
  process.stdout.write(`${why}\n`);
  process.exitCode = 1;
}

function faultOf({ frames, expectedFrames, peak, isMuted, faults }) {
  if (!(frames > MIN_SHARE * expectedFrames))
    return `its sound stands still: ${frames} of ${expectedFrames} frames in two seconds`;
  if (faults > 0) return `its engine had ${faults} faults in two seconds`;
  if (!isMuted && !(peak > MIN_PEAK)) return 'a trigger is silent';
  return undefined;
}

function post(to) {
  return new Promise((resolve, reject) => {
    const sent = request(to, { method: 'POST', headers: { origin: to.origin }, timeout: TIMEOUT_MS }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() }));
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in 20 seconds')));
    sent.on('error', reject);
    sent.end();
  });
}
