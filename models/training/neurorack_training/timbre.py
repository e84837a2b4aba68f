"""Timbre: properties of a sound that the seven descriptors do not cover: fixed partials (modes), and early, middle and late colour.

The instrument measures the same (`src/descriptors/timbre`); both are tested against the same golden numbers.
"""

from __future__ import annotations

import numpy as np

from .definitions import COLOUR, MODES, SAMPLE_RATE, TRACKS, erb_edges

#: Power below which a sum counts as silence.
_EPSILON = 1e-12


def hann(size: int) -> np.ndarray:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)


def power_frames(samples: np.ndarray, size: int, hop: int, first: int = 0, last: int | None = None) -> np.ndarray:
    """Power spectra [frames, size // 2 + 1] of Hann windows that start at first, first + hop ... below last; zeros follow the sound."""
    last = len(samples) if last is None else min(last, len(samples))
    starts = np.arange(first, max(last, first + 1), hop)
    padded = np.zeros(starts[-1] + size)
    count = min(len(samples), len(padded))
    padded[:count] = samples[:count]
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[starts] * hann(size)
    spectrum = np.fft.rfft(frames)
    return spectrum.real**2 + spectrum.imag**2


def onset(samples: np.ndarray) -> int:
    """The first sample that reaches a tenth of the peak."""
    magnitude = np.abs(samples)
    peak = magnitude.max() if len(samples) else 0.0
    return int(np.argmax(magnitude >= 0.1 * peak)) if peak > 0 else 0


def modes(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The strongest steady partials: frequencies in Hz, ascending, and their shares of the sound's energy; up to 32 of each.

    Sums power spectra of 8192 samples from the onset, each divided by the root of its sum, so that a ringing tail counts beside the
    loud beginning. A mode is a bin above its two neighbours on either side and 12 dB above the median of the bins around it.
    """
    size, hop = MODES["window"], MODES["hop"]
    y = np.asarray(samples, np.float64)
    frames = power_frames(y, size, hop, onset(y))
    total = frames.sum(1)
    keep = total > total.max() * 1e-7
    if not keep.any() or total.max() <= _EPSILON:
        return np.zeros(0), np.zeros(0)
    spectrum = (frames[keep] / np.sqrt(total[keep])[:, None]).sum(0)
    whole = spectrum.sum()
    low = int(np.ceil(MODES["lowHz"] * size / SAMPLE_RATE))
    high = int(np.floor(MODES["highHz"] * size / SAMPLE_RATE))
    around = MODES["around"]
    found = []
    for k in range(low, high + 1):
        here = spectrum[k]
        if here <= spectrum[k - 1] or here < spectrum[k + 1] or here <= spectrum[k - 2] or here < spectrum[k + 2]:
            continue
        start = max(k - around, 1)
        nearby = np.sort(spectrum[start : k + around + 1])
        median = nearby[len(nearby) // 2]
        if here < MODES["prominence"] * median:
            continue
        a, b, c = np.log(spectrum[k - 1 : k + 2] + 1e-30)
        shift = 0.5 * (a - c) / (a - 2 * b + c)
        energy = spectrum[k - 2 : k + 3].sum() / whole
        found.append((energy, (k + np.clip(shift, -0.5, 0.5)) * SAMPLE_RATE / size))
    found = sorted(found, key=lambda m: (-m[0], m[1]))[: MODES["count"]]
    found = sorted((hz, energy) for energy, hz in found if energy > MODES["leastShare"])
    return np.array([m[0] for m in found]), np.array([m[1] for m in found])


def colour(samples: np.ndarray) -> np.ndarray:
    """Shares of energy of 24 ERB bands in dB, -60 to 0, for three segments from the onset: 46 ms, the next 280 ms, the rest."""
    size, hop = COLOUR["window"], COLOUR["hop"]
    y = np.asarray(samples, np.float64)
    start = onset(y)
    edges = [start, start + COLOUR["stretches"][0], start + COLOUR["stretches"][1], start + COLOUR["stretches"][2]]
    band_edges = erb_edges(COLOUR["lowHz"], COLOUR["highHz"], COLOUR["bands"])
    bin_band = np.searchsorted(band_edges, np.arange(size // 2 + 1) * SAMPLE_RATE / size, side="right") - 1
    rows = []
    for first, last in zip(edges, edges[1:]):
        if first < len(y) or not rows:
            spectrum = power_frames(y, size, hop, first, last).sum(0)
            inside = (bin_band >= 0) & (bin_band < COLOUR["bands"])
            energy = np.bincount(bin_band[inside], spectrum[inside], COLOUR["bands"])
            whole = energy.sum()
            if whole > _EPSILON or not rows:
                share = energy / whole if whole > _EPSILON else np.full(COLOUR["bands"], 1 / COLOUR["bands"])
                rows.append(np.clip(10 * np.log10(share + 1e-12), COLOUR["floorDb"], 0))
                continue
        rows.append(rows[-1])
    return np.concatenate(rows)


def colour_path(powers) -> np.ndarray:
    """Shares of energy of 24 ERB bands in dB, -60 to 0, at every 1024 samples: [1 + n // 1024, 24]. `powers`: the sound's `tracks.spectra`."""
    size = COLOUR["window"]
    power = powers(size)[:: COLOUR["hop"] // TRACKS["hop"]]
    edges = erb_edges(COLOUR["lowHz"], COLOUR["highHz"], COLOUR["bands"])
    bin_band = np.searchsorted(edges, np.arange(size // 2 + 1) * SAMPLE_RATE / size, side="right") - 1
    energy = np.stack([power[:, bin_band == b].sum(1) for b in range(COLOUR["bands"])], 1)
    whole = energy.sum(1, keepdims=True)
    share = np.where(whole > _EPSILON, energy / np.maximum(whole, _EPSILON), 1 / COLOUR["bands"])
    return np.clip(10 * np.log10(share + 1e-12), COLOUR["floorDb"], 0)


def modal_bands(hz: np.ndarray) -> np.ndarray:
    """The modal band of each frequency, 0 ... 15."""
    edges = erb_edges(MODES["bandLowHz"], MODES["bandHighHz"], MODES["bands"])
    return np.clip(np.searchsorted(edges, hz, side="right") - 1, 0, MODES["bands"] - 1)


def modal_energies(hz: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Energy of each modal band's modes as a share of the sound's, float64 [16]."""
    return np.bincount(modal_bands(hz), share, MODES["bands"]) if len(hz) else np.zeros(MODES["bands"])


def modal_input(energies: np.ndarray) -> np.ndarray:
    """Modal band energies as network input: 0 for none, 3 for all of the sound."""
    floor = MODES["floorOctaves"]
    return np.maximum(np.log2(np.maximum(energies, 1e-30)) + floor, 0) * (3 / floor)


def modal_weights(hz: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Amplitude of each mode within its band: the squares of a band's weights sum to one."""
    if not len(hz):
        return np.zeros(0)
    return np.sqrt(share / modal_energies(hz, share)[modal_bands(hz)])
