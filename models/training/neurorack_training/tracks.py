"""Partials that move and end: each with its own frequency and level over time, relative to the sound's level.

Steady partials are peaks of long windows, linked from frame to frame (McAulay and Quatieri, 1986); gliding ones are peaks of short
windows where no steady partial is. The amplitude of each is measured with the shortest window that separates it from its neighbours,
and divided by the level lane under the same window: `level lane x ratio` is then the amplitude, exact at onsets and in decays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Callable

import numpy as np

from .compiled import numba
from .definitions import SAMPLE_RATE, SUB, TRACKS

_SILENCE = 1e-10
#: A level lane below it (-100 dBFS) has no partials.
_QUIET = 1e-5


@dataclass
class Tracks:
    """K partials of a sound on a grid of G points, 512 samples apart: hz [K, G], and ratio [K, G], amplitude over the level lane.

    phase [K] is that of each sine at the sound's first sample, in cycles.
    """

    hz: np.ndarray
    ratio: np.ndarray
    phase: np.ndarray

    @property
    def count(self) -> int:
        return len(self.hz)


def hann(size: int) -> np.ndarray:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)


def centred_power(samples: np.ndarray, size: int, hop: int) -> np.ndarray:
    """Power spectra [frames, size // 2 + 1] of Hann windows centred on multiples of `hop`; a sinusoid of amplitude 1 has power 1."""
    frames = 1 + len(samples) // hop
    padded = np.zeros((frames - 1) * hop + size)
    padded[size // 2 : size // 2 + len(samples)] = samples[: len(padded) - size // 2]
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    shape, power = hann(size) * (4 / size), np.empty((frames, size // 2 + 1))
    for first in range(0, frames, 8):  # few at a time stay in the processor's cache
        spectrum = np.fft.rfft(windows[first : first + 8] * shape)
        power[first : first + 8] = spectrum.real**2 + spectrum.imag**2
    return power


def spectra(samples: np.ndarray) -> Callable[[int], np.ndarray]:
    """The `centred_power` of a sound on the grid for any window, each computed once."""
    y = np.asarray(samples, np.float64)
    return cache(lambda size: centred_power(y, size, TRACKS["hop"]))


@numba.njit(cache=False)
def _peaks(power, low, high, around, prominence, floor):
    """Peaks of one power spectrum: bins (interpolated) and powers, in order of frequency."""
    bins = np.empty(high - low + 1)
    levels = np.empty(high - low + 1)
    count = 0
    for k in range(low, high + 1):
        here = power[k]
        if here < floor or here <= power[k - 1] or here < power[k + 1] or here <= power[k - 2] or here < power[k + 2]:
            continue
        start = max(k - around, 1)
        end, below = min(k + around + 1, len(power)), 0
        for n in range(start, end):
            below += prominence * power[n] <= here
        if below <= (end - start) // 2:  # the median is too close
            continue
        a, b, c = np.log(power[k - 1] + 1e-30), np.log(here), np.log(power[k + 1] + 1e-30)
        shift = min(max(0.5 * (a - c) / (a - 2 * b + c), -0.5), 0.5)
        bins[count] = k + shift
        levels[count] = np.exp(b - 0.25 * (a - c) * shift)
        count += 1
    return bins[:count], levels[:count]


@numba.njit(cache=False)
def _link(frames_hz, frames_power, starts, cents, bin_hz, gap, min_peaks):
    """Link peaks to tracks: arrays of (track, frame, Hz, power) rows; tracks with fewer than `min_peaks` peaks are dropped."""
    frames = len(starts) - 1
    total = starts[frames]
    track_of = np.full(total, -1, np.int64)
    last_hz = np.empty(total)
    last_frame = np.empty(total, np.int64)
    tracks = 0
    active = np.empty(total, np.int64)
    actives = 0
    for t in range(frames):
        first, end = starts[t], starts[t + 1]
        kept = 0
        for n in range(actives):
            if t - last_frame[active[n]] <= gap + 1:
                active[kept] = active[n]
                kept += 1
        actives = kept
        taken = np.zeros(actives, np.bool_)
        order = np.argsort(-frames_power[first:end])
        for o in order:
            hz = frames_hz[first + o]
            reach = max(hz * (2 ** (cents / 1200) - 1), bin_hz)
            best, at = reach, -1
            for n in range(actives):
                if taken[n]:
                    continue
                away = abs(last_hz[active[n]] - hz)
                if away < best:
                    best, at = away, n
            if at >= 0:
                track = active[at]
                taken[at] = True
            else:
                track = tracks
                tracks += 1
            track_of[first + o] = track
            last_hz[track] = hz
            last_frame[track] = t
        known = np.zeros(tracks, np.bool_)
        for n in range(actives):
            known[active[n]] = True
        for p in range(first, end):
            track = track_of[p]
            if not known[track]:
                active[actives] = track
                actives += 1
                known[track] = True
    sizes = np.zeros(tracks, np.int64)
    for p in range(total):
        sizes[track_of[p]] += 1
    for p in range(total):
        if sizes[track_of[p]] < min_peaks:
            track_of[p] = -1
    return track_of


def _found(powers, which: dict, blocked: list[tuple[np.ndarray, np.ndarray]]) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Linked peaks of one resolution: for each track its sample positions, Hz and powers; peaks near `blocked` tracks are omitted."""
    size, hop = which["window"], which["hop"]
    power = powers(size)[:: hop // TRACKS["hop"]]
    bin_hz = SAMPLE_RATE / size
    low = max(3, int(np.ceil(TRACKS["lowHz"] / bin_hz)))
    high = min(int(TRACKS["highHz"] / bin_hz), size // 2 - 3)
    hz, levels, starts = [], [], [0]
    paths = np.array([np.interp(np.arange(len(power)) * hop, p, h, np.nan, np.nan) for p, h in blocked]).reshape(len(blocked), len(power))
    for t, row in enumerate(power):
        floor = max(row.max() * 10 ** (-TRACKS["depthDb"] / 10), _SILENCE)
        bins, level = _peaks(row, low, high, which["around"], TRACKS["prominence"], floor)
        at = bins * bin_hz
        if len(at) and len(paths):
            near = np.abs(at[:, None] - paths[None, :, t]) <= 3 * bin_hz  # false for the tracks that are not there
            at, level = at[~near.any(1)], level[~near.any(1)]
        hz.append(at)
        levels.append(level)
        starts.append(starts[-1] + len(at))
    hz, levels = np.concatenate(hz), np.concatenate(levels)
    if not len(hz):
        return []
    track_of = _link(hz, levels, np.array(starts), which["cents"], which["bins"] * bin_hz, which["gap"], which["least"])
    frame_of = np.repeat(np.arange(len(power)), np.diff(starts))
    found = []
    for track in np.unique(track_of[track_of >= 0]):
        mine = np.nonzero(track_of == track)[0]
        found.append((frame_of[mine] * hop, hz[mine], levels[mine]))
    return found


@numba.njit(cache=False)
def _demodulated(samples, centre, hz, slope, size):
    """A sinusoid of `hz` (slope in Hz per sample) under a Hann window of `size` around `centre`: its amplitude times the window's sum / 2, and
    its phase at the centre, radians."""
    real, imaginary = 0.0, 0.0
    half = size // 2
    turn = 2 * np.pi / size
    w = 2 * np.pi / SAMPLE_RATE
    first, end = max(0, centre - half), min(len(samples), centre + half)
    t = first - centre
    angle = w * (hz * t + 0.5 * slope * t * t)
    pr, pi = np.cos(angle), -np.sin(angle)
    step = w * (hz + slope * (t + 0.5))
    sr, si = np.cos(step), -np.sin(step)
    cr, ci = np.cos(w * slope), -np.sin(w * slope)
    wr, wi = np.cos(turn * (first - centre + half)), np.sin(turn * (first - centre + half))
    ur, ui = np.cos(turn), np.sin(turn)
    for n in range(first, end):
        x = samples[n] * (0.5 - 0.5 * wr)
        real += x * pr
        imaginary += x * pi
        pr, pi = pr * sr - pi * si, pr * si + pi * sr
        if slope != 0.0:
            sr, si = sr * cr - si * ci, sr * ci + si * cr
        wr, wi = wr * ur - wi * ui, wr * ui + wi * ur
    return np.sqrt(real * real + imaginary * imaginary), np.arctan2(real, -imaginary)


def _windowed(lane: np.ndarray, size: int, grid: int, hop: int) -> np.ndarray:
    """The level lane under a Hann window of `size` centred on each grid point, summed over samples: [grid]."""
    shape = SUB * (0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(size // SUB) + 0.5) * SUB / size))
    sums = np.convolve(lane, shape)[size // SUB // 2 - 1 :: hop // SUB][:grid]
    return np.pad(sums, (0, grid - len(sums)))


@numba.njit(cache=False)
def _windows(hz, begin, end, sizes):
    """For each track and grid point the index of its window: the shortest that separates it from its neighbours; -1 where it is absent."""
    count, grid = hz.shape
    index = np.full((count, grid), -1, np.int64)
    for g in range(grid):
        for k in range(count):
            if g < begin[k] or g > end[k]:
                continue
            near = hz[k, g]
            for j in range(count):
                if j != k and begin[j] - 4 <= g <= end[j] + 4:
                    near = min(near, abs(hz[j, g] - hz[k, g]))
            s = 0
            while s < len(sizes) - 1 and sizes[s] * near < 2.0 * SAMPLE_RATE:
                s += 1
            index[k, g] = s
    return index


def _ratios(samples, lane, hz, begin, end, powers) -> np.ndarray:
    """Amplitude over windowed level lane of every track [K, G] at its grid points begin..end, else 0.

    The amplitude is that of the nearest bin, divided by the Hann window's transform at the distance; a glide is demodulated instead.
    """
    hop, sizes = TRACKS["hop"], TRACKS["windows"]
    ratio = np.zeros(hz.shape)
    index = _windows(hz, begin, end, np.array(sizes))
    for s, size in enumerate(sizes):
        k, g = np.nonzero(index == s)
        if not len(k):
            continue
        lane_here = _windowed(lane, size, hz.shape[1], hop)[g]
        at = hz[k, g] * size / SAMPLE_RATE
        bins = np.round(at).astype(np.int64)
        away = at - bins
        lobe = np.sinc(away) / (1 - away**2)
        amplitude = np.sqrt(powers(size)[g, bins]) / lobe * (size / 2)
        before, after = np.maximum(g - 1, begin[k]), np.minimum(g + 1, end[k])
        slope = (hz[k, after] - hz[k, before]) / (hop * np.maximum(1, after - before))
        for n in np.nonzero(np.abs(slope) * size * size > 0.02 * SAMPLE_RATE)[0]:
            amplitude[n] = 2 * _demodulated(samples, g[n] * hop, hz[k[n], g[n]], slope[n], size)[0]
        loud = lane_here > _QUIET * size / 2
        ratio[k[loud], g[loud]] = amplitude[loud] / lane_here[loud]
    return ratio


@numba.njit(cache=False)
def held(lane, hold, release):
    """The level lane as the partials follow it: it rises at once, holds a peak for `hold` values and then falls by `release` a value at most.

    Beating partials make the lane beat; if it were used as it is, it would modulate each of them and add partials that are not there.
    """
    result = np.empty(len(lane), np.float64)
    last = 0.0
    for n in range(len(lane)):
        peak = 0.0
        for m in range(max(0, n - hold + 1), n + 1):
            peak = max(peak, lane[m])
        last = max(peak, last * release)
        result[n] = last
    return result


def track_level(lane: np.ndarray) -> np.ndarray:
    """`held` with the instrument's times: float64, as long as the lane."""
    level = TRACKS["level"]
    return held(lane.astype(np.float64), level["holdSamples"] // SUB, np.exp(-SUB / (level["releaseSeconds"] * SAMPLE_RATE)))


def measure(samples: np.ndarray, lane: np.ndarray, powers: Callable[[int], np.ndarray] | None = None) -> Tracks:
    """The partials of a sound with this level lane (`features.level_lane`), the strongest first; up to 96. `powers`: its `spectra`."""
    y = np.asarray(samples, np.float64)
    hop = TRACKS["hop"]
    grid = 1 + len(y) // hop
    powers = powers or spectra(y)
    steady = _strongest(_found(powers, TRACKS["long"], []))
    gliding = _found(powers, TRACKS["short"], [(p, h) for p, h, _ in steady])
    gliding = _strongest([track for track in gliding if _is_smooth(track[1])])
    rows = [(p, h, w, TRACKS["long"]) for p, h, w in steady] + [(p, h, w, TRACKS["short"]) for p, h, w in gliding]
    if not rows:
        return Tracks(np.zeros((0, grid)), np.zeros((0, grid)), np.zeros(0))
    points = np.arange(grid) * hop
    hz = np.zeros((len(rows), grid))
    begin, end = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64)
    for k, (position, path, weight, which) in enumerate(rows):
        mean = np.exp((weight * np.log(path)).sum() / weight.sum())
        deviation = 1200 * np.abs(np.log2(path / mean))
        is_steady = (weight * deviation).sum() / weight.sum() < TRACKS["steadyCents"]
        hz[k] = mean if is_steady else np.interp(points, position, path)
        before = which["window"] // 4
        begin[k] = max(0, (position[0] - before) // hop)
        end[k] = min(grid - 1, (position[-1] + which["hop"]) // hop)
    lane = track_level(lane)
    ratio = _ratios(y, lane, hz, begin, end, powers)
    ratio[ratio < 10 ** (TRACKS["lowDb"] / 20)] = 0
    level = lane[:: hop // SUB][:grid]
    level = np.pad(level, (0, grid - len(level)))
    energy = ((ratio * level) ** 2).sum(1)
    order = np.argsort(-energy, kind="stable")[: TRACKS["count"]]
    order = order[energy[order] > 0]
    phase = _phases(y, hz[order], ratio[order] * level, _windows(hz, begin, end, np.array(TRACKS["windows"]))[order])
    return Tracks(hz[order], _held_before_onset(ratio[order], level), phase)


def _phases(samples: np.ndarray, hz: np.ndarray, amplitude: np.ndarray, index: np.ndarray) -> np.ndarray:
    """Phase of each track at the first sample, cycles [K]: measured where it is loudest among its first points, and taken back along its
    frequency. Attacks and beats of partials depend on it."""
    hop, phases = TRACKS["hop"], np.zeros(len(hz))
    cycles = np.concatenate([np.zeros((len(hz), 1)), np.cumsum((hz[:, :-1] + hz[:, 1:]) * (hop / 2 / SAMPLE_RATE), 1)], 1)
    for k in range(len(hz)):
        there = np.nonzero(amplitude[k] > 0)[0][: TRACKS["phasePoints"]]
        g = int(there[amplitude[k, there].argmax()])
        a, b = max(g - 1, int(there[0])), min(g + 1, hz.shape[1] - 1)
        slope = (hz[k, b] - hz[k, a]) / (hop * max(1, b - a))
        _, angle = _demodulated(samples, g * hop, hz[k, g], slope, TRACKS["windows"][index[k, g]])
        phases[k] = (angle / (2 * np.pi) - cycles[k, g]) % 1
    return phases


def _strongest(found: list) -> list:
    return sorted(found, key=lambda track: -track[2].sum())[: TRACKS["count"]]


def _is_smooth(path: np.ndarray) -> bool:
    """Whether a gliding partial moves evenly, as the peaks of noise do not."""
    octaves = 1200 * np.log2(path)
    bend = np.abs(np.diff(octaves, 2))
    return len(bend) > 0 and float(np.median(bend)) < 15 and abs(octaves[-1] - octaves[0]) > 30


def _held_before_onset(ratio: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Ratios with the first value of the sound before its onset, where the level is zero: the lane then shapes the attack."""
    heard = np.nonzero(level > 1e-4)[0]
    if len(heard):
        ratio[:, : heard[0]] = ratio[:, heard[0] : heard[0] + 1]
    return ratio


def synthesise(tracks: Tracks, lane: np.ndarray) -> np.ndarray:
    """The partials alone with the level lane, float64 [SUB * len(lane)]: for tests and listening."""
    n = SUB * len(lane)
    t = np.arange(n)
    grid = np.arange(tracks.hz.shape[1]) * TRACKS["hop"]
    level = np.interp(t, (np.arange(len(lane)) + 1) * SUB, track_level(lane))
    sound = np.zeros(n)
    for k in range(tracks.count):
        turns = np.interp(t, grid, tracks.hz[k]) / SAMPLE_RATE
        phase = np.cumsum(turns) - turns[0] + tracks.phase[k]
        sound += np.interp(t, grid, tracks.ratio[k]) * np.sin(2 * np.pi * phase)
    return sound * level
