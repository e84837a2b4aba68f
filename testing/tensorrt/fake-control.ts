import koffi from 'koffi';
import { controlLedger, type FakeLedger } from '../fake-ledger.ts';

/** Control of the fake by tests. */
export interface Fake extends FakeLedger {
  /** Makes a later call fail once, by default the next. */
  fail(call: string, skip?: number): void;
  gpu(count: number, capability?: number, multiprocessors?: number): void;
  /** Sets the duration of the next run. */
  slow(ms: number): void;
  /** Sets the result of `getInferLibVersion`; 0 for the compiled version. */
  version(reported: number): void;
  /** Clears the count of live objects, for those left to a hanging GPU. */
  forget(): void;
}

/** @param ledger libcudart.so, which contains the ledger */
export function controlFake(ledger: string): Fake {
  const library = koffi.load(ledger);
  const fail = library.func('void fake_fail(const char *call, int skip)');
  const gpu = library.func('void fake_gpu(int count, int capability, int multiprocessors)');
  const slow = library.func('void fake_slow(int ms)');
  const version = library.func('void fake_version(int reported)');
  const forget = library.func('void fake_forget()');
  return {
    ...controlLedger(library),
    fail: (call, skip = 0) => fail(call, skip),
    gpu: (count, capability = 53, multiprocessors = 8) => gpu(count, capability, multiprocessors),
    slow: (ms) => slow(ms),
    version: (reported) => version(reported),
    forget: () => forget(),
  };
}

/** A file of ONNX's form, with an empty graph and the text as its documentation. */
export function onnxAround(text: string): Buffer {
  const length = Buffer.byteLength(text);
  return Buffer.concat([Buffer.from([0x3a, 0, 0x32, (length & 0x7f) | 0x80, length >> 7]), Buffer.from(text)]);
}

/** A network in the text format of the fake: the leaky sum over these tensors. */
export function fakeOnnx(net: {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly state: readonly { readonly input: string; readonly output: string }[];
}): string {
  const lines = [
    'fake-onnx',
    ...net.inputs.map(({ name, shape }) => `in ${name} ${shape.join(' ')}`),
    ...net.outputs.map(({ name, shape }) => `out ${name} ${shape.join(' ')}`),
    ...net.state.map(({ input, output }) => `state ${input} ${output}`),
  ];
  return `${lines.join('\n')}\n`;
}
