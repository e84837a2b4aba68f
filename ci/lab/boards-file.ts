import * as z from 'zod';
import { readYaml } from '../../src/board/yaml-file.ts';
import { checkHost } from '../../src/cli/deploy/destination.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens');
const text = z.string().min(1).max(500);
const words = z.array(text).min(1).describe('A program and its arguments; no shell interprets them');
const day = z.iso.date().describe('As in 2027-01-31');

const place = {
  prefix: z
    .string()
    .regex(/^(\/[A-Za-z0-9._-]+)*$/, "expected a whole path, or '' for /")
    .default('')
    .describe('Installs into this folder of the board, without user and service'),
  nodeModules: text.optional().describe('Packages that are on the board already, instead of asking npm'),
};

const ssh = {
  host: text.refine(isHost, { error: 'expected user@host' }),
  port: z.int().min(1).max(65_535).optional(),
  identity: text.optional().describe('Private key'),
  config: text.optional().describe("Instead of ssh's own configuration"),
  ...place,
};

const connect = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('local') }),
  z.strictObject({ by: z.literal('loopback') }),
  z.strictObject({ by: z.literal('ssh'), ...ssh }),
  z.strictObject({
    by: z.literal('virtual-board'),
    command: words.describe('Boots the guest, and has its POSIX shell on standard input and output'),
    bootSeconds: z.int().min(1).max(900).default(300),
    ...place,
  }),
  z.strictObject({ by: z.literal('labgrid'), place: text.describe('Name of the place'), ...ssh }),
]);

const quarantine = z
  .strictObject({
    owner: text.describe('Person responsible'),
    reason: text,
    until: day.describe('Last day; from the next one on the board runs again'),
  })
  .describe('Leaves the board out, with the reason in reports');

const board = z.strictObject({
  id,
  board: id.describe('Its kind: an id of boards/'),
  rig: id.optional().describe('Boards of one rig run one after the other; default: a rig of its own'),
  serial: text.optional().describe('As printed on it'),
  connect,
  fixtures: z
    .strictObject({ loopback: text.optional(), meter: text.optional() })
    .default({})
    .describe('Plugged in: loopback cable, power meter'),
  power: z
    .strictObject({ cycle: words, bootSeconds: z.int().min(1).max(900).default(90) })
    .optional()
    .describe('Switches the board off and on; returns when it is on again'),
  knownGood: text.optional().describe('File beside this one, made by `node ci/lab/run.js record`'),
  quarantine: quarantine.optional(),
});

/** `ci/lab/boards.yaml`. */
export const boardsFileSchema = z
  .strictObject({
    format: z.literal('neurorack-lab'),
    version: z.literal(1),
    boards: z.array(board).min(1).max(1000),
  })
  .superRefine(({ boards }, context) => {
    const seen = new Set<string>();
    for (const [n, { id: name }] of boards.entries()) {
      if (seen.has(name))
        context.addIssue({ code: 'custom', path: ['boards', n, 'id'], message: `there are two boards '${name}'` });
      seen.add(name);
    }
  });

export type BoardEntry = z.infer<typeof board>;
export type Connect = BoardEntry['connect'];
export type Quarantine = z.infer<typeof quarantine>;

/** @throws NeurorackError 'bad-config' naming file, line and field; 'bad-file' */
export async function readBoardsFile(file: string): Promise<readonly BoardEntry[]> {
  return (await readYaml(file, boardsFileSchema)).boards;
}

/** Whether a board is left out on that day (YYYY-MM-DD). */
export function isQuarantined(of: Quarantine | undefined, today: string): boolean {
  return of !== undefined && today <= of.until;
}

function isHost(host: string): boolean {
  try {
    checkHost(host);
    return true;
  } catch {
    return false;
  }
}
