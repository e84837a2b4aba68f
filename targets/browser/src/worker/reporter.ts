import type { MetersMemory } from '../../../../src/engine/meters.ts';
import type { PlayedLog } from '../../../../src/engine/played-log.ts';
import type { Seqlock } from '../../../../src/engine/seqlock.ts';
import type { RenderReport } from './messages.ts';

/** Interval of the control records and the log, µs. */
const RECORD_US = 16_000;
/** Interval of the meters, µs. */
const METERS_US = 100_000;

/**
 * Returns a function that reports the latest control record to the engine, and meters and log where no memory is shared.
 *
 * @param recordSize doubles in a control record
 */
export function createReporter({
  controls,
  recordSize,
  unshared,
  post,
}: {
  readonly controls: Seqlock;
  readonly recordSize: number;
  readonly unshared: { readonly meters: MetersMemory; readonly played: PlayedLog | undefined } | undefined;
  readonly post: (report: RenderReport) => void;
}): (nowUs: number) => void {
  const record = new Float64Array(recordSize);
  let reportedUs = Number.NEGATIVE_INFINITY;
  let metersUs = Number.NEGATIVE_INFINITY;
  return (nowUs) => {
    if (nowUs - reportedUs < RECORD_US) return;
    reportedUs = nowUs;
    if (controls.read(record)) post({ kind: 'controls', record });
    if (unshared === undefined) return;
    const events = unshared.played?.take() ?? [];
    if (events.length > 0) post({ kind: 'played', events });
    if (nowUs - metersUs < METERS_US) return;
    metersUs = nowUs;
    post({ kind: 'meters', values: Int32Array.from(new Int32Array(unshared.meters)) });
  };
}
