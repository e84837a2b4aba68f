import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { expect, it } from 'vitest';
import { startProgress } from '../../src/cli/progress.ts';

it('progress without a terminal is a plain line every five seconds at most', () => {
  const stream: NodeJS.WriteStream = Object.assign(Object.create(WriteStream.prototype), { isTTY: false });
  const log = new PassThrough();
  Object.defineProperty(stream, 'write', { value: (text: string) => log.write(text) });
  let nowMs = 0;
  const progress = startProgress('rendering', 100, stream, () => nowMs);
  for (let done = 1; done <= 100; done++) {
    nowMs = done * 120; // 12 s altogether
    progress.update(done);
  }
  progress.stop();
  expect(String(log.read())).toBe('rendering: 42 %\nrendering: 84 %\n');
});
