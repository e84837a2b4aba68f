import * as z from 'zod';
import { readYaml } from '../../board/yaml-file.ts';
import { EVIDENCE, type Evidence } from '../bench/evidence.ts';
import { METRIC_IDS } from './metrics.ts';

/** Former names of metrics, which files may still use. */
const FORMER_IDS: Readonly<Record<string, string>> = {
  'own-misses': 'engine-overruns',
  'scheduling-misses': 'host-overruns',
};

const metricId = z
  .string()
  .transform((id) => FORMER_IDS[id] ?? id)
  .refine((id) => METRIC_IDS.includes(id), { error: `expected one of ${METRIC_IDS.join(', ')}` });

const limit = z
  .strictObject({
    metric: metricId,
    ratio: z.number().gt(1).max(1000).optional().describe('Maximum worsening against the first column of the board'),
    max: z.number().optional().describe('Maximum, in the unit of the metric'),
    min: z.number().optional().describe('Minimum, in the unit of the metric'),
    most: z.number().optional().describe('Former name of max'),
    least: z.number().optional().describe('Former name of min'),
    boards: z.array(z.string()).min(1).optional().describe('Default: all'),
    blocks: z.array(z.int().positive()).min(1).optional().describe('Block sizes; default: all'),
    evidence: z.array(z.enum(EVIDENCE)).min(1).default(['measured']),
  })
  .transform(({ most, least, max = most, min = least, ...others }) => ({ ...others, max, min }))
  .refine(({ ratio, max, min }) => [ratio, max, min].filter((bound) => bound !== undefined).length === 1, {
    error: 'needs one of ratio, max and min',
  });

/** Schema of a thresholds file such as `ci/bench/thresholds.yaml`. */
export const thresholdsSchema = z.strictObject({
  format: z.literal('neurorack-thresholds'),
  version: z.literal(1),
  limits: z.array(limit).min(1),
});

export type Limit = z.infer<typeof limit>;

/**
 * Reads the limits of a thresholds file.
 *
 * @throws NeurorackError 'bad-config' with file, line and field; 'bad-file'
 */
export async function readThresholds(file: string): Promise<readonly Limit[]> {
  return (await readYaml(file, thresholdsSchema)).limits;
}

/** The limits that apply to a measurement. */
export function limitsFor(
  limits: readonly Limit[],
  measurement: {
    readonly metric: string;
    readonly board: string;
    readonly block: number | null;
    readonly evidence: Evidence;
  },
): Limit[] {
  return limits.filter(
    ({ metric, boards, blocks, evidence }) =>
      metric === measurement.metric &&
      evidence.includes(measurement.evidence) &&
      (boards === undefined || boards.includes(measurement.board)) &&
      (blocks === undefined || measurement.block === null || blocks.includes(measurement.block)),
  );
}
