import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLabgridTransport } from '../../ci/lab/transports/labgrid.ts';
import { createSshTransport } from '../../ci/lab/transports/ssh.ts';
import { expectFailure } from './fails.ts';

const path = process.env.PATH;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nr-labgrid-'));
});
afterEach(() => {
  process.env.PATH = path;
});

/** A labgrid-client that writes down what it was asked, and answers by a script's case. */
function plant(cases: string): void {
  const file = join(folder, 'labgrid-client');
  const script = `#!/bin/sh\necho "$*" >> ${folder}/asked\ncase "$*" in\n${cases}\nesac\n`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  process.env.PATH = `${folder}:${path}`;
}
const asked = (): string[] => readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
const transport = () =>
  createLabgridTransport({
    place: 'orin-1',
    ssh: createSshTransport({ id: 'orin-1', host: 'lab@orin-1', prefix: '' }),
  });

describe('a place of labgrid', () => {
  it('is reserved in the queue, acquired by its token, switched, released and its reservation cancelled', async () => {
    plant('reserve*) echo "export LG_TOKEN=ABC123" ;;');
    const { reserve, powerCycle } = transport();
    const giveBack = await reserve();
    await powerCycle?.();
    await giveBack();
    expect(asked()).toEqual([
      'reserve --wait --shell name=orin-1',
      '-p +ABC123 acquire',
      '-p orin-1 power cycle',
      '-p orin-1 release',
      'cancel-reservation ABC123',
    ]);
  });

  it('leaves no reservation behind when it cannot be acquired', async () => {
    plant('reserve*) echo "export LG_TOKEN=ABC123" ;;\n*acquire) echo "place is in use" >&2; exit 1 ;;');
    await expectFailure(transport().reserve(), 'device-fault', 'place is in use');
    expect(asked().at(-1)).toBe('cancel-reservation ABC123');
  });

  it('has an error with a remedy without a token, and without labgrid', async () => {
    plant('*) echo nothing ;;');
    await expectFailure(transport().reserve(), 'device-fault', 'no token for the place orin-1');
    process.env.PATH = '/nowhere';
    await expectFailure(transport().reserve(), 'missing-library', 'labgrid-client');
  });
});
