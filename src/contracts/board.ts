/** How far a board has been tried; shown wherever figures of it are. */
export type Evidence = 'measured' | 'virtual' | 'never-run';

/** Voltages: an ADC behind a front end. */
export interface CvWiring {
  readonly adc: 'ads1015' | 'ads1115' | 'mcp3208';
  /** Name of its bus in `BoardConfig.buses`. */
  readonly bus: string;
  /** I2C address, 7 bits. */
  readonly address?: number | undefined;
  /** Voltage at which codes end. */
  readonly fullScaleVolts: number;
  /** Input of the ADC for CV1, CV2, ... */
  readonly jacks: readonly number[];
  /** Volts at the pin = offsetVolts - slope * volts at the jack. */
  readonly frontEnd: { readonly slope: number; readonly offsetVolts: number };
}

export type KnobWiring =
  | {
      readonly kind: 'quadrature';
      readonly quartersPerDetent: 2 | 4;
      readonly isReversed: boolean;
      readonly pins: { readonly a: number; readonly b: number; readonly push?: number | undefined };
    }
  | { readonly kind: 'io-expander'; readonly bus: string; readonly address: number };

/** What is wired to what on a faceplate; pins are those of the 40-pin header. A panel may lack any of it. */
export interface PanelWiring {
  readonly id: string;
  readonly name: string;
  readonly cv?: CvWiring | undefined;
  readonly gates?:
    | { readonly isInverted: boolean; readonly jacks: readonly { readonly name: string; readonly pin: number }[] }
    | undefined;
  readonly knob?: KnobWiring | undefined;
  readonly display?:
    | {
        /** ssd1306, sh1106: 128 pixels wide, one bit; ssd1327: 128 × 128, ssd1362: 256 × 64, 16 greys. */
        readonly controller: 'ssd1306' | 'sh1106' | 'ssd1327' | 'ssd1362';
        readonly bus: string;
        readonly address: number;
        readonly height: 32 | 64 | 128;
      }
    | undefined;
}

/** A board as its file describes it, checked; the one thing that a target is told of where it runs. */
export interface BoardConfig {
  readonly id: string;
  readonly name: string;
  readonly evidence: Evidence;
  /** Folder below targets/. */
  readonly target: string;
  /** Of its processor; absent where any will do. */
  readonly architecture?: 'arm64' | 'x64' | undefined;
  /** Device-tree models, * for anything. */
  readonly recognise: readonly string[];
  readonly panel?: PanelWiring | undefined;
  /** Numbers of the buses that the panel names. */
  readonly buses: Readonly<Record<string, number>>;
  /** Package that drives the I2C buses; absent: koffi. One thread of a process can load i2c-bus. */
  readonly i2c?: 'koffi' | 'i2c-bus' | undefined;
  readonly gpio?:
    | {
        /** Absent: the character device. rpio knows the Raspberry Pi 1 to 4 and samples levels. */
        readonly driver?: 'character-device' | 'rpio' | undefined;
        /** Label of the chip. */
        readonly chip: string;
        /** Line of each header pin. */
        readonly pins: Readonly<Record<string, number>>;
      }
    | undefined;
  readonly accelerator:
    | { readonly kind: 'onnxruntime'; readonly precision: 'fp32' }
    | { readonly kind: 'tensorrt'; readonly precision: 'fp16' | 'fp32' }
    | { readonly kind: 'hailort'; readonly device: 'hailo8' | 'hailo8l'; readonly precision: 'int8' };
  readonly audio?:
    | { readonly device: string; readonly sampleRate: number; readonly periodFrames: number; readonly periods: number }
    | undefined;
}
