/** How far a board has been tested; shown beside every figure measured on it. */
export type Evidence = 'measured' | 'virtual' | 'never-run';

/** Wiring of the CV jacks: an ADC behind a front end. */
export interface CvWiring {
  readonly adc: 'ads1015' | 'ads1115' | 'mcp3208';
  /** Name of its bus in `BoardConfig.buses`. */
  readonly bus: string;
  /** I2C address, 7 bits. */
  readonly address?: number | undefined;
  /** Voltage of the highest code. */
  readonly fullScaleVolts: number;
  /** Supply of the ADC; default 3.3. */
  readonly supplyVolts?: number | undefined;
  /** Voltages of the jack that reach the ADC; default -10 to 10. */
  readonly jackVolts?: readonly [number, number] | undefined;
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
      /** As of gates; the pull-up of the board itself counts. */
      readonly pullUpOhms?: number | undefined;
      readonly pins: { readonly a: number; readonly b: number; readonly push?: number | undefined };
    }
  | { readonly kind: 'io-expander'; readonly bus: string; readonly address: number };

/** Wiring of a faceplate; pins are those of the 40-pin header. Every part is optional. */
export interface PanelWiring {
  readonly id: string;
  readonly name: string;
  readonly cv?: CvWiring | undefined;
  readonly gates?:
    | {
        readonly isInverted: boolean;
        /** Resistor that raises a released line to 3.3 V; absent where a buffer drives it both ways. */
        readonly pullUpOhms?: number | undefined;
        readonly jacks: readonly { readonly name: string; readonly pin: number }[];
      }
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

/** A board as its file describes it, checked; all the information that a target has about the hardware. */
export interface BoardConfig {
  readonly id: string;
  readonly name: string;
  readonly evidence: Evidence;
  /** Folder below targets/. */
  readonly target: string;
  /** Architecture of the processor; absent where any works. */
  readonly architecture?: 'arm64' | 'x64' | undefined;
  /** Patterns of device-tree models; * matches anything. */
  readonly recognise: readonly string[];
  readonly panel?: PanelWiring | undefined;
  /** Numbers of the buses that the panel names. */
  readonly buses: Readonly<Record<string, number>>;
  /** Package that drives the I2C buses; absent: koffi. One thread of a process can load i2c-bus. */
  readonly i2c?: 'koffi' | 'i2c-bus' | undefined;
  readonly gpio?:
    | {
        /** Absent: the character device. rpio supports the Raspberry Pi 1 to 4 and samples levels. */
        readonly driver?: 'character-device' | 'rpio' | undefined;
        /** Label of the chip. */
        readonly chip: string;
        /** Resistance with which a level shifter at the header keeps a line's level; absent: there is none. */
        readonly keeperOhms?: number | undefined;
        /** Line of each header pin. */
        readonly pins: Readonly<Record<string, number>>;
      }
    | undefined;
  /** Kinds, precisions and chips are those that the target's package.json lists. */
  readonly accelerator: {
    readonly kind: string;
    readonly precision: 'fp32' | 'fp16' | 'int16' | 'int8';
    /** Chip, for a kind with several. */
    readonly device?: string | undefined;
    /** Name of the chip's artifacts in model manifests, by the target's package.json; absent: the kind. */
    readonly artifacts?: string | undefined;
    /** Runs the network where onnxruntime-node does not load. */
    readonly fallback?: 'wasm' | undefined;
  };
  /** Voices that it plays at a time, at most; absent: as many as the instrument has. */
  readonly voices?: number | undefined;
  readonly audio?:
    | { readonly device: string; readonly sampleRate: number; readonly periodFrames: number; readonly periods: number }
    | undefined;
}
