import * as z from 'zod';

const text = z.string().max(20_000);

const step = z.strictObject({
  step: z.enum(['reserve', 'power', 'health', 'deploy', 'bench', 'release']),
  /** 2: the one retry, after a power cycle. */
  attempt: z.int().min(1).max(2),
  outcome: z.enum(['done', 'none', 'failed', 'error']).describe("'none': there was nothing to do, as without a switch"),
  seconds: z.number().nonnegative(),
  note: text.nullable(),
});

const run = z.strictObject({
  model: text,
  repeat: z.int().positive(),
  /** 'failed' is the product's, 'error' the rig's; 'left out': not tried. */
  outcome: z.enum(['measured', 'failed', 'error', 'left out']),
  why: text.nullable(),
  attempts: z.int().min(0).max(2),
  result: text.nullable().describe('File, beside the record'),
});

const board = z.strictObject({
  board: text,
  rig: text,
  steps: z.array(step),
  runs: z.array(run),
  /** That somebody should look, and the board be left out until then. */
  quarantine: text.nullable(),
});

/** `lab.json`: what became of a night, whole. */
export const labRecordSchema = z.strictObject({
  format: z.literal('neurorack-lab-record'),
  version: z.literal(1),
  at: z.iso.datetime(),
  boards: z.array(board),
});

export type LabRecord = z.infer<typeof labRecordSchema>;
export type BoardRecord = LabRecord['boards'][number];
export type RunRecord = BoardRecord['runs'][number];
export type StepRecord = BoardRecord['steps'][number];
