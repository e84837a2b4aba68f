import { escapeMarkdown } from '../../src/cli/compare/escape-markdown.ts';
import type { LabRecord, StepRecord } from './record.ts';

/** What became of each run, and what somebody has to see to. */
export function labMarkdown({ boards }: LabRecord): string {
  const rows = boards.flatMap(({ board, rig, runs }) =>
    runs.map(({ model, repeat, outcome, attempts, why }) => {
      const told = outcome === 'measured' ? outcome : `**${outcome}**`;
      return `| ${escapeMarkdown(board)} | ${escapeMarkdown(rig)} | ${escapeMarkdown(model)} | ${repeat} | ${told} | ${attempts} | ${escapeMarkdown(why ?? '')} |`;
    }),
  );
  const errors = boards.flatMap(({ board, steps }) =>
    steps.flatMap((step) => (step.outcome === 'error' ? [errorLine(board, step)] : [])),
  );
  const look = boards.flatMap(({ board, quarantine }) =>
    quarantine === null ? [] : [`- ${escapeMarkdown(`${board}: ${quarantine}`)}`],
  );
  return [
    '# Lab',
    '',
    '| board | rig | model | run | | attempts | why |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    ...(errors.length === 0 ? [] : ['Errors of rigs, retried once after a power cycle:', '', ...errors, '']),
    ...(look.length === 0 ? [] : ['To be looked at, and in quarantine until then:', '', ...look, '']),
  ].join('\n');
}

function errorLine(board: string, { step, attempt, note }: StepRecord): string {
  return `- ${escapeMarkdown(`${board}, ${step}, attempt ${attempt}: ${note ?? ''}`)}`;
}
