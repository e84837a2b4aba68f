import { SingleBar } from 'cli-progress';

/** Display of the progress of a long task. */
export interface Progress {
  /** `done` of `total`, any unit. */
  update(done: number): void;
  /** Clears the line. */
  stop(): void;
}

/** Shows a progress bar on stderr where that is a terminal, nothing otherwise; stdout is for results. */
export function startProgress(label: string, total: number): Progress {
  if (!process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}% {eta_formatted}`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}
