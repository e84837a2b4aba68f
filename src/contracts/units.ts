import { NeurorackError } from './errors.ts';

declare const unit: unique symbol;

/** A number that carries its unit for the compiler; at run time a plain number. */
type Branded<U extends string> = number & { readonly [unit]: U };

/** Volts at a jack, or at the ADC pin where the name says so. */
export type Volts = Branded<'V'>;
/** Cycles a second. */
export type Hertz = Branded<'Hz'>;
/** Samples of one channel at the instrument's rate (audio frames, not descriptor frames). */
export type Frames = Branded<'frames'>;
export type Seconds = Branded<'s'>;

/** @throws NeurorackError 'bad-input' when `value` is not finite */
export function volts(value: number): Volts {
  if (!isVolts(value)) throw notANumberOf('volts', value);
  return value;
}

/** @throws NeurorackError 'bad-input' when `value` is not finite or below zero */
export function hertz(value: number): Hertz {
  if (!isHertz(value)) throw notANumberOf('hertz', value);
  return value;
}

/** @throws NeurorackError 'bad-input' when `value` is not a whole number of zero or more */
export function frames(value: number): Frames {
  if (!isFrames(value)) throw notANumberOf('frames', value);
  return value;
}

/** @throws NeurorackError 'bad-input' when `value` is not finite */
export function seconds(value: number): Seconds {
  if (!isSeconds(value)) throw notANumberOf('seconds', value);
  return value;
}

/** A duration as whole frames at `rate`, rounded to the nearest. */
export function framesOf(duration: Seconds, rate: Hertz): Frames {
  return frames(Math.round(duration * rate));
}

/** How long `count` frames last at `rate`. */
export function secondsOf(count: Frames, rate: Hertz): Seconds {
  return seconds(count / rate);
}

function isVolts(value: number): value is Volts {
  return Number.isFinite(value);
}

function isHertz(value: number): value is Hertz {
  return Number.isFinite(value) && value >= 0;
}

function isFrames(value: number): value is Frames {
  return Number.isSafeInteger(value) && value >= 0;
}

function isSeconds(value: number): value is Seconds {
  return Number.isFinite(value);
}

function notANumberOf(name: string, value: number): NeurorackError {
  return new NeurorackError('bad-input', `${value} is not a number of ${name}`, {
    remedy: name === 'frames' ? 'give a whole number, zero or more' : `give a finite number of ${name}`,
  });
}
