import type { BoardConfig } from '@neurorack/contracts/board';

/** The name of the sound card that a board plays on, as ALSA knows it. */
export function cardOf({ id, audio }: BoardConfig): string {
  const card = /\bCARD=(\w+)/.exec(audio?.device ?? '')?.[1];
  if (card === undefined) throw new Error(`the board ${id} does not name its sound card: hw:CARD=...`);
  return card;
}
