import { defaultValues } from '../control/destination.ts';
import type { Renderer } from './renderer.ts';
import { OFFSET_INDICES, VOICE_INDEX } from './voice-destinations.ts';

/** 1.4 s of sound. */
const REHEARSED_HOPS = 240;

/**
 * Plays all that a player may ask for, unheard: the first trigger of a fresh voice takes 40 ms for want of compiled code, and
 * what was compiled for less is thrown away when more is asked of it.
 */
export async function jitWarmUp(voice: Renderer, hop: number): Promise<void> {
  const into = new Float32Array(hop);
  const values = defaultValues();
  for (let n = 0; n < REHEARSED_HOPS; n++) {
    if (n % 8 === 0) voice.gate(0, true);
    if (n % 16 === 4) voice.gate(1, true);
    if (n % 16 === 12) voice.gate(1, false);
    if (n % 8 === 6) voice.gate(0, false);
    for (const destination of Object.values(VOICE_INDEX))
      values[destination] = defaultValues()[destination] + 0.01 * (n % 7);
    for (const destination of OFFSET_INDICES) values[destination] = 0.01 * (n % 5);
    voice.control(n % 16 < 8 ? values : defaultValues());
    const cut = n % 3 === 0 ? hop : 100;
    const pending = voice.render(into, 0, cut);
    if (pending !== undefined) await pending;
    const rest = voice.render(into, cut, hop);
    if (rest !== undefined) await rest;
    await voice.prepare?.();
  }
  voice.control(defaultValues());
}
