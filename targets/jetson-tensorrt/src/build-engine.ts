import { spawn } from 'node:child_process';
import { NeurorackError } from '@neurorack/contracts/errors';
import { MAKE, trtError } from './trt-error.ts';

/** Progress of a build; `share` is null where TensorRT (before 10) does not report it. */
export interface BuildProgress {
  readonly share: number | null;
  readonly phase: string;
  readonly seconds: number;
}

export interface BuildOptions {
  readonly builder: string;
  readonly onnx: string;
  /** File of the plan, not written atomically: the cache does that. */
  readonly plan: string;
  readonly allowFp16: boolean;
  readonly workspaceMb: number;
  readonly onProgress?: ((progress: BuildProgress) => void) | undefined;
}

/**
 * Builds an engine in a process of its own, at low priority, which takes minutes on a board. The process ends with the thread that started it.
 *
 * @throws NeurorackError 'bad-model', 'device-fault' (out of memory), 'missing-library', 'cannot-write'
 */
export function buildEngine(options: BuildOptions): Promise<void> {
  const { builder, onnx, plan, allowFp16, workspaceMb, onProgress } = options;
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(builder, [onnx, plan, allowFp16 ? '1' : '0', String(workspaceMb)]);
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(0, 2000);
    });
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = (lines.pop() ?? '').slice(0, 2000);
      for (const line of lines) {
        const found = /^(\d+) (\d+) (.*)$/.exec(line);
        if (found === null) continue;
        const [done, total] = [Number(found[1]), Number(found[2])];
        const share = total === 0 ? null : Math.min(1, done / total);
        onProgress?.({ share, phase: found[3], seconds: (performance.now() - began) / 1000 });
      }
    });
    child.once('error', (cause) => {
      reject(new NeurorackError('missing-library', `${builder} does not start`, { remedy: MAKE, cause }));
    });
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      // Linux kills the largest process when memory is short.
      else if (signal !== null) reject(trtError(5, onnx, `the build was ended by ${signal}`));
      else reject(trtError(code ?? 10, onnx, errors.trim()));
    });
  });
}
