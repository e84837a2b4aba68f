import { quote } from '../../src/cli/deploy/destination.ts';

/** Options of `neurorack bench` on every board. */
export interface BenchParameters {
  readonly seconds: number;
  readonly latencies: number;
  readonly blocks: readonly number[];
  readonly sweep: number;
}

/** Timeout of a bench, seconds: three times the duration on the slowest board that plays. */
export function timeLimitSeconds({ seconds, latencies, blocks, sweep }: BenchParameters): number {
  return Math.round(300 + 3 * (blocks.length * (seconds + latencies) + 40 * sweep));
}

export interface BenchScriptOptions {
  /** '' for the installed service, which is stopped during the bench. */
  readonly prefix: string;
  readonly model: string;
  readonly note: string;
  readonly parameters: BenchParameters;
}

/** The script of a bench. It prints the result to standard output and starts the service again in any case. */
export function benchScript({ prefix, model, note, parameters: asked }: BenchScriptOptions): string {
  const { seconds, latencies, blocks, sweep } = asked;
  const limit = timeLimitSeconds(asked);
  const bench = [
    `${prefix}/opt/neurorack/current/bin/neurorack.js`,
    'bench',
    ...['--model', model, '--seconds', String(seconds), '--latencies', String(latencies)],
    ...['--blocks', blocks.join(','), '--sweep', String(sweep), '--note', note, '--json'],
  ]
    .map(quote)
    .join(' ');
  if (prefix !== '')
    return [
      'home=$(mktemp -d) || exit',
      `trap 'rm -rf "$home"' EXIT`,
      `NEURORACK_HOME=$home timeout -k 10 ${limit} node ${bench}`,
    ].join('\n');
  // The user, priority and limits of the unit.
  const like = ['User=neurorack', 'LimitRTPRIO=80', 'LimitMEMLOCK=infinity', 'Nice=-10', `RuntimeMaxSec=${limit}`];
  return [
    '[ "$(id -u)" = 0 ] && root= || root="sudo -n"',
    '$root systemctl stop neurorack.service || exit',
    "trap '$root systemctl start neurorack.service' EXIT",
    `$root systemd-run --quiet --pipe --wait --collect ${like.map((one) => `-p ${one}`).join(' ')} \\`,
    `  /usr/bin/env ORT_DISABLE_TELEMETRY=1 NEURORACK_HOME=/var/lib/neurorack node ${bench}`,
  ].join('\n');
}
