import { type Command, InvalidArgumentError } from 'commander';
import { print, printJson, printTable } from '../../app/terminal/print.ts';
import { examples } from '../help.ts';

interface ClientsOptions {
  readonly port: number;
  readonly json?: boolean;
}

export function register(program: Command): void {
  const clients = program
    .command('clients')
    .summary('list paired clients, or unpair one')
    .description(
      'List the clients that are paired with the panel of this computer, and unpair one: its connection closes at once. Without a running ' +
        'instrument, the stored list is read and changed.',
    );
  const verbs = [
    clients.command('list', { isDefault: true }).description('list the paired clients').action(list),
    clients.command('revoke').argument('<number>', 'number of the list').description('unpair a client').action(revoke),
  ];
  for (const verb of verbs) {
    verb.option('--port <number>', 'port of the panel', port, 4880).option('--json', 'print JSON');
  }
  examples(clients, ['neurorack clients', 'neurorack clients revoke 1f0c3a55e2b7']);
}

async function list(options: ClientsOptions): Promise<void> {
  const clients = await (await open(options)).list();
  if (options.json) printJson(clients);
  else if (clients.length === 0) print('no client is paired');
  else {
    printTable(
      clients.map(({ id, name, address, seenMs }) => [
        id,
        name,
        address || 'unknown address',
        `last seen ${day(seenMs)}`,
      ]),
    );
  }
}

async function revoke(id: string, options: ClientsOptions): Promise<void> {
  await (await open(options)).revoke(id);
  if (options.json) printJson({ revoked: id });
  else print(`${id} is unpaired`);
}

async function open({ port }: ClientsOptions) {
  const [{ createContainer }, { modelsDirectory }, { openPaired }] = await Promise.all([
    import('../../app/create-container.ts'),
    import('../../app/installation.ts'),
    import('../clients/paired.ts'),
  ]);
  return openPaired(createContainer({ modelsDirectory: modelsDirectory() }), port);
}

function day(ms: number | null): string {
  return ms === null ? 'unknown' : new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

function port(given: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new InvalidArgumentError('Give a whole number from 1 to 65535.');
}
