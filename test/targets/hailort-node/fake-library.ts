import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import koffi from 'koffi';
import { HAILO_STATUS, type HailoStatusName } from '../../../targets/hailort-node/src/index.ts';

const SOURCES = fileURLToPath(new URL('./fake/', import.meta.url));

/** What the fake is compiled with; without it the tests that need the fake are skipped. */
export const hasCompiler = answers('cc', '--version');

/** A libhailort of one release, played by `fake/*.c`: the file. Compiled once a process. */
export function buildFake({ major = 4, minor = 23, sources = SOURCES } = {}): string {
  const folder = join(tmpdir(), `fake-hailort-${process.pid}`, `${major}.${minor}`);
  const library = join(folder, 'libhailort.so');
  if (existsSync(library)) return library;
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(sources).filter((name) => name.endsWith('.c'));
  const options = ['-std=gnu11', '-shared', '-fPIC', '-O2', `-DFAKE_MAJOR=${major}`, `-DFAKE_MINOR=${minor}`];
  const unfinished = `${library}-${threadId}`;
  execFileSync('cc', [...options, '-o', unfinished, ...files.map((name) => join(sources, name)), '-lm', '-lpthread']);
  renameSync(unfinished, library);
  return library;
}

/** What tests tell the fake and ask it. Everything in a process that loads the same file shares it. */
export interface Fake {
  /** Objects handed out and not given back. */
  live(): number;
  /** Misuses since the last call: how many, and the last in words. */
  misuses(): { readonly count: number; readonly last: string };
  /** How often a function was called. */
  called(call: string): number;
  /** Lets a later call fail once, by default the next. */
  fail(call: string, status: HailoStatusName | number, skip?: number): void;
  /** The chips there are. */
  chips(kind: 'hailo8' | 'hailo8l', count: number): void;
  /** Whether the chip takes frames and never answers. */
  hang(on: boolean): void;
}

export function controlFake(file: string): Fake {
  const library = koffi.load(file);
  const live = library.func('int fake_live()');
  const misuses = library.func('int fake_misuses(_Out_ uint8_t *text, int size)');
  const called = library.func('int fake_called(const char *call)');
  const fail = library.func('void fake_fail(const char *call, int status, int skip)');
  const chips = library.func('void fake_chips(int architecture, int count)');
  const hang = library.func('void fake_hang(int on)');
  return {
    live: () => live(),
    misuses: () => {
      const text = new Uint8Array(256);
      const count: number = misuses(text, text.length);
      return { count, last: new TextDecoder().decode(text.subarray(0, text.indexOf(0))) };
    },
    called: (call) => called(call),
    fail: (call, status, skip = 0) =>
      fail(call, typeof status === 'number' ? status : HAILO_STATUS.indexOf(status), skip),
    chips: (kind, count) => chips(kind === 'hailo8' ? 1 : 2, count),
    hang: (on) => hang(on ? 1 : 0),
  };
}

function answers(command: string, option: string): boolean {
  try {
    execFileSync(command, [option], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
