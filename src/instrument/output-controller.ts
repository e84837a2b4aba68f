import type { AudioDevice } from '../contracts/audio-device.ts';
import { NeurorackError } from '../contracts/errors.ts';
import type { Engine } from '../engine/engine.ts';

export interface OutputOptions {
  readonly sink: string;
  /** Whether silence plays while the sink does not open, until it does. */
  readonly isSinkOptional?: boolean | undefined;
  /** Wished frames of the device's buffer. */
  readonly bufferFrames?: number | undefined;
  /** Lists the devices to choose from; absent where none can be listed. */
  readonly listAudioDevices?: (() => Promise<readonly AudioDevice[]>) | undefined;
}

/** The device that the instrument plays on, and the choice of another one. Main thread. */
export interface OutputController {
  /** Name of the sink that plays, or that is tried while it is missing. */
  readonly sink: string;
  /** Wished frames of its buffer; null for its own choice. */
  readonly bufferFrames: number | null;
  /** Whether another device can be chosen: not while a file is written, nor in a browser. */
  readonly canChoose: boolean;
  /** Whether the player has chosen the sink since the start. */
  readonly isChosen: boolean;
  /** Devices of the last `list`, with an output each. */
  readonly devices: readonly AudioDevice[];
  /** Lists the devices anew; what is wrong becomes a message. */
  list(): Promise<void>;
  /**
   * Plays on another device, or with another buffer, after a gap of some milliseconds.
   *
   * @throws NeurorackError 'bad-input' for a device that was not listed, 'unsupported' while a file is written
   */
  choose(sink: string, bufferFrames: number | null): void;
}

/** A client names its device: nothing but these can be opened, no file above all. */
const ALWAYS = ['browser', 'null'];

export function createOutputController(
  { sink: first, bufferFrames: wished, isSinkOptional, listAudioDevices }: OutputOptions,
  { engine, onMessage }: { readonly engine: Pick<Engine, 'setSink'>; readonly onMessage: (sentence: string) => void },
): OutputController {
  let sink = first;
  let bufferFrames = wished ?? null;
  const canChoose = isSinkOptional === true && engine.setSink !== undefined;
  let isChosen = false;
  let devices: readonly AudioDevice[] = [];
  return {
    canChoose,
    get sink() {
      return sink;
    },
    get bufferFrames() {
      return bufferFrames;
    },
    get isChosen() {
      return isChosen;
    },
    get devices() {
      return devices;
    },
    list: async () => {
      try {
        devices = ((await listAudioDevices?.()) ?? []).filter((device) => device.sink !== undefined);
      } catch (error) {
        onMessage(error instanceof NeurorackError ? `${error.message}: ${error.remedy}` : String(error));
      }
    },
    choose: (next, frames) => {
      if (!canChoose) {
        throw new NeurorackError('unsupported', 'the output of a file, or of a browser, stays as it is', {
          remedy: 'start without wav:',
        });
      }
      const names = [...ALWAYS, sink, ...devices.flatMap((device) => device.sink ?? [])];
      if (!names.includes(next)) {
        throw new NeurorackError('bad-input', `there is no output '${next}'`, {
          remedy: `choose one of ${names.join(', ')}`,
        });
      }
      if (next !== sink) isChosen = true;
      sink = next;
      bufferFrames = frames;
      engine.setSink?.(next, frames ?? undefined);
    },
  };
}
