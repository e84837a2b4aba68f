import { MAX_PATCH_BYTES } from '../../upload-limits.ts';
import { transport } from '../server-transport.ts';

/** The result of an import, or the reason of its failure; a sentence each. */
export interface ImportReport {
  readonly isDone: boolean;
  readonly sentences: readonly string[];
}

/** Whether a file is a preset that was sent. */
export const isPatchFile = ({ name }: File): boolean => /\.nrpatch$/i.test(name);

export const exportPath = (preset: string): string => `/patches/export?${new URLSearchParams({ preset })}`;

/** Sends a file to the instrument, which adds its preset and sets, and plays it. Never rejects. */
export async function importPatch(file: File): Promise<ImportReport> {
  if (file.size > MAX_PATCH_BYTES) {
    const [mib, max] = [file.size, MAX_PATCH_BYTES].map((bytes) => Math.round(bytes / 2 ** 20));
    return failure(`${file.name} has ${mib} MiB, at most ${max} MiB are allowed.`);
  }
  try {
    const query = new URLSearchParams({ name: file.name });
    const { isDone, text } = await transport.upload(`/patches/import?${query}`, file, () => undefined);
    const answer: { preset?: string; messages?: readonly string[]; message?: string; remedy?: string } =
      JSON.parse(text);
    if (!isDone) return failure(`${answer.message}: ${answer.remedy}.`);
    const notes = (answer.messages ?? []).map((message) => `${message}.`);
    return { isDone, sentences: [`${file.name} is the preset ${answer.preset}.`, ...notes] };
  } catch {
    return failure('No response from the instrument: check that it is on and in the same network.');
  }
}

const failure = (sentence: string): ImportReport => ({ isDone: false, sentences: [sentence] });
