import { useState } from 'preact/hooks';
import { type ImportReport, importPatch } from './patch-calls.ts';

/** Imports of presets that were sent, and what they have done. */
export interface PatchImport {
  readonly reports: readonly ImportReport[];
  /** Imports files one after the other; their reports replace the former ones. */
  add(files: readonly File[]): void;
}

export function usePatchImport(): PatchImport {
  const [reports, setReports] = useState<readonly ImportReport[]>([]);
  const add = async (files: readonly File[]): Promise<void> => {
    setReports([]);
    for (const file of files) {
      const report = await importPatch(file);
      setReports((before) => [...before, report]);
    }
  };
  return { reports, add: (files) => void add(files) };
}
