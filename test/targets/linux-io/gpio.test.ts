import { createGpio, createGpioGates, createLinuxGpioKernel } from '@neurorack/linux-io';
import { createSimulatedGpio, createVirtualTime } from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { expectNamedError } from '../../../testing/named-error.ts';
import { describeGateInput } from '../../conformance/gate-input.ts';

const LABEL = 'pinctrl-rp1';
type Kernel = Omit<Parameters<typeof createSimulatedGpio>[0], 'time' | 'chips'>;

function createBench(options: Kernel = {}) {
  const time = createVirtualTime();
  const kernel = createSimulatedGpio({
    time,
    chips: [
      ['gpio-brcmstb@107d508500', 32],
      [LABEL, 54],
    ],
    ...options,
  });
  const gpio = createGpio({ kernel, clock: time });
  return { time, kernel, gpio };
}

const KERNELS: readonly [string, Kernel][] = [
  ['interface version 2', {}],
  ['interface version 1 with bias', { version: 1 }],
  [
    'interface version 1 without bias, on the wall clock (JetPack 4.6)',
    { version: 1, hasBias: false, isWallClock: true },
  ],
];

for (const [name, options] of KERNELS) {
  describeGateInput({
    name: `GPIO, ${name},`,
    create: () => {
      const { kernel, gpio } = createBench(options);
      const gates = createGpioGates(gpio.request(LABEL, { offsets: [17, 27], bias: 'pull-down' }));
      return { gates, set: (gate, isHigh) => kernel.set(LABEL, [17, 27][gate], isHigh) };
    },
  });
}

describe.each(KERNELS)('GPIO, %s', (_, options) => {
  it('converts the kernel’s time of each edge to the instrument’s clock', () => {
    const { time, kernel, gpio } = createBench(options);
    const lines = gpio.request(LABEL, { offsets: [5] });
    kernel.set(LABEL, 5, true);
    const edgeUs = time.nowUs();
    if (options.isWallClock !== true) time.advance(700);
    const times: number[] = [];
    lines.poll((_line, _isHigh, timeUs) => times.push(timeUs));
    expect(Math.abs(times[0] - edgeUs)).toBeLessThan(options.isWallClock === true ? 50_000 : 1.1);
  });

  it('reads levels, inverted for an inverting front end', () => {
    const { kernel, gpio } = createBench(options);
    kernel.set(LABEL, 6, true);
    const lines = gpio.request(LABEL, { offsets: [6], isInverted: true });
    expect(lines.level(0)).toBe(false);
    kernel.set(LABEL, 6, false);
    expect(lines.level(0)).toBe(true);
    const edges: boolean[] = [];
    lines.poll((_line, isHigh) => edges.push(isHigh));
    expect(edges).toEqual([true]);
  });

  it('names a line that another program uses, and leaves nothing open', () => {
    const { kernel, gpio } = createBench(options);
    kernel.occupy(LABEL, 27);
    expectNamedError(() => gpio.request(LABEL, { offsets: [17, 27] }), 'busy', '27');
    expect(kernel.openCount).toBe(0);
    gpio.request(LABEL, { offsets: [17] });
  });

  it('closes all descriptors, also when closed twice', () => {
    const { kernel, gpio } = createBench(options);
    const lines = gpio.request(LABEL, { offsets: [1, 2, 3] });
    lines.close();
    lines.close();
    expect(kernel.openCount).toBe(0);
  });
});

describe('a GPIO chip', () => {
  it('is found by its label; an unknown label is reported with the existing ones', () => {
    const { gpio } = createBench();
    expectNamedError(
      () => gpio.request('tegra-gpio', { offsets: [1] }),
      'missing-device',
      'no GPIO chip is labelled tegra-gpio; there are: gpio-brcmstb@107d508500, pinctrl-rp1',
    );
  });

  it('refuses a line that it does not have', () => {
    expectNamedError(() => createBench().gpio.request(LABEL, { offsets: [99] }), 'bad-config', 'lines 0 to 53, not 99');
  });

  it('reports a missing permission', () => {
    const { gpio } = createBench({ isForbidden: true });
    expectNamedError(() => gpio.request(LABEL, { offsets: [1] }), 'missing-device', 'may not be opened');
  });

  it('reports a device fault when it is removed during use', () => {
    const { kernel, gpio } = createBench();
    const lines = gpio.request(LABEL, { offsets: [1] });
    kernel.remove();
    expectNamedError(() => lines.poll(() => undefined), 'device-fault', 'GPIO lines are gone');
  });
});

describe('the real kernel of this computer', () => {
  it('is reached by system calls, and reports a missing chip', () => {
    const gpio = createGpio({ kernel: createLinuxGpioKernel(), clock: createVirtualTime() });
    expectNamedError(() => gpio.request('no-such-chip', { offsets: [0] }), 'missing-device', '');
  });
});
