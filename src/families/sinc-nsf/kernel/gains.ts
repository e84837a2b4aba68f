/** Converts network output to amplitudes: a bounded log gain from a table, times level; partials fade out before they alias. */

/** The share of a partial that is left `x` widths below the fading frequency: a logistic curve, 0 or 1 where it is within 3e-9 of them. */
// @ts-ignore: decorator
@inline
export function antiAliasFade(x: f64): f64 {
  if (x > 20) return 1;
  return x < -20 ? 0 : 1 / (1 + Math.exp(-x));
}

/** The gain of one output by linear interpolation; beyond an end of the table the gain of that end, and for NaN that of the lower end. */
// @ts-ignore: decorator
@inline
function gainOf(table: usize, scale: f64, origin: f64, o: f32): f64 {
  const place = (o as f64) * scale + origin;
  const inside: f64 = place > 0 ? min<f64>(place, 2 * origin) : 0;
  const cell = inside as u32;
  const low = load<f32>(table + (cell << 2)) as f64;
  return low + ((load<f32>(table + (cell << 2), 4) as f64) - low) * (inside - (cell as f64));
}

/** `count` gains for the outputs at `y` times `level`, to `into`; all float32. */
function row(count: usize, y: usize, level: f64, table: usize, scale: f64, origin: f64, into: usize): void {
  for (let at: usize = 0; at < count << 2; at += 4) {
    store<f32>(into + at, (gainOf(table, scale, origin, load<f32>(y + at)) * level) as f32);
  }
}

/** Fades the amplitudes of partials at `pitch`, twice `pitch`, ... out around `fade`; both in widths of the fade. */
function fadeHighest(count: usize, pitch: f64, fade: f64, into: usize): void {
  // Partials below this one are not faded.
  const whole = (fade - 20) / pitch;
  let p: usize = whole > 1 ? (whole < (count as f64) ? (whole as usize) - 1 : count) : 0;
  for (; p < count; p++) {
    const at = into + (p << 2);
    store<f32>(at, ((load<f32>(at) as f64) * antiAliasFade(fade - ((p + 1) as f64) * pitch)) as f32);
  }
}

/**
 * Rows 1 to `subframes` of amplitudes from a block of the network's outputs; row 0 becomes the last row of the block before. All float32.
 *
 * `y`: sub-frame major: partials, bands, modes, and one value that is skipped. `levels`: one a sub-frame. `table`: gains, `scale` cells a unit,
 * that of 0 at `origin`. `factors`: such a table for the modes, whose factors have no level; 0 for gains as of the others. `harmonic`: factor on
 * the partials where the block begins, `rise` its change a sub-frame. `pitch`: of the first partial where the block begins, `glide` its change a sub-frame, `fade` where partials fade; all in
 * widths of the fade.
 */
export function gains(
  subframes: usize,
  partialCount: usize,
  bandCount: usize,
  modeCount: usize,
  y: usize,
  levels: usize,
  table: usize,
  factors: usize,
  scale: f64,
  origin: f64,
  harmonic: f64,
  rise: f64,
  pitch: f64,
  glide: f64,
  fade: f64,
  partials: usize,
  bands: usize,
  modes: usize,
): void {
  memory.copy(partials, partials + subframes * (partialCount << 2), partialCount << 2);
  memory.copy(bands, bands + subframes * (bandCount << 2), bandCount << 2);
  memory.copy(modes, modes + subframes * (modeCount << 2), modeCount << 2);
  for (let j: usize = 0; j < subframes; j++) {
    const level = load<f32>(levels + (j << 2)) as f64;
    partials += partialCount << 2;
    bands += bandCount << 2;
    modes += modeCount << 2;
    const end = (j + 1) as f64;
    row(partialCount, y, level * (harmonic + rise * end), table, scale, origin, partials);
    fadeHighest(partialCount, pitch + glide * end, fade, partials);
    y += partialCount << 2;
    row(bandCount, y, level, table, scale, origin, bands);
    y += bandCount << 2;
    if (factors != 0) row(modeCount, y, 1, factors, scale, origin, modes);
    else row(modeCount, y, level, table, scale, origin, modes);
    y += (modeCount + 1) << 2;
  }
}
