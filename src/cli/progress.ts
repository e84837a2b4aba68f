import { SingleBar } from 'cli-progress';
import { allowsEscapes } from '../app/terminal/allows-escapes.ts';

/** Display of the progress of a long task. */
export interface Progress {
  /** `done` of `total`, any unit. */
  update(done: number): void;
  /** Clears the line. */
  stop(): void;
}

/** Columns of the bar; fewer on a narrow terminal. */
const BAR_COLUMNS = 40;
/** Columns beside bar and label: percentage and remaining time. */
const TEXT_COLUMNS = 16;
/** Time between two plain lines, and before the first: a short task prints none. */
const PLAIN_MS = 5000;

/** Shows progress on stderr: a bar on a terminal, plain lines elsewhere and with NO_COLOR or TERM=dumb. stdout is for results. */
export function startProgress(
  label: string,
  total: number,
  stream: NodeJS.WriteStream = process.stderr,
  nowMs: () => number = Date.now,
): Progress {
  if (!allowsEscapes(stream)) return plainProgress(label, total, { stream, nowMs });
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}% {eta_formatted}`,
    stream,
    barsize: Math.max(1, Math.min(BAR_COLUMNS, (stream.columns || 80) - label.length - TEXT_COLUMNS)),
    clearOnComplete: true,
    // Cursor and line wrap stay as they are: after Ctrl-C nothing has to be restored, and the package's handler, which keeps the
    // process alive, is not needed.
    hideCursor: false,
    linewrap: true,
    gracefulExit: false,
  });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

function plainProgress(
  label: string,
  total: number,
  { stream, nowMs }: { readonly stream: NodeJS.WritableStream; readonly nowMs: () => number },
): Progress {
  let lastMs = nowMs();
  return {
    update: (done) => {
      if (nowMs() - lastMs < PLAIN_MS) return;
      lastMs = nowMs();
      stream.write(`${label}: ${Math.floor((100 * done) / total)} %\n`);
    },
    stop: () => undefined,
  };
}
