"""The noise bands of the synthesis: loops with a steady envelope, as in `src/families/sinc-nsf/noise-loops.ts`."""

from __future__ import annotations

import numpy as np

from .definitions import BANDS, SAMPLE_RATE, SYNTHESIS, uniform


def flatten_envelope(value: np.ndarray, passes: int) -> np.ndarray:
    """Rotate the phases of a band's bins, complex [n], to flatten its envelope; magnitudes stay.

    Low-noise noise (Pumplin 1985) by the iteration of Kohlrausch et al. 1997: divide by the envelope, restore the magnitudes.
    """
    if len(value) < 2 or passes == 0:
        return value
    points = 2 ** int(np.ceil(np.log2(2 * len(value))))
    magnitudes = np.abs(value)
    for _ in range(passes):
        signal = np.fft.ifft(value, points)
        value = np.fft.fft(signal / np.abs(signal))[: len(magnitudes)]
        value *= magnitudes / np.abs(value)
    return value


def noise_loops() -> np.ndarray:
    """96 ERB-spaced noise bands of unit RMS as loops: float32 [96, 65536]."""
    spec = SYNTHESIS["noiseBands"]
    length = spec["loopLength"]
    erb = 21.4 * np.log10(1 + 0.00437 * np.array([spec["lowHz"], spec["highHz"]]))
    edges = (10 ** (np.linspace(*erb, BANDS + 1) / 21.4) - 1) / 0.00437
    bins = np.arange(length // 2 + 1)
    hz = bins * SAMPLE_RATE / length
    loops = np.empty((BANDS, length), np.float32)
    for band, (low, high) in enumerate(zip(edges, edges[1:])):
        width = spec["transition"] * (high - low)
        rise = np.clip((hz - low + width / 2) / width, 0, 1)
        fall = np.clip((high + width / 2 - hz) / width, 0, 1)
        magnitude = np.sin(np.pi / 2 * rise * fall)
        used = np.flatnonzero(magnitude)
        spectrum = np.zeros(len(bins), complex)
        value = magnitude[used] * np.exp(2j * np.pi * uniform(band + 1, used))
        spectrum[used] = flatten_envelope(value, spec["flattening"])
        loop = np.fft.irfft(spectrum, length)
        loops[band] = loop / loop.std()
    return loops
