import koffi from 'koffi';
import { controlLedger, type FakeLedger } from '../fake-ledger.ts';

/** What tests tell the fake and ask it. */
export interface Fake extends FakeLedger {
  /** Lets a later call fail once, by default the next. */
  fail(call: string, skip?: number): void;
  gpu(count: number, capability?: number): void;
  /** Lets the next run take so long. */
  slow(ms: number): void;
  /** What the library says of its version, as `getInferLibVersion` has it; 0: its own. */
  version(told: number): void;
  /** Counts what is live no more: what was left to a GPU that hangs. */
  forget(): void;
}

/** @param ledger libcudart.so, which keeps it */
export function controlFake(ledger: string): Fake {
  const library = koffi.load(ledger);
  const fail = library.func('void fake_fail(const char *call, int skip)');
  const gpu = library.func('void fake_gpu(int count, int capability)');
  const slow = library.func('void fake_slow(int ms)');
  const version = library.func('void fake_version(int told)');
  const forget = library.func('void fake_forget()');
  return {
    ...controlLedger(library),
    fail: (call, skip = 0) => fail(call, skip),
    gpu: (count, capability = 53) => gpu(count, capability),
    slow: (ms) => slow(ms),
    version: (told) => version(told),
    forget: () => forget(),
  };
}

/** The fake's text for a network: the leaky sum over these tensors. */
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
