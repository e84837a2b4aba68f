import { rmSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** Signals that end a process by default: Ctrl-C, the end by a service, a closed terminal, Ctrl-\\. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
const partialFiles = new Set<string>();

/**
 * Registers a partial file, or a folder, that is removed if the process ends before it is complete: by an error, an exit or a signal. Node
 * reports signals to the main thread alone, so a thread registers nothing.
 *
 * @returns a function that ends the registration
 */
export function removeAtExit(path: string): () => void {
  if (!isMainThread) return () => undefined;
  if (partialFiles.size === 0) {
    process.on('exit', removeAll);
    // Only as long as there are partial files: a handler of a signal would have to wait for the end of a long calculation.
    // First of all handlers: it counts the others, and one for a single signal is gone once it has run.
    for (const signal of SIGNALS) process.prependListener(signal, endBySignal);
  }
  partialFiles.add(path);
  return () => {
    if (partialFiles.delete(path) && partialFiles.size === 0) stopListening();
  };
}

/** Ends the process as the signal does without a handler, so that its parent sees the signal. */
function endBySignal(signal: NodeJS.Signals): void {
  // Another handler ends the work in its own way, as an instrument does with a fade.
  if (process.listenerCount(signal) > 1) return;
  removeAll();
  stopListening();
  process.kill(process.pid, signal);
}

function stopListening(): void {
  process.off('exit', removeAll);
  for (const signal of SIGNALS) process.off(signal, endBySignal);
}

function removeAll(): void {
  for (const path of partialFiles) {
    try {
      rmSync(path, { force: true, recursive: true });
    } catch {
      // The process ends anyway; the others still have to be removed.
    }
  }
  partialFiles.clear();
}
