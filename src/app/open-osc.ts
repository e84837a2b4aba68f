import { NeurorackError } from '../contracts/errors.ts';
import { requireAllowList } from '../panel/osc/allow-list.ts';
import type { OscAddress, OscServer, OscServerOptions } from '../panel/osc/osc-server.ts';
import { print } from './terminal/print.ts';

/** The command line's choice of Open Sound Control. */
export interface OscOptions {
  /** The port; without it there is no OSC. */
  readonly osc?: number | undefined;
  readonly oscHost?: string | undefined;
  readonly oscAllow?: readonly string[] | undefined;
  readonly oscSend?: readonly OscAddress[] | undefined;
}

export interface OpenOsc {
  /** Closes the port and prints what was refused. */
  close(): Promise<void>;
}

/** Opens OSC where the command line names a port. A port that does not open is reported: the instrument plays without. */
export async function openOsc(
  { osc, oscHost, oscAllow, oscSend }: OscOptions,
  surface: Pick<OscServerOptions, 'instrument' | 'sound' | 'onMessage'>,
): Promise<OpenOsc | undefined> {
  if (osc === undefined) return undefined;
  const { startOscServer } = await import('../panel/osc/osc-server.ts');
  try {
    const server = await startOscServer({ ...surface, port: osc, host: oscHost, allowed: oscAllow, sendTo: oscSend });
    print(`OSC: udp and ws at ${server.host}:${server.port}`);
    return {
      close: async () => {
        await server.close();
        const line = summaryOf(server);
        if (line !== undefined) print(line);
      },
    };
  } catch (error) {
    if (!(error instanceof NeurorackError)) throw error;
    surface.onMessage(`warning: no OSC: ${error.message}; ${error.remedy}`);
    return undefined;
  }
}

/** @throws NeurorackError 'usage' for options without `--osc`, and as `requireAllowList` */
export function checkOscOptions({ osc, oscHost, oscAllow, oscSend }: OscOptions): void {
  if (osc !== undefined) requireAllowList(oscHost ?? '127.0.0.1', oscAllow ?? []);
  if (osc !== undefined || (oscHost ?? oscAllow ?? oscSend) === undefined) return;
  throw new NeurorackError('usage', '--osc-host, --osc-allow and --osc-send need the port', {
    remedy: 'add --osc <port>, such as --osc 9000',
  });
}

function summaryOf({ counts }: OscServer): string | undefined {
  const { packets, malformed, messages, foreign, refused } = counts;
  if (packets + foreign === 0) return undefined;
  const without = Object.values(refused).reduce((sum, count) => sum + count, 0);
  return `OSC: ${messages} messages, ${without} of them without effect; ${malformed} malformed packets, ${foreign} from addresses that are not allowed`;
}
