"""The pitch that is played: a path through a whole sound that does not jump, as the instrument's `pitch-path.ts` and `settle-pitch.ts` find it.

pYIN of Mauch and Dixon (2014) as librosa 0.11's `pyin` has it, but for the ends of the range: a difference that still falls at the longest period
has a trough there, one that rises from the shortest has none. A test holds it against librosa.
"""

from __future__ import annotations

import numpy as np

from .definitions import HOP, SAMPLE_RATE, WINDOWS

LOWEST, HIGHEST = 50, 5000
BINS_AN_OCTAVE = 48
FASTEST = 20  # octaves a second
THRESHOLDS, NO_TROUGH, SWITCH, DECAY = 100, 0.01, 0.01, 2
LEAST = 1e-300
#: YIN's pitch counts where it stays for so many frames, each within a semitone of the one before.
STILL_FRAMES, STILL_OCTAVES = 12, 1 / 12


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


def candidates(row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pitches of the troughs of one frame's difference [periods], Hz, and how likely each is."""
    after = np.append(row[2:], np.inf)
    troughs = 1 + np.nonzero((row[1:] < row[:-1]) & (row[1:] <= after))[0]
    if len(troughs) == 0:
        return np.zeros(0), np.zeros(0)
    here, before, after = row[troughs], row[troughs - 1], after[troughs - 1]
    with np.errstate(invalid="ignore"):
        curve, slope = after + before - 2 * here, (after - before) / 2
        refined = np.where(np.isfinite(after) & (np.abs(slope) < np.abs(curve)), troughs - slope / curve, troughs)
    below = here[:, None] < np.arange(1, THRESHOLDS + 1) / THRESHOLDS
    position, count = np.cumsum(below, 0) - 1, below.sum(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        prior = (1 - np.exp(-DECAY)) * np.exp(-DECAY * position) / (1 - np.exp(-DECAY * count))
    chances = np.where(below, prior, 0) @ _CHANCE
    deepest = int(here.argmin())
    chances[deepest] += NO_TROUGH * _CHANCE[~below[deepest]].sum()
    return SAMPLE_RATE / (SAMPLE_RATE // HIGHEST + refined), chances


def path(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The likeliest path through `differences`: Hz [frames], and where it is voiced, bool [frames]."""
    bins = int(np.floor(BINS_AN_OCTAVE * np.log2(HIGHEST / LOWEST))) + 1
    reach = round(FASTEST * 12 * HOP / SAMPLE_RATE) * BINS_AN_OCTAVE // 24
    steps = _steps(bins, reach)
    stay, change = np.log(1 - SWITCH), np.log(SWITCH)
    found = []
    came = np.zeros((len(rows), 2, bins), np.int16)  # the state each state came from
    best = np.zeros((2, bins))
    own = np.arange(bins)
    sources = np.clip(own[:, None] + np.arange(-reach, reach + 1), 0, bins - 1)
    for t, row in enumerate(rows):
        hertz, chances = candidates(row)
        at = np.clip(np.round(BINS_AN_OCTAVE * np.log2(hertz / LOWEST)), 0, bins - 1).astype(int)
        found.append((at, hertz))
        voiced = np.full(bins, np.log(LEAST))
        voiced[at] = np.log(chances + LEAST)
        unvoiced = np.log(max(0.0, 1 - np.exp(voiced[voiced > -600]).sum()) / bins + LEAST)
        if t > 0:
            ways = best[:, sources] + steps
            step = ways.argmax(2)
            reached = np.take_along_axis(ways, step[:, :, None], 2)[:, :, 0]
            origin = np.take_along_axis(np.broadcast_to(sources, ways.shape), step[:, :, None], 2)[:, :, 0] + np.array([[0], [bins]])
        else:
            reached, origin = best, np.zeros((2, bins), int)
        stays = np.array([reached[0] + stay >= reached[1] + change, reached[1] + stay >= reached[0] + change])
        came[t] = np.where(stays, origin, origin[::-1])
        best = np.where(stays, reached + stay, reached[::-1] + change) + np.array([voiced, np.full(bins, unvoiced)])
    state = int(best.argmax())
    hertz, is_voiced = np.zeros(len(rows)), np.zeros(len(rows), bool)
    for t in range(len(rows) - 1, -1, -1):
        bin_, is_voiced[t] = state % bins, state < bins
        inside = np.nonzero(found[t][0] == bin_)[0]
        # A bin is 25 cents wide: a candidate inside it knows better.
        hertz[t] = found[t][1][inside[0]] if len(inside) else LOWEST * 2 ** (bin_ / BINS_AN_OCTAVE)
        state = int(came[t].reshape(-1)[state])
    return hertz, is_voiced


def settle(hertz: np.ndarray, voiced: np.ndarray, yin: np.ndarray, rms: np.ndarray) -> np.ndarray:
    """A pitch for every frame, float32 [frames]: the path's; else YIN's where it stays; else the nearest; else the median of YIN's by energy."""
    pitched = voiced | _still(yin)
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
    return settle(hertz, voiced, yin, rms)


def _still(yin: np.ndarray) -> np.ndarray:
    still = np.zeros(len(yin), bool)
    moves = np.abs(np.diff(np.log2(yin))) >= STILL_OCTAVES
    edges = np.concatenate([[0], 1 + np.nonzero(moves)[0], [len(yin)]])
    for start, end in zip(edges[:-1], edges[1:]):
        still[start:end] = end - start >= STILL_FRAMES and yin[start:end].max() < HIGHEST
    return still


def _steps(bins: int, reach: int) -> np.ndarray:
    """Logarithms of the chances to reach each bin from those around it, [bins, 2 reach + 1]: a triangle, cut off at the ends of the range."""
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


#: Chance that a threshold lies between k/100 and (k+1)/100: the beta distribution (2, 18) of the paper.
_CHANCE = np.diff(_below(np.arange(THRESHOLDS + 1) / THRESHOLDS))
