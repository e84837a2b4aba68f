import { describe, expect, it } from 'vitest';
import { dequantise, quantise } from '../../../targets/hailort-node/src/index.ts';
import { expectHailortError } from '../../../testing/hailort/binding-error.ts';
import { hasCppCompiler } from '../../../testing/hailort/fake-library.ts';
import { MIRROR, MIXER } from '../../../testing/hailort/networks.ts';
import { openNetwork, useChip } from '../../../testing/hailort/rig.ts';

/** The calls by which streams are opened. */
const STEPS = {
  4: [
    'hailo_make_input_vstream_params',
    'hailo_make_output_vstream_params',
    'hailo_create_input_vstreams',
    'hailo_create_output_vstreams',
    'hailo_get_input_vstream_info',
    'hailo_get_output_vstream_frame_size',
    'hailo_get_output_vstream_quant_infos',
  ],
  5: ['hailo_configure_vdevice', 'hailo_create_input_vstreams', 'hailo_create_output_vstreams'],
};

describe.skipIf(!hasCppCompiler).each([4, 5] as const)(
  'streams of a network on a chip of HailoRT %i (compiled here)',
  (line) => {
    const chip = useChip(line);

    it('follow the options: type, order, timeout, queue', async () => {
      const { streams, close } = openNetwork(chip(), MIRROR, {
        format: 'float32',
        order: 'NCHW',
        streams: { 'mirror/in': { format: 'uint8', order: 'NHWC' } },
      });
      const [input] = streams.inputs;
      const [output] = streams.outputs;
      expect(input).toMatchObject({ frameBytes: 24, format: { type: 'uint8', order: 'NHWC' } });
      expect(output).toMatchObject({ frameBytes: 96, format: { type: 'float32', order: 'NCHW' } });
      expect(input.quantisations).toEqual([{ zeroPoint: 0, scale: 1, min: 0, max: 255 }]);
      const pixels = Uint8Array.from({ length: 24 }, (_, i) => 10 * i);
      const planes = new Float32Array(24);
      streams.run({ inputs: [pixels], outputs: [planes] });
      // Feature 1 of all pixels comes after feature 0 of all pixels: values 0, 40, 80 … then 10, 50, 90 …
      expect([...planes.subarray(0, 3)]).toEqual([0, 40, 80]);
      expect([...planes.subarray(6, 9)]).toEqual([10, 50, 90]);
      await close();
    });

    it('read the chip’s own numbers with format auto', async () => {
      const { streams, frames, close } = openNetwork(chip(), MIXER, { format: 'auto' });
      expect(frames.inputs.map((frame) => frame.constructor)).toEqual([Uint16Array, Uint8Array]);
      await close();
      expect(streams.inputs[0].frameBytes).toBe(4);
    });

    it('quantise as this package does, number for number', async () => {
      const values = Float32Array.of(-9, -8, -0.31, 0, 0.01, 1.25, 7.99, 12);
      const byLibrary = openNetwork(chip(), MIXER);
      const answers: number[] = [];
      for (const value of values) {
        byLibrary.frames.inputs[0].fill(value);
        byLibrary.streams.run(byLibrary.frames);
        answers.push(...byLibrary.frames.outputs[1]);
      }
      await byLibrary.close();

      const explicit = openNetwork(chip(), MIXER, { format: 'auto' });
      const [a, b] = explicit.streams.inputs;
      const [first, sum] = explicit.streams.outputs;
      const [numbers, zeros] = [new Uint16Array(2), new Uint8Array(2)];
      const [dropped, found, real] = [new Uint8Array(1), new Uint16Array(2), new Float32Array(2)];
      quantise(new Float32Array(2), b.quantisations[0], zeros);
      values.forEach((value, n) => {
        quantise(Float32Array.of(value, value), a.quantisations[0], numbers);
        explicit.streams.run({ inputs: [numbers, zeros], outputs: [dropped, found] });
        dequantise(found, sum.quantisations[0], real);
        expect([...real]).toEqual(answers.slice(2 * n, 2 * n + 2));
      });
      expect(first.frameBytes).toBe(1);
      await explicit.close();
    });

    it('keep several frames in flight, in order', async () => {
      const { streams, close } = openNetwork(chip(), MIRROR, { format: 'uint8', queueSize: 3 });
      const [input] = streams.inputs;
      const [output] = streams.outputs;
      for (const n of [1, 2, 3]) input.write(new Uint8Array(24).fill(n));
      const frame = new Uint8Array(24);
      for (const n of [1, 2]) {
        output.read(frame);
        expect(frame[23]).toBe(n);
      }
      await output.readAsync(frame);
      expect(frame[0]).toBe(3);
      await close();
    });

    it('time out without an answer of the chip, and are out of step until they are opened again', async () => {
      const { streams, frames, network, close } = openNetwork(chip(), MIXER, { timeoutMs: 20 });
      chip().fake.hang(true);
      await expectHailortError(() => streams.run(frames), 'HAILO_TIMEOUT', 'mixer/first');
      chip().fake.hang(false); // the answer arrives late: it must not count as the next run's
      await expectHailortError(() => streams.run(frames), 'OUT_OF_STEP');
      await expectHailortError(() => streams.runAsync(frames), 'OUT_OF_STEP');
      await streams.close();
      const again = network.openVStreams();
      frames.inputs[0].fill(2);
      again.run(frames);
      expect(frames.outputs[0][0]).toBeCloseTo(2, 1);
      await close();
    });

    it('time out on threads of the pool without blocking this thread', async () => {
      const { streams, frames, close } = openNetwork(chip(), MIXER, { timeoutMs: 50 });
      chip().fake.hang(true);
      let turns = 0;
      const ticking = setInterval(() => turns++, 1);
      await expectHailortError(() => streams.runAsync(frames), 'HAILO_TIMEOUT');
      clearInterval(ticking);
      expect(turns).toBeGreaterThan(0);
      await close();
    });

    it('time out on the write when the queue is full', async () => {
      const { streams, close } = openNetwork(chip(), MIRROR, { format: 'uint8', queueSize: 1, timeoutMs: 10 });
      chip().fake.hang(true);
      streams.inputs[0].write(new Uint8Array(24));
      await expectHailortError(() => streams.inputs[0].write(new Uint8Array(24)), 'HAILO_TIMEOUT', 'mirror/in');
      await close();
    });

    it('refuse a second run while one is under way', async () => {
      const { streams, frames, close } = openNetwork(chip(), MIXER);
      const first = streams.runAsync(frames);
      await expectHailortError(() => streams.run(frames), 'BUSY');
      await expectHailortError(() => streams.inputs[0].write(frames.inputs[0]), 'BUSY', 'mixer/a');
      await first;
      streams.run(frames);
      await close();
    });

    it('refuse frames of a wrong size before any transfer', async () => {
      const { streams, frames, close } = openNetwork(chip(), MIXER);
      const [a, b] = frames.inputs;
      await expectHailortError(() => streams.run({ ...frames, inputs: [a, b.slice(0, 1)] }), 'BAD_ARGUMENT', 'mixer/b');
      for (const inputs of [[a], [a, b, b], []]) {
        await expectHailortError(() => streams.run({ ...frames, inputs }), 'BAD_ARGUMENT', 'inputs');
      }
      const [first, sum] = frames.outputs;
      await expectHailortError(() => streams.run({ ...frames, outputs: [sum, first] }), 'BAD_ARGUMENT', '4 bytes');
      streams.run(frames); // still in step
      await close();
    });

    it('refuse a frame whose memory was transferred to another thread', async () => {
      const { streams, frames, close } = openNetwork(chip(), MIXER);
      const a = new Float32Array(new ArrayBuffer(8));
      structuredClone(a.buffer, { transfer: [a.buffer] });
      await expectHailortError(() => streams.run({ ...frames, inputs: [a, a] }), 'BAD_ARGUMENT', 'not 0');
      await expectHailortError(() => streams.inputs[0].writeAsync(a), 'BAD_ARGUMENT', 'not 0');
      await close();
    });

    it.each([
      ['a format that is none', { format: 'int4' }, 'int4'],
      ['an order that is none', { order: 'CHWN' }, 'CHWN'],
      ['no time at all', { timeoutMs: 0 }, 'timeoutMs'],
      ['half a frame of room', { queueSize: 0.5 }, 'queueSize'],
      ['a stream that is not there', { streams: { nobody: {} } }, 'nobody'],
    ])('refuse %s, and leave nothing open', async (_, options, word) => {
      const { network, streams, close } = openNetwork(chip(), MIXER);
      await streams.close();
      // @ts-expect-error: some values are possible in JavaScript only
      await expectHailortError(() => network.openVStreams(options), 'BAD_ARGUMENT', word);
      await close();
    });

    it.each(STEPS[line])('release the opened parts when %s fails', async (call) => {
      const { network, streams, close } = openNetwork(chip(), MIXER);
      await streams.close();
      const before = chip().fake.live();
      chip().fake.fail(call, 'HAILO_INTERNAL_FAILURE');
      // HailoRT 5 configures the network for the streams' formats, and is left configured for them.
      const options = { format: 'auto' } as const;
      await expectHailortError(() => network.openVStreams(options), 'HAILO_INTERNAL_FAILURE', line === 4 ? call : '');
      expect(chip().fake.live()).toBeLessThanOrEqual(before);
      network.openVStreams();
      await close();
    });

    it('fail with the name of the status when the chip aborts', async () => {
      const { streams, frames, close } = openNetwork(chip(), MIXER);
      chip().fake.fail('hailo_vstream_read_raw_buffer', 'HAILO_STREAM_ABORT', 1);
      await expectHailortError(() => streams.runAsync(frames), 'HAILO_STREAM_ABORT', 'hailo_vstream_read_raw_buffer');
      await close();
    });

    it('opened again with the same formats configure the network no second time: a chip has room for 32', async () => {
      const { network, streams, frames, close } = openNetwork(chip(), MIXER);
      const before = chip().fake.callCount('hailo_configure_vdevice');
      await streams.close();
      for (let n = 0; n < 40; n++) {
        const again = network.openVStreams();
        again.run(frames);
        await again.close();
      }
      expect(chip().fake.callCount('hailo_configure_vdevice')).toBe(before);
      await close();
    });
  },
);
