import { basename } from 'node:path';
import { readSafeOnnx } from '@neurorack/common';
import type { Accelerator, ArtifactSpec, InferenceSession } from '@neurorack/contracts/accelerator';
import { NeurorackError } from '@neurorack/contracts/errors';
import { type BuildProgress, buildEngine } from './build-engine.ts';
import { createEngineCache, engineKey, enginesFolder } from './engine-cache.ts';
import { loadTensorRt, type TensorRt } from './library.ts';
import { openTrtSession } from './trt-session.ts';

export interface TensorRtOptions {
  /** 'fp16' lets TensorRT up to 10 choose half precision where that is faster; from 11 on the ONNX alone decides. */
  readonly precision: 'fp16' | 'fp32';
  /** The file of libneurorack_trt.so; default the output of `make`. */
  readonly library?: string | undefined;
  /** Folder of engines; default `enginesFolder()`. */
  readonly engines?: string | undefined;
  /** Timeout of one run, ms; default 100: 17 blocks of 256. */
  readonly timeoutMs?: number | undefined;
  /** Workspace of a build, MB. Default 256. */
  readonly workspaceMb?: number | undefined;
  /** Called with a build's progress: at its start, about twice a second, and at its end with share 1. */
  readonly onBuild?: ((model: string, progress: BuildProgress) => void) | undefined;
}

/**
 * TensorRT 8.2 to 11 through `native/`. An artifact is an ONNX; its engine is built at the first `open`, which takes minutes, and cached.
 * The calling thread waits; until then the engine plays the fallback (`Target.createFallback`).
 */
export function createTensorRtAccelerator(options: TensorRtOptions): Accelerator {
  const { library, engines = enginesFolder(), timeoutMs = 100 } = options;
  const cache = createEngineCache(engines);
  let trt: TensorRt | undefined;
  return {
    name: 'tensorrt',
    compilesFrom: { accelerator: 'onnxruntime', precision: options.precision },
    open: async (artifact) => {
      const onnx = await readSafeOnnx(artifact.path);
      trt ??= loadTensorRt(library);
      const loaded = trt;
      const { name, capability, multiprocessors } = loaded.gpu;
      // An Orin Nano of 4 GB has half the multiprocessors of one of 8 GB, and the same name: an SSD moved between them keeps its engines.
      const gpu = [name, capability, String(multiprocessors)];
      const key = engineKey([onnx, loaded.version, ...gpu, options.precision]);
      const model = basename(artifact.path).replace(/\.onnx$/, '');
      const build = () =>
        cache.write(model, key, (plan) => buildPlan({ trt: loaded, artifact, plan, model, ...options }));
      const start = (plan: Uint8Array): InferenceSession =>
        openTrtSession({ trt: loaded, plan, artifact, timeoutUs: Math.round(timeoutMs * 1000) });

      const kept = await cache.read(model, key);
      if (kept === undefined) return start(await build());
      try {
        return start(kept);
      } catch (error) {
        // For example after a change of the driver without another version.
        if (!(error instanceof NeurorackError) || error.kind !== 'bad-file') throw error;
        return start(await build());
      }
    },
  };
}

async function buildPlan(
  options: TensorRtOptions & { trt: TensorRt; artifact: ArtifactSpec; plan: string; model: string },
): Promise<void> {
  const { trt, artifact, plan, model, precision, workspaceMb = 256, onBuild } = options;
  const began = performance.now();
  onBuild?.(model, { share: null, phase: 'starting', seconds: 0 });
  await buildEngine({
    builder: trt.builder,
    onnx: artifact.path,
    plan,
    allowFp16: precision === 'fp16',
    workspaceMb,
    onProgress: (progress) => onBuild?.(model, progress),
  });
  onBuild?.(model, { share: 1, phase: 'built', seconds: (performance.now() - began) / 1000 });
}
