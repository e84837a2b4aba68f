import { escapeMarkdown } from '../../src/cli/compare/escape-markdown.ts';
import type { LabRecord, StepRecord } from './record.ts';

/** Outcome of each run, rig errors, and boards that need attention. */
export function labMarkdown({ boards }: LabRecord): string {
  const rows = boards.flatMap(({ board, rig, runs }) =>
    runs.map(({ model, repeat, outcome, attempts, why }) => {
      const shown = outcome === 'measured' ? outcome : `**${outcome}**`;
      return `| ${escapeMarkdown(board)} | ${escapeMarkdown(rig)} | ${escapeMarkdown(model)} | ${repeat} | ${shown} | ${attempts} | ${escapeMarkdown(why ?? '')} |`;
    }),
  );
  const errors = boards.flatMap(({ board, steps }) =>
    steps.flatMap((step) => (step.outcome === 'error' ? [errorLine(board, step)] : [])),
  );
  const quarantined = boards.flatMap(({ board, quarantine }) =>
    quarantine === null ? [] : [`- ${escapeMarkdown(`${board}: ${quarantine}`)}`],
  );
  return [
    '# Lab',
    '',
    '| board | rig | model | run | | attempts | why |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    ...(errors.length === 0 ? [] : ['Rig errors, retried once after a power cycle:', '', ...errors, '']),
    ...(quarantined.length === 0 ? [] : ['In quarantine until somebody checks:', '', ...quarantined, '']),
  ].join('\n');
}

function errorLine(board: string, { step, attempt, note }: StepRecord): string {
  return `- ${escapeMarkdown(`${board}, ${step}, attempt ${attempt}: ${note ?? ''}`)}`;
}
