import { codeOf, type FileSystem } from '../../src/state/file-system.ts';

/** A statement about a file system, and its check, which throws where the statement is false. Needs no test runner, so that it runs in a browser. */
export interface FileSystemCase {
  readonly title: string;
  /** @param home a folder that does not exist yet */
  readonly check: (fs: FileSystem, home: string) => Promise<void>;
}

const BYTES = Uint8Array.of(1, 2, 3);

function expectSame(actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${a}, expected ${b}`);
}

async function expectCode(work: Promise<unknown>, code: string): Promise<void> {
  const outcome = await work.then(
    () => 'success',
    (cause: unknown) => codeOf(cause) ?? `an error without code: ${String(cause)}`,
  );
  expectSame(outcome, code);
}

async function put(fs: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const file = await fs.create(path);
  await file.write(bytes);
  await file.sync();
  await file.close();
}

const bytesAt = async (fs: FileSystem, path: string): Promise<readonly number[]> => [...(await fs.read(path))];

/** Conformance cases of `src/state/file-system.ts`. */
export const FILE_SYSTEM_CASES: readonly FileSystemCase[] = [
  {
    title: 'creates folders with their parents, again and again',
    check: async (fs, home) => {
      await fs.makeDirectory(`${home}/deep/er`);
      await fs.makeDirectory(`${home}/deep/er`);
      expectSame(await fs.list(home), ['deep']);
      expectSame(await fs.list(`${home}/deep`), ['er']);
    },
  },
  {
    title: 'lists nothing of a folder that does not exist',
    check: async (fs, home) => expectSame(await fs.list(`${home}/none`), []),
  },
  {
    title: 'reads what was written, and its own copy of it',
    check: async (fs, home) => {
      await fs.makeDirectory(home);
      await put(fs, `${home}/file`, BYTES);
      const read = await fs.read(`${home}/file`);
      read.fill(0);
      expectSame(await bytesAt(fs, `${home}/file`), [...BYTES]);
    },
  },
  {
    title: 'rejects a missing file with ENOENT',
    check: async (fs, home) => {
      await fs.makeDirectory(home);
      await expectCode(fs.read(`${home}/none`), 'ENOENT');
      await expectCode(fs.rename(`${home}/none`, `${home}/other`), 'ENOENT');
    },
  },
  {
    title: 'rejects a file of a folder that does not exist with ENOENT, and below a file with ENOTDIR',
    check: async (fs, home) => {
      await expectCode(fs.create(`${home}/none/file`), 'ENOENT');
      await fs.makeDirectory(home);
      await put(fs, `${home}/file`, BYTES);
      await expectCode(fs.create(`${home}/file/below`), 'ENOTDIR');
      await expectCode(fs.makeDirectory(`${home}/file/below`), 'ENOTDIR');
      await expectCode(fs.read(`${home}/file/below`), 'ENOTDIR');
    },
  },
  {
    title: 'does not read a folder as a file',
    check: async (fs, home) => {
      await fs.makeDirectory(`${home}/folder`);
      await expectCode(fs.read(`${home}/folder`), 'EISDIR');
    },
  },
  {
    title: 'creates a name once',
    check: async (fs, home) => {
      await fs.makeDirectory(home);
      await put(fs, `${home}/file`, BYTES);
      await expectCode(fs.create(`${home}/file`), 'EEXIST');
      expectSame(await bytesAt(fs, `${home}/file`), [...BYTES]);
    },
  },
  {
    title: 'replaces the file at the new name of a renamed one',
    check: async (fs, home) => {
      await fs.makeDirectory(home);
      await put(fs, `${home}/old`, BYTES);
      await put(fs, `${home}/new`, Uint8Array.of(9));
      await fs.rename(`${home}/new`, `${home}/old`);
      expectSame(await bytesAt(fs, `${home}/old`), [9]);
      expectSame(await fs.list(home), ['old']);
    },
  },
  {
    title: 'removes a file, and a missing one without error',
    check: async (fs, home) => {
      await fs.makeDirectory(home);
      await put(fs, `${home}/file`, BYTES);
      await fs.remove(`${home}/file`);
      await fs.remove(`${home}/file`);
      expectSame(await fs.list(home), []);
    },
  },
  {
    title: 'refuses to read a file of more than a mebibyte',
    check: async (fs, home) => {
      await fs.makeDirectory(home);
      await put(fs, `${home}/large`, new Uint8Array(2 ** 20 + 1));
      const text = await fs.read(`${home}/large`).then(() => 'success', String);
      if (!text.includes('more than 1048576')) throw new Error(text);
    },
  },
  {
    title: 'gives a lock to one holder at a time',
    check: async (fs, home) => {
      await fs.makeDirectory(home);
      const first = await fs.lock(`${home}/.lock`);
      expectSame(first !== undefined, true);
      expectSame(await fs.lock(`${home}/.lock`), undefined);
      await first?.release();
      const second = await fs.lock(`${home}/.lock`);
      expectSame(second !== undefined, true);
      await second?.release();
      await second?.release();
    },
  },
];
