import { NeurorackError } from '../contracts/errors.ts';

/** An error as one line for the player: its message, and its remedy where it has one. */
export function sentenceOf(error: unknown): string {
  if (error instanceof NeurorackError) return `${error.message}; ${error.remedy}`;
  return error instanceof Error ? error.message : String(error);
}
