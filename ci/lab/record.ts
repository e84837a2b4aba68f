import * as z from 'zod';

const text = z.string().max(20_000);

const step = z.strictObject({
  step: z.enum(['reserve', 'power', 'health', 'deploy', 'bench', 'release']),
  /** 2: the one retry, after a power cycle. */
  attempt: z.int().min(1).max(2),
  outcome: z.enum(['done', 'none', 'failed', 'error']).describe("'none': nothing to do, as without a power switch"),
  seconds: z.number().nonnegative(),
  note: text.nullable(),
});

const run = z.strictObject({
  model: text,
  repeat: z.int().positive(),
  /** 'failed': the product failed; 'error': a rig error; 'left out': not run. */
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
  /** Reason to leave the board out until somebody has checked it. */
  quarantine: text.nullable(),
});

/** `lab.json`: the complete record of a night. */
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
