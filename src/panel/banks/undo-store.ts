import { copyFile, link, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { BANK_LIMITS } from '../../descriptors/bank/bank-format.ts';
import { writeFileAtomically } from '../../files/atomic-file.ts';
import { readLimited } from '../../files/read-limited.ts';

const MAX_STEPS = 20;
/** Size of a step's description. */
const MAX_STEP_BYTES = 64 * 1024;

/** Names of a step's two files: what changed, and the content before. */
const STEP_FILE = /^(\d{6,15})\.(json|nrbank)$/;

const stepSchema = z.object({
  format: z.literal('neurorack-undo-step'),
  formatVersion: z.literal(1),
  label: z.string(),
  file: z.string(),
  /** Whether the file existed before the change. */
  existed: z.boolean(),
});

export interface UndoStep {
  readonly number: number;
  readonly label: string;
  /** Name of the changed file. */
  readonly file: string;
  readonly existed: boolean;
}

/** The steps that can be undone, in a folder of their own, so that they survive a restart. Numbers increase from step to step. */
export interface UndoStore {
  newest(): Promise<UndoStep | undefined>;
  /**
   * Stores a step before its change. Hard links keep the former content without a copy, as banks are replaced, never overwritten.
   *
   * @param path the file before the change; undefined when it does not exist
   * @returns the step; rejects with the system's error, or a NeurorackError 'cannot-write', and then stores nothing
   */
  push(step: Pick<UndoStep, 'label' | 'file'>, path: string | undefined): Promise<UndoStep>;
  contentBefore(step: UndoStep): Promise<Uint8Array>;
  drop(step: Pick<UndoStep, 'number'>): Promise<void>;
  /** Drops the oldest steps beyond the limits; the newest stays. */
  prune(): Promise<void>;
}

/** @param maxBytes largest size of all former contents together */
export function createUndoStore(folder: string, maxBytes: number): UndoStore {
  const pathOf = (number: number, extension: 'json' | 'nrbank'): string =>
    join(folder, `${String(number).padStart(6, '0')}.${extension}`);

  /** Oldest first. */
  async function numbers(): Promise<readonly number[]> {
    const names = await readdir(folder).catch(() => []);
    const found = new Set(names.flatMap((name) => STEP_FILE.exec(name)?.[1] ?? []).map(Number));
    return [...found].sort((a, b) => a - b);
  }

  /** Undefined for a step that is incomplete, or of a later version. */
  async function read(number: number): Promise<UndoStep | undefined> {
    const text = await readLimited(pathOf(number, 'json'), MAX_STEP_BYTES).catch(() => new Uint8Array(0));
    const { data } = stepSchema.safeParse(parseJson(new TextDecoder().decode(text)));
    if (data === undefined) return undefined;
    const { label, file, existed } = data;
    if (existed && (await sizeOf(pathOf(number, 'nrbank'))) === undefined) return undefined;
    return { number, label, file, existed };
  }

  async function drop({ number }: Pick<UndoStep, 'number'>): Promise<void> {
    // The content goes last: a step without it could not be undone.
    for (const extension of ['json', 'nrbank'] as const) await rm(pathOf(number, extension), { force: true });
  }

  return {
    newest: async () => {
      for (const number of (await numbers()).toReversed()) {
        const step = await read(number);
        if (step !== undefined) return step;
      }
      return undefined;
    },
    push: async ({ label, file }, path) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const step = { number: ((await numbers()).at(-1) ?? 0) + 1, label, file, existed: path !== undefined };
      const { number, existed } = step;
      try {
        if (path !== undefined) await linkOrCopy(path, pathOf(number, 'nrbank'));
        const content = { format: 'neurorack-undo-step', formatVersion: 1, label, file, existed };
        await writeFileAtomically(pathOf(number, 'json'), `${JSON.stringify(content)}\n`, { mode: 0o600 });
      } catch (cause) {
        await drop(step).catch(() => undefined);
        throw cause;
      }
      return step;
    },
    contentBefore: ({ number }) => readLimited(pathOf(number, 'nrbank'), BANK_LIMITS.fileBytes),
    drop,
    prune: async () => {
      let bytes = 0;
      for (const [age, number] of (await numbers()).toReversed().entries()) {
        bytes += (await sizeOf(pathOf(number, 'nrbank'))) ?? 0;
        if (age > 0 && (age >= MAX_STEPS || bytes > maxBytes)) await drop({ number });
      }
    },
  };
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  // FAT has no hard links.
  await link(from, to).catch(() => copyFile(from, to));
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
