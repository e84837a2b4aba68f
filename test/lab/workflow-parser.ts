import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** GitHub's own parser of workflows; it imports JSON as bundlers do, and so is bundled first. */
export async function openWorkflowParser(): Promise<typeof import('@actions/workflow-parser')> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'nr-workflow-')), 'parser.mjs');
  const entry = import.meta.resolve('@actions/workflow-parser').replace('file://', '');
  await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'warning' });
  return import(outfile);
}
