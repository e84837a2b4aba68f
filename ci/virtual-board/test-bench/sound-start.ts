import { readFileSync } from 'node:fs';

/** Start of the recording by the sound card's status, µs of CLOCK_MONOTONIC; the card gives that clock or the wall clock. Undefined where none runs. */
export function soundStartUs(card: string, nowUs: number): number | undefined {
  const found = /^trigger_time: ([\d.]+)$/m.exec(readFileSync(`/proc/asound/${card}/pcm1c/sub0/status`, 'utf8'));
  if (found === null) return undefined;
  const us = Number(found[1]) * 1e6;
  return us > 1e14 ? us - (Date.now() * 1e3 - nowUs) : us;
}
