/** Files of ALSA's sequencer. */
export const SEQUENCER = { clients: '/proc/asound/seq/clients', queues: '/proc/asound/seq/queues' } as const;

/**
 * Address of the port with a name that takes what is sent to it, as '128:0'; undefined without one.
 *
 * @param clients text of the sequencer's clients: a line of each, lines of its ports with 'R' and 'W' for what others may do
 */
export function portAddress(clients: string, name: string): string | undefined {
  let client = '';
  for (const line of clients.split('\n')) {
    client = /^Client +(\d+) :/.exec(line)?.[1] ?? client;
    const port = /^ +Port +(\d+) : "(.*)" \(.W/.exec(line);
    if (port?.[2] === name) return `${client}:${port[1]}`;
  }
  return undefined;
}

/** Time of a queue that runs, µs from its start; undefined where none of that name does. */
export function queueTimeUs(queues: string, name: string): number | undefined {
  const queue = queues.split(/^queue \d+: /m).find((text) => text.startsWith(`[${name}]`));
  if (queue === undefined || !/^timer state +: Running$/m.test(queue)) return undefined;
  const time = /^current time +: (\d+)\.(\d+) s$/m.exec(queue);
  return time === null ? undefined : 1e6 * Number(time[1]) + Number(time[2]) / 1000;
}
