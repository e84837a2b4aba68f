import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { CommandResult, Shell } from '../../../src/cli/deploy/ssh.ts';

/** Characters kept of a command's output. */
const MAX_OUTPUT = 1_000_000;

/** The shell of this computer in place of a board's. */
export function createLocalShell(): Shell {
  return {
    host: 'this computer',
    run: (script, input) => runLocally(script, input),
    close: async () => undefined,
  };
}

function runLocally(script: string, input?: string): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', script], { stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => {
      stdout = `${stdout}${chunk}`.slice(-MAX_OUTPUT);
    });
    child.stderr?.on('data', (chunk) => {
      stderr = `${stderr}${chunk}`.slice(-MAX_OUTPUT);
    });
    child.once('error', reject);
    // A command that stops reading ends the pipe; its exit code says more.
    if (input !== undefined && child.stdin !== null)
      pipeline(createReadStream(input), child.stdin).catch(() => undefined);
    child.once('close', (code, signal) => resolve({ code: code ?? 128, stdout, stderr: stderr || (signal ?? '') }));
  });
}
