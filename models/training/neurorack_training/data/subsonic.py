"""DC offset and rumble of a recording, removed before it is trimmed; as src/descriptors/recording of the instrument."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, sosfilt

from ..definitions import SAMPLE_RATE

#: Frames of the measurement: Hann windows of 100 ms, every 25 ms, and one at the end.
LENGTH, HOP = SAMPLE_RATE // 10, SAMPLE_RATE // 40
#: Half of the moving average whose difference from the sound is its audible part.
HALF_AVERAGE = SAMPLE_RATE // 80
#: Added to the power of a frame before its weight is taken: that of 16 bits' rounding, and this share of the loudest frame.
MIN_POWER, POWER_FLOOR = 2.0**-32, 1e-6
#: Relative to the peak, below which an offset (-80 dB) and rumble (-72 dB) stay.
MIN_OFFSET, MIN_RUMBLE = 1e-4, 2.5e-4
#: An offset is constant when it is this multiple of the scatter of the frames' means, with the leakage of the audible power.
STEADY_RATIO, LEAKAGE = 8.0, 1e-4
#: Rumble counts when the quiet frames are this much below the loudest, and it has at least this share of them.
QUIET_RATIO, MIN_SHARE = 1e-3, 0.1
#: Hz of the high-pass, the longest lead that it runs over in advance, and the audible level that ends the lead.
CUTOFF, MAX_LEAD, LEAD_RATIO = 15.0, SAMPLE_RATE // 2, 0.003


@dataclass(frozen=True)
class Subsonic:
    """offset: mean of the frames' means; rumble: their RMS, about the offset if they agree on it; and whether each is removed."""

    offset: float = 0.0
    rumble: float = 0.0
    has_offset: bool = False
    has_rumble: bool = False


def audible(x: np.ndarray) -> np.ndarray:
    """The difference from the moving average over 25 ms."""
    sums = np.cumsum(np.concatenate([[0.0], np.pad(x.astype(np.float64), HALF_AVERAGE, "edge")]))
    width = 2 * HALF_AVERAGE + 1
    return x - (sums[width:] - sums[:-width]) / width


def measure_subsonic(x: np.ndarray) -> Subsonic:
    """Offset and rumble of mono float32 [n] at 44.1 kHz; each frame has the weight 1 / its audible power."""
    if len(x) < LENGTH + 2 * HOP:
        return Subsonic()
    last = len(x) - LENGTH
    starts = [*range(0, last, HOP), last]
    window = (1 - np.cos(2 * np.pi * np.arange(LENGTH) / LENGTH)) / LENGTH
    loud = audible(x)
    means = np.array([window @ x[s : s + LENGTH].astype(np.float64) for s in starts])
    powers = np.array([window @ loud[s : s + LENGTH] ** 2 for s in starts])
    weights = 1 / (powers + MIN_POWER + POWER_FLOOR * powers.max())
    offset = float(np.average(means, weights=weights))
    scatter = float(np.average((means - offset) ** 2, weights=weights))
    quiet = float(np.average(powers, weights=weights))
    peak = float(np.max(np.abs(x.astype(np.float64) - offset)))
    has_offset = bool(abs(offset) > MIN_OFFSET * peak and offset**2 > STEADY_RATIO**2 * (scatter + LEAKAGE * quiet))
    power = scatter if has_offset else scatter + offset**2
    has_rumble = bool(power > (MIN_RUMBLE * peak) ** 2 and power > MIN_SHARE * quiet and quiet <= QUIET_RATIO * powers.max())
    if has_offset and not has_rumble:
        # Less than a cycle of rumble looks constant in the quiet, but is far from the offset at the end of the tail.
        distances = np.abs(means - offset)
        is_subsonic = (powers <= QUIET_RATIO * powers.max()) & (distances**2 > MIN_SHARE * powers)
        has_rumble = bool(np.max(distances, where=is_subsonic, initial=0) > MIN_RUMBLE * peak)
    return Subsonic(offset, power**0.5, has_offset, has_rumble)


def remove_subsonic(x: np.ndarray) -> np.ndarray:
    """The recording without a constant offset and without rumble; one that has neither is returned itself."""
    found = measure_subsonic(x)
    if not (found.has_offset or found.has_rumble):
        return x
    centred = (x - found.offset).astype(np.float32)
    if not found.has_rumble:
        return centred
    loud = np.abs(audible(centred))
    onset = int(np.argmax(loud > LEAD_RATIO * loud.max()))
    lead = max(0, min(MAX_LEAD, onset - 1))
    padded = np.concatenate([2 * centred[0] - centred[lead:0:-1], centred]).astype(np.float64)
    high_pass = butter(4, CUTOFF, "high", fs=SAMPLE_RATE, output="sos")
    # Nothing constant passes, so this starts the filter at rest about the first sample.
    return sosfilt(high_pass, padded - padded[0])[lead:].astype(np.float32)
