import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boardsFileSchema, isQuarantined, readBoardsFile } from '../../ci/lab/boards-file.ts';
import { parseYaml } from '../../src/board/yaml-file.ts';
import { expectNamedError } from '../../testing/named-error.ts';

const LAB = join(import.meta.dirname, '../../ci/lab');
const read = (text: string) => () => parseYaml(text, 'boards.yaml', boardsFileSchema);
const file = (board: string): string => `format: neurorack-lab\nversion: 1\nboards:\n${board}\n`;

describe("the lab's boards file", () => {
  it('lists this computer in the checkout', async () => {
    const boards = await readBoardsFile(join(LAB, 'boards.yaml'));
    expect(boards.map(({ id, board, connect }) => [id, board, connect.by])).toContainEqual(['host', 'host', 'local']);
  });

  it('lists a board of each connection in the example, all of known kinds', async () => {
    const boards = await readBoardsFile(join(LAB, 'boards.example.yaml'));
    expect(new Set(boards.map(({ connect }) => connect.by))).toEqual(
      new Set(['local', 'loopback', 'ssh', 'labgrid', 'virtual-board']),
    );
    for (const { board } of boards)
      expect(await readFile(join(LAB, `../../boards/${board}.yaml`), 'utf8')).toContain(`id: ${board}`);
  });

  it.each([
    ['  - { id: a, board: host, connect: { by: pigeon } }', 'boards.yaml:4:'],
    ['  - { id: a, board: host, connect: { by: ssh } }', 'boards.0.connect.host'],
    ["  - { id: a, board: host, connect: { by: ssh, host: '-oProxyCommand=x' } }", 'expected user@host'],
    ["  - { id: a, board: host, connect: { by: ssh, host: pi, prefix: '/a; rm -rf /' } }", 'expected a whole path'],
    ['  - { id: a, board: host, connect: { by: local }, power: { cycle: reboot } }', 'boards.0.power.cycle'],
    ['  - { id: a, board: host, connect: { by: local }, quarantine: { reason: x, until: 2026-01-01 } }', 'owner'],
    [
      '  - { id: a, board: host, connect: { by: local }, quarantine: { owner: A, reason: x, until: soon } }',
      'quarantine.until',
    ],
    [
      '  - { id: a, board: host, connect: { by: local } }\n  - { id: a, board: host, connect: { by: local } }',
      "boards.yaml:5:7: boards.1.id: there are two boards 'a'",
    ],
  ])('is refused with line and field: %s', (board, words) => {
    expectNamedError(read(file(board)), 'bad-config', words);
  });
});

it('keeps a board in quarantine through its last day', () => {
  const quarantine = { owner: 'Ada', reason: 'fan', until: '2026-06-15' };
  expect(isQuarantined(quarantine, '2026-06-15')).toBe(true);
  expect(isQuarantined(quarantine, '2026-06-16')).toBe(false);
  expect(isQuarantined(undefined, '2026-06-15')).toBe(false);
});
