import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { hostTarget } from '@neurorack/target-host';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../build/bundle.js';
import { FAMILIES } from '../../../src/families/families.ts';
import { verifyArtifact } from '../../../src/model/artifact.ts';
import { loadModel } from '../../../src/model/load-model.ts';
import { CHROMIUM } from '../../panel/browser-bench.ts';

const ROOT = join(import.meta.dirname, '../../..');
const RUNTIME = join(ROOT, 'node_modules/onnxruntime-web/dist');
const HOPS = 50;

/** Script of the page: `play` opens the artifact, runs hops, returns the last output. */
const PAGE = `
import { createOnnxAcceleratorOf, loadWasm, openWasmRuntime, scanOnnx } from './onnx.js';
const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
globalThis.play = async (artifact, hops) => {
  const runtime = await openWasmRuntime({
    importGlue: async () => (await import('./runtime.mjs')).default,
    readBinary: () => bytes('runtime.wasm'),
  });
  const accelerator = createOnnxAcceleratorOf({
    read: async (path) => { const content = await bytes(path); scanOnnx(content, path); return content; },
    load: (_path, content) => loadWasm(runtime, content),
  });
  const session = await accelerator.open({ ...artifact, path: 'network.onnx' });
  for (let k = 0; k < hops; k++) {
    session.inputs.get('x').forEach((_, i, x) => { x[i] = Math.sin(k + i); });
    session.run();
  }
  return [globalThis.crossOriginIsolated, [...session.outputs.get('y')]];
};
`;

describe.skipIf(CHROMIUM === undefined)('ONNX Runtime in WebAssembly in a browser', () => {
  let server: Server;
  let browser: Browser;
  let address: string;
  beforeAll(async () => {
    const entryPoints = ['targets/common/src/onnx/index.ts'];
    const built = await bundle({ entryPoints, platform: 'browser', banner: {}, write: false, outdir: 'out' });
    const model = join(ROOT, 'models/impacts/impacts.onnx');
    const served = new Map<string, readonly [type: string, content: Uint8Array | string]>([
      ['/', ['text/html', '<script type="module" src="page.js"></script>']],
      ['/page.js', ['text/javascript', PAGE]],
      ['/onnx.js', ['text/javascript', built.outputFiles?.[0]?.contents ?? '']],
      ['/runtime.mjs', ['text/javascript', readFileSync(join(RUNTIME, 'ort-wasm-simd-threaded.mjs'))]],
      ['/runtime.wasm', ['application/wasm', readFileSync(join(RUNTIME, 'ort-wasm-simd-threaded.wasm'))]],
      ['/network.onnx', ['application/octet-stream', readFileSync(model)]],
    ]);
    server = createServer(({ url }, response) => {
      const [type, content] = served.get(url ?? '') ?? ['text/plain', ''];
      response.setHeader('content-type', type);
      response.end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/`;
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('computes as the native one, on a page without cross-origin isolation', async () => {
    const model = await loadModel(join(ROOT, 'models/impacts'), FAMILIES);
    const artifact = await verifyArtifact(model, model.manifest.artifacts[0]);
    const page = await browser.newPage();
    await page.goto(address);
    await page.waitForFunction('globalThis.play !== undefined');
    const [isIsolated, actual]: [boolean, number[]] = await page.evaluate(`play(${JSON.stringify(artifact)}, ${HOPS})`);
    const session = await hostTarget.createAccelerator('native').open(artifact);
    for (let k = 0; k < HOPS; k++) {
      session.inputs.get('x')?.forEach((_, i, x) => {
        x[i] = Math.sin(k + i);
      });
      await session.run();
    }
    const expected = [...(session.outputs.get('y') ?? [])];
    await session.close();
    expect([isIsolated, actual.length]).toEqual([false, expected.length]);
    expect(Math.max(...expected.map((value, i) => Math.abs(value - actual[i])))).toBeLessThan(1e-3);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1);
  });
});
