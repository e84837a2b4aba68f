"""How much of a sound is harmonic of its pitch: the energy that the pitch's harmonics explain and no tracked partial does.

For each harmonic, the mean power of the bins around it is compared with that of the bins between it and its neighbours; only what
exceeds them counts, so that noise and the partials of a bell explain nothing. The octave of a pitch path is chosen in the same way.
"""

from __future__ import annotations


from typing import Callable

import numpy as np

from .compiled import numba
from .definitions import HARMONICITY, HOP, SAMPLE_RATE
from .tracks import Tracks

#: Factors on a pitch path that are tried: octaves and twelfths.
FACTORS = (1.0, 2.0, 3.0, 0.5, 1 / 3)
LOWEST, HIGHEST = 50.0, 5000.0


@numba.njit(cache=False)
def _explained(power, taken, low, high, harmonics, reach, contrast):
    """Share of a frame's power that the harmonics of a pitch between `low` and `high` (bins) explain; `taken` bins are left out."""
    total = 0.0
    for k in range(2, len(power)):
        total += power[k]
    if total <= 0:
        return 0.0
    found = 0.0
    for p in range(1, harmonics + 1):
        start, end = p * low - reach, p * high + reach
        left, right = (p - 0.5) * low, (p + 0.5) * high
        if end >= len(power) - 1:
            break
        inside, outside = 0.0, 0.0
        insides, outsides = 0, 0
        for k in range(max(2, int(np.ceil(left))), min(len(power) - 1, int(np.floor(right))) + 1):
            if taken[k]:
                continue
            if start <= k <= end:
                inside += power[k]
                insides += 1
            else:
                outside += power[k]
                outsides += 1
        if insides == 0:
            continue
        floor = outside / outsides if outsides > 0 else 0.0
        if inside > contrast * floor * insides:
            found += inside - floor * insides
    return found / total


def _range(f0: np.ndarray) -> tuple[float, float]:
    """Lowest and highest pitch of a glide, Hz; of a path that jumps, the pitch in its middle twice."""
    if len(f0) > 1 and np.abs(np.diff(np.log2(f0))).max() > HARMONICITY["jumpOctaves"]:
        return float(f0[len(f0) // 2]), float(f0[len(f0) // 2])
    return float(f0.min()), float(f0.max())


def _shares(power: np.ndarray, taken: np.ndarray, f0: np.ndarray, factor: float = 1.0) -> np.ndarray:
    """`_explained` of each grid point; f0 is the pitch at each frame, its range within the window widens the harmonics."""
    size, hop = HARMONICITY["window"], HARMONICITY["hop"]
    reach = size // 4 // HOP
    shares = np.zeros(len(power))
    to_bins = factor * size / SAMPLE_RATE
    for g in range(len(power)):
        middle = min(g * hop // HOP, len(f0) - 1)
        low, high = _range(f0[max(0, middle - reach) : middle + reach + 1])
        shares[g] = _explained(
            power[g], taken[g], low * to_bins, high * to_bins, HARMONICITY["harmonics"], HARMONICITY["bins"], HARMONICITY["contrast"]
        )
    return np.clip((shares - HARMONICITY["bias"]) / (1 - HARMONICITY["bias"]), 0, 1)


def octave(powers: Callable[[int], np.ndarray], f0: np.ndarray) -> float:
    """The factor on a pitch path (1, 2, 3, 1/2, 1/3) under which its harmonics explain the sound best; 1 unless another is clearly better.

    A higher pitch needs fewer harmonics for the same energy; it wins if it loses less than 6 % of the energy an octave.
    `powers` are the `spectra` of the sound.
    """
    power = powers(HARMONICITY["window"])
    energy = power.sum(1)
    taken = np.zeros(power.shape, bool)
    best, highest = 1.0, -1.0
    for factor in FACTORS:
        if factor != 1 and not LOWEST <= np.median(f0) * factor <= HIGHEST:
            continue
        share = float((_shares(power, taken, f0, factor) * energy).sum() / max(energy.sum(), 1e-20))
        score = share * (1 + HARMONICITY["octaveGain"] * float(np.log2(factor))) * (1 if factor == 1 else 0.98)
        if score > highest:
            best, highest = factor, score
    return best


def measure(powers: Callable[[int], np.ndarray], f0: np.ndarray, tracks: Tracks) -> np.ndarray:
    """Harmonicity 0-1 at each grid point (hop 512): the share of the energy that f0's harmonics explain, beside the tracks."""
    size = HARMONICITY["window"]
    power = powers(size)
    taken = np.zeros(power.shape, bool)
    for k in range(tracks.count):
        at = np.nonzero(tracks.ratio[k] > 0)[0]
        bins = np.round(tracks.hz[k, at] * size / SAMPLE_RATE).astype(np.int64)
        for step in range(-3, 4):
            taken[at, np.clip(bins + step, 0, power.shape[1] - 1)] = True
    return _shares(power, taken, f0)
