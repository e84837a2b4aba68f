"""The played pitch: tracked through a whole sound without jumps, as in the instrument's `pitch-tracker.ts` and `fill-pitch-gaps.ts`.

pYIN of Mauch and Dixon (2014) as in librosa 0.11's `pyin`, except at the ends of the range: a difference that still falls at the
longest period has a trough there, one that rises from the shortest has none. A test compares it with librosa.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from .compiled import numba
from .definitions import HOP, SAMPLE_RATE, WINDOWS

LOWEST, HIGHEST = 50, 5000
BINS_PER_OCTAVE = 48
MAX_SPEED = 20  # octaves per second
THRESHOLDS, NO_TROUGH, SWITCH, DECAY = 100, 0.01, 0.01, 2
MIN_PROBABILITY = 1e-300
#: A stable run of YIN's pitch: minimum number of frames, each within a semitone of the previous.
MIN_STABLE_FRAMES, MAX_STABLE_STEP_OCTAVES = 12, 1 / 12


def differences(samples: np.ndarray) -> np.ndarray:
    """YIN's cumulative-mean-normalised difference, float64 [frames, periods], the shortest period first (de Cheveigné 2002, equation 8)."""
    size = WINDOWS["f0"]
    shortest, longest = SAMPLE_RATE // HIGHEST, int(np.ceil(SAMPLE_RATE / LOWEST))
    padded = np.pad(np.asarray(samples, np.float64), size // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::HOP]
    result = []
    for some in np.array_split(frames, max(1, len(frames) // 128)):
        spectrum = np.fft.rfft(some, 2 * size)
        correlation = np.fft.irfft(np.abs(spectrum) ** 2)[:, : longest + 1]
        energy = np.cumsum(some**2, axis=1)[:, :longest]
        difference = 2 * (correlation[:, :1] - correlation[:, 1:]) - energy
        mean = np.cumsum(difference, axis=1) / np.arange(1, longest + 1)
        result.append((difference / (mean + np.finfo(np.float64).tiny))[:, shortest - 1 :])
    return np.concatenate(result)


@numba.njit
def candidates(row: np.ndarray, chance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pitches of the troughs of one frame's difference [periods], Hz, and their probabilities over all thresholds."""
    periods, count = len(row), 0
    troughs = np.empty(periods, np.int64)
    for k in range(1, periods):
        if row[k] < row[k - 1] and (k + 1 == periods or row[k] <= row[k + 1]):
            troughs[count] = k
            count += 1
    hertz, chances = np.empty(count), np.zeros(count)
    if count == 0:
        return hertz, chances
    deepest = 0
    for n in range(count):
        k = troughs[n]
        period = float(k)
        if k + 1 < periods:
            curve, slope = row[k + 1] + row[k - 1] - 2 * row[k], (row[k + 1] - row[k - 1]) / 2
            if abs(slope) < abs(curve):
                period -= slope / curve
        hertz[n] = SAMPLE_RATE / (SAMPLE_RATE // HIGHEST + period)
        if row[k] < row[troughs[deepest]]:
            deepest = n
    for threshold in range(THRESHOLDS):
        level = (threshold + 1) / THRESHOLDS
        below = 0
        for n in range(count):
            below += row[troughs[n]] < level
        position = 0
        for n in range(count):
            if row[troughs[n]] < level:
                share = (1 - np.exp(-DECAY)) * np.exp(-DECAY * position) / (1 - np.exp(-DECAY * below))
                chances[n] += share * chance[threshold]
                position += 1
        if row[troughs[deepest]] >= level:
            chances[deepest] += NO_TROUGH * chance[threshold]
    return hertz, chances


@numba.njit
def _likeliest(rows: np.ndarray, chance: np.ndarray, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Viterbi's path through the bins, each voiced and unvoiced, with the logarithms of the chances to move, [bins, 2 reach + 1]."""
    bins, width = steps.shape
    reach, frames = width // 2, len(rows)
    stay, change = np.log(1 - SWITCH), np.log(SWITCH)
    came = np.zeros((frames, 2, bins), np.int16)  # previous state of each state
    within = np.zeros((frames, bins))  # Hz; a bin is 25 cents wide: a candidate inside it is more exact
    best, reached, origin = np.zeros((2, bins)), np.zeros((2, bins)), np.zeros((2, bins), np.int64)
    voiced = np.empty(bins)
    for t in range(frames):
        hertz, chances = candidates(rows[t], chance)
        voiced[:] = np.log(MIN_PROBABILITY)
        for n in range(len(hertz)):
            at = min(max(int(np.round(BINS_PER_OCTAVE * np.log2(hertz[n] / LOWEST))), 0), bins - 1)
            voiced[at] = np.log(chances[n] + MIN_PROBABILITY)
            if within[t, at] == 0:
                within[t, at] = hertz[n]
        total = 0.0
        for b in range(bins):
            if voiced[b] > -600:
                total += np.exp(voiced[b])
        unvoiced = np.log(max(0.0, 1 - total) / bins + MIN_PROBABILITY)
        for kind in range(2):
            for b in range(bins):
                reached[kind, b], origin[kind, b] = best[kind, b], 0
                if t > 0:
                    maximum, where = -np.inf, 0
                    for n in range(width):
                        source = min(max(b + n - reach, 0), bins - 1)
                        way = best[kind, source] + steps[b, n]
                        if way > maximum:
                            maximum, where = way, source
                    reached[kind, b], origin[kind, b] = maximum, where + kind * bins
        for kind in range(2):
            for b in range(bins):
                same, other = reached[kind, b] + stay, reached[1 - kind, b] + change
                came[t, kind, b] = origin[kind, b] if same >= other else origin[1 - kind, b]
                best[kind, b] = max(same, other) + (voiced[b] if kind == 0 else unvoiced)
    state = int(best.argmax())
    path, is_voiced = np.zeros(frames), np.zeros(frames, np.bool_)
    for t in range(frames - 1, -1, -1):
        kind, b = state // bins, state % bins
        is_voiced[t] = kind == 0
        path[t] = within[t, b] if within[t, b] > 0 else LOWEST * 2 ** (b / BINS_PER_OCTAVE)
        state = int(came[t, kind, b])
    return path, is_voiced


def path(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The likeliest path through `differences`: Hz [frames], and where it is voiced, bool [frames]."""
    return _likeliest(rows, _CHANCE, _steps())


def fill_gaps(hertz: np.ndarray, voiced: np.ndarray, yin: np.ndarray, rms: np.ndarray) -> np.ndarray:
    """A pitch for every frame, float32 [frames]: tracked; else YIN's where stable; else the nearest; else the median of YIN's by energy."""
    pitched = voiced | _stable(yin)
    values = np.where(voiced, hertz, yin)
    if not pitched.any():
        order = np.argsort(yin, kind="stable")
        energy = np.cumsum(rms[order].astype(np.float64) ** 2)
        return np.full(len(yin), min(HIGHEST, yin[order][np.searchsorted(energy, energy[-1] / 2)]), np.float32)
    frames, there = np.arange(len(yin)), np.nonzero(pitched)[0]
    next_ = np.searchsorted(there, frames)
    before, after = there[np.maximum(next_ - 1, 0)], there[np.minimum(next_, len(there) - 1)]
    return values[np.where(np.abs(frames - before) <= np.abs(after - frames), before, after)].astype(np.float32)


def played(samples: np.ndarray, yin: np.ndarray, rms: np.ndarray) -> np.ndarray:
    """The pitch of a sound (with its dither), as a bank has it, Hz, float32 [frames]; `yin` and `rms` are its descriptors'."""
    hertz, voiced = path(differences(samples)[: len(yin)])
    return fill_gaps(hertz, voiced, yin, rms)


def _stable(yin: np.ndarray) -> np.ndarray:
    stable = np.zeros(len(yin), bool)
    moves = np.abs(np.diff(np.log2(yin))) >= MAX_STABLE_STEP_OCTAVES
    edges = np.concatenate([[0], 1 + np.nonzero(moves)[0], [len(yin)]])
    for start, end in zip(edges[:-1], edges[1:]):
        stable[start:end] = end - start >= MIN_STABLE_FRAMES and yin[start:end].max() < HIGHEST
    return stable


@cache
def _steps() -> np.ndarray:
    """Log probabilities of reaching each bin from those around it, [bins, 2 reach + 1]: a triangle, cut off at the ends of the range."""
    bins = int(np.floor(BINS_PER_OCTAVE * np.log2(HIGHEST / LOWEST))) + 1
    reach = round(MAX_SPEED * 12 * HOP / SAMPLE_RATE) * BINS_PER_OCTAVE // 24
    triangle = reach + 1 - np.abs(np.arange(-reach, reach + 1))
    inside = lambda b: (b + np.arange(-reach, reach + 1) >= 0) & (b + np.arange(-reach, reach + 1) < bins)
    leaving = np.array([triangle[inside(b)].sum() for b in range(bins)])
    steps = np.full((bins, 2 * reach + 1), -np.inf)
    for b in range(bins):
        for n in np.nonzero(inside(b))[0]:
            steps[b, n] = np.log(triangle[n] / leaving[b + n - reach])
    return steps


def _below(x: np.ndarray) -> np.ndarray:
    return 1 - (1 - x) ** 18 * (1 + 18 * x)


#: Probability that a threshold lies between k/100 and (k+1)/100: the beta distribution (2, 18) of the paper.
_CHANCE = np.diff(_below(np.arange(THRESHOLDS + 1) / THRESHOLDS))
