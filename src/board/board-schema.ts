import * as z from 'zod';
import type { Evidence } from '../contracts/board.ts';
import { GATES, JACKS } from '../control/jacks.ts';
import { MAX_VOICES } from '../control/voices.ts';

const EVIDENCE = ['measured', 'virtual', 'never-run'] as const satisfies readonly Evidence[];

const name = z.string().min(1).max(100);
const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens');
const count = z.int().positive();
const bus = z.string().min(1).describe('Name of a bus; the board file gives its number');

/** Pins of the 40-pin header that are free for GPIO: no supply, ground, bus or I2S pins. */
export const HEADER_PINS = [7, 11, 13, 15, 16, 18, 22, 29, 31, 32, 33, 36, 37] as const;

const pin = z.literal([...HEADER_PINS]).describe('Pin of the 40-pin header; 12, 35, 38 and 40 carry I2S audio');

/** Bus and I2C address of a display. */
const wired = { bus, address: z.int().min(0x08).max(0x77) };

const ohms = z.number().positive().max(10_000_000);
const pullUpOhms = ohms
  .optional()
  .describe('Resistor that raises a released line to 3.3 V; absent where a buffer drives it both ways');

/** `boards/panel/*.yaml`: the wiring of a faceplate, the same for every board it is mounted on. */
export const panelSchema = z.strictObject({
  id,
  name,
  cv: z
    .strictObject({
      adc: z.enum(['ads1015', 'ads1115', 'mcp3208']),
      bus,
      address: z.int().min(0x08).max(0x77).optional().describe('I2C address, 7 bits; none for SPI'),
      fullScaleVolts: z.number().positive().default(4.096),
      supplyVolts: z.number().min(2).max(5.5).default(3.3).describe('Supply of the ADC'),
      jackVolts: z
        .tuple([z.number().min(-12).max(12), z.number().min(-12).max(12)])
        .default([-10, 10])
        .describe('Voltages of the jack that reach the ADC; narrower only where the front end clamps the others'),
      jacks: z
        .array(z.int().min(0).max(7))
        .min(1)
        .max(JACKS.length, `the instrument has ${JACKS.length} CV jacks (${JACKS.join(', ')}), no more`)
        .describe('Input of the ADC for CV1, CV2, ...'),
      frontEnd: z
        .strictObject({ slope: z.number(), offsetVolts: z.number() })
        .refine(({ slope }) => slope !== 0, {
          path: ['slope'],
          error: 'may not be 0: every voltage would read the same',
        })
        .describe('Volts at the pin = offsetVolts - slope * volts at the jack'),
    })
    .optional(),
  gates: z
    .strictObject({
      isInverted: z.boolean().default(false),
      pullUpOhms,
      jacks: z
        .array(z.strictObject({ name, pin }))
        .min(1)
        .max(GATES.length, `the instrument has ${GATES.length} gate jacks (${GATES.join(', ')}), no more`),
    })
    .optional(),
  knob: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('quadrature'),
        quartersPerDetent: z.literal([2, 4]).default(4),
        isReversed: z.boolean().default(false),
        pullUpOhms,
        pins: z.strictObject({ a: pin, b: pin, push: pin.optional() }),
      }),
      z.strictObject({ kind: z.literal('io-expander'), bus, address: z.int().min(0x08).max(0x77) }),
    ])
    .optional(),
  display: z
    .discriminatedUnion('controller', [
      z.strictObject({ controller: z.enum(['ssd1306', 'sh1106']), ...wired, height: z.literal([32, 64]).default(64) }),
      z.strictObject({ controller: z.literal('ssd1327'), ...wired, height: z.literal(128).default(128) }),
      z.strictObject({ controller: z.literal('ssd1362'), ...wired, height: z.literal(64).default(64) }),
    ])
    .describe('ssd1306, sh1106: 128 pixels wide, one bit; ssd1327: 128 x 128, ssd1362: 256 x 64, 16 greys')
    .optional(),
});

/** Classes of what has no price; each other class has a month and a source. */
const WITHOUT_PRICE: readonly string[] = ['unknown', 'no longer made'];

const price = z
  .strictObject({
    class: z
      .string()
      .min(1)
      .max(40)
      .describe("As 'under 100 $'; 'unknown' or 'no longer made' where there is no price"),
    at: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'expected a month, as in 2026-01')
      .optional(),
    source: z.string().min(1).max(300).optional().describe('Address of the page that has the price'),
  })
  .superRefine((value, context) => {
    if (WITHOUT_PRICE.includes(value.class)) return;
    for (const field of ['at', 'source'] as const)
      if (value[field] === undefined)
        context.addIssue({
          code: 'custom',
          path: [field],
          message: `is missing: a price needs it; without one the class is 'unknown'`,
        });
  });

/** `boards/*.yaml`: one board. */
export const boardSchema = z.strictObject({
  id,
  name,
  evidence: z
    .enum(EVIDENCE)
    .describe('measured: run on the board; virtual: run on the virtual board; never-run: not run on the board yet'),
  target: z.string().min(1).describe('Folder below targets/'),
  architecture: z.enum(['arm64', 'x64']).optional().describe('Architecture of the processor; absent where any works'),
  price: price
    .optional()
    .describe(
      'Of the board with its accelerator, without taxes, supply and card; absent for what nobody buys as a board',
    ),
  recognise: z.array(name).default([]).describe('Device-tree models, * for anything'),
  panel: id.optional(),
  buses: z.record(z.string(), z.int().min(0).max(255)).default({}).describe('Number of each bus that the panel names'),
  i2c: z
    .enum(['koffi', 'i2c-bus'])
    .optional()
    .describe(
      'Package that drives the buses, default koffi; i2c-bus for a panel without a display: one thread alone can load it',
    ),
  gpio: z
    .strictObject({
      driver: z
        .enum(['character-device', 'rpio'])
        .optional()
        .describe('Default character-device; rpio for a Raspberry Pi 1 to 4, without time stamps'),
      chip: name.describe('Label of the GPIO chip, as `gpiodetect` shows it'),
      keeperOhms: ohms
        .optional()
        .describe('Of a level shifter at the header that keeps levels (TXB0108: 4000); absent: there is none'),
      pins: z.record(z.string().regex(/^\d+$/, 'expected the number of a header pin'), z.int().min(0).max(1023)),
    })
    .optional(),
  accelerator: z
    .strictObject({
      kind: id.describe('One of those in the package.json of the target'),
      precision: z.enum(['fp32', 'fp16', 'int16', 'int8']),
      device: id.optional().describe('Chip, for a kind with several'),
      fallback: z
        .literal('wasm')
        .optional()
        .describe('Runs the network where onnxruntime-node does not load: ONNX Runtime in WebAssembly'),
    })
    .describe('Kinds, precisions and chips are those of the target: `neurorack.accelerators` of its package.json'),
  voices: z
    .int()
    .min(1)
    .max(MAX_VOICES)
    .optional()
    .describe(`Voices that it plays at a time, at most, as \`neurorack bench\` measures them; default ${MAX_VOICES}`),
  audio: z
    .strictObject({
      device: name.describe('ALSA device'),
      sampleRate: z.literal(44_100, 'the instrument plays at 44100 Hz, whatever the rate of a model'),
      periodFrames: z.literal([32, 64, 128, 256]),
      periods: count.min(2).max(8),
    })
    .optional(),
});

export type PanelFile = z.infer<typeof panelSchema>;
export type BoardFile = z.infer<typeof boardSchema>;
