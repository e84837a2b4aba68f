import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchScript, timeLimitSeconds } from '../../ci/lab/bench-script.ts';
import { createLocalShell } from '../../ci/lab/transports/local-shell.ts';

const asked = { seconds: 60, latencies: 50, blocks: [256, 128], sweep: 5 };
const NOTE = "Ada's board; $(reboot)";

/** Runs the script on a board with these programs; gives what it said and what was asked of them, in order. */
async function runOn(prefix: string, programs: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'nr-script-'));
  mkdirSync(join(folder, 'bin'));
  for (const [name, script] of Object.entries({ sudo: 'shift; exec "$@"', ...programs })) {
    const text = `#!/bin/sh\n[ ${name} = sudo ] || echo "${name} $*" >> ${folder}/asked\n${script}\n`;
    writeFileSync(join(folder, 'bin', name), text);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  const script = benchScript({ prefix, model: 'impacts', note: NOTE, parameters: asked });
  const said = await createLocalShell().run(`PATH=${folder}/bin:$PATH\n${script}`);
  return { said, asked: readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n') };
}

describe('a bench where the service is installed', () => {
  it('stops the service, runs with user and limits of the unit, and starts it again', async () => {
    const { said, asked: lines } = await runOn('', { systemctl: '', 'systemd-run': 'echo "{}"' });
    expect(said).toEqual({ code: 0, stdout: '{}\n', stderr: '' });
    expect(lines[0]).toBe('systemctl stop neurorack.service');
    expect(lines[1]).toContain('-p User=neurorack -p LimitRTPRIO=80 -p LimitMEMLOCK=infinity -p Nice=-10');
    expect(lines[1]).toContain(`/opt/neurorack/current/bin/neurorack.js bench --model impacts --seconds 60`);
    expect(lines[1]).toContain(`--note ${NOTE} --json`);
    expect(lines[2]).toBe('systemctl start neurorack.service');
  });

  it('starts it again when the bench fails, and passes on exit code and messages', async () => {
    const { said, asked: lines } = await runOn('', { systemctl: '', 'systemd-run': 'echo broken >&2; exit 3' });
    expect([said.code, said.stderr]).toEqual([3, 'broken\n']);
    expect(lines.at(-1)).toBe('systemctl start neurorack.service');
  });

  it('measures nothing when the service does not stop', async () => {
    const { said, asked: lines } = await runOn('', { systemctl: 'exit 5', 'systemd-run': '' });
    expect(said.code).toBe(5);
    expect(lines).toEqual(['systemctl stop neurorack.service']);
  });
});

it('runs the version of its folder, with a time limit and default settings', async () => {
  const { said, asked: lines } = await runOn('/lab', { timeout: 'shift 3; "$@"', node: 'ls -A "$NEURORACK_HOME"' });
  expect(said).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(lines).toEqual([
    expect.stringContaining(
      `timeout -k 10 ${timeLimitSeconds(asked)} node /lab/opt/neurorack/current/bin/neurorack.js bench`,
    ),
    expect.stringContaining('node /lab/opt/neurorack/current/bin/neurorack.js bench --model impacts'),
  ]);
});
