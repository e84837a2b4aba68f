"""Effects on layers and whole impacts: speed, tilt, drive, and rooms from procedural impulse responses."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from scipy.fft import irfft, next_fast_len, rfft, rfftfreq
from scipy.signal import oaconvolve
import soxr

from ..definitions import SAMPLE_RATE
from .procedural import decay, log_uniform, unit


def speed(x: np.ndarray, factor: float) -> np.ndarray:
    """Played faster (above 1, shorter and higher) or slower, band-limited."""
    return soxr.resample(x, SAMPLE_RATE * factor, SAMPLE_RATE) if abs(factor - 1) > 1e-3 else x


def tilt(x: np.ndarray, db_per_octave: float, pivot: float = 700.0) -> np.ndarray:
    """A linear spectral slope around a pivot in Hz, at most ±24 dB."""
    size = next_fast_len(len(x) + 512, real=True)
    octave = np.log2(np.maximum(rfftfreq(size, 1 / SAMPLE_RATE), 20) / pivot)
    gain = 10 ** (np.clip(db_per_octave * octave, -24, 24) / 20)
    return irfft(rfft(x, size) * gain, size)[: len(x)]


def drive(x: np.ndarray, amount: float, bias: float = 0.0) -> np.ndarray:
    """Tanh saturation at twice the sample rate, to avoid aliasing; amount 1 is subtle, 10 close to a square wave."""
    high = soxr.resample(unit(x), 1, 2)
    bent = np.tanh(amount * high + bias) - np.tanh(bias)
    return unit(soxr.resample(bent, 2, 1)[: len(x)])


def room(rng: Generator, length: float) -> np.ndarray:
    """An impulse response: silence, early reflections, then noise with a decay time per band (length at 500 Hz)."""
    n = int(min(length * 1.1, 5.5) * SAMPLE_RATE)
    size = next_fast_len(n, real=True)
    spectrum = rfft(rng.standard_normal(size))
    octave = np.log2(np.maximum(rfftfreq(size, 1 / SAMPLE_RATE), 10) / 500)
    dark, bass, slope = rng.uniform(0.2, 0.6), rng.uniform(0.7, 1.3), rng.uniform(-3.5, 0)
    out = np.zeros(n)
    for centre in np.arange(-3.0, 6.0):
        window = np.clip(1 - np.abs(octave - centre), 0, 1)
        t60 = length * (2 ** (-dark * centre) if centre > 0 else bass ** (-centre / 3))
        out += irfft(spectrum * np.sqrt(window) * 10 ** (slope * centre / 20), size)[:n] * decay(n, t60)
    build = rng.uniform(0.001, 0.03)
    out *= 1 - np.exp(-np.arange(n) / SAMPLE_RATE / build)
    out /= np.sqrt(np.sum(out**2)) + 1e-9
    gap = int(rng.uniform(0.004, 0.04) * SAMPLE_RATE)
    out = np.concatenate([np.zeros(gap), out])
    early = rng.integers(60, int(0.08 * SAMPLE_RATE), int(rng.integers(4, 14)))
    out[early[early < len(out)]] += rng.choice([-1, 1], int(np.sum(early < len(out)))) * rng.uniform(0.05, 0.3)
    return out


def reverberate(x: np.ndarray, impulse: np.ndarray, wet: float, n: int) -> np.ndarray:
    """Add reverberation by convolution, at the ratio `wet`; n samples."""
    padded = np.zeros(n)
    padded[: min(n, len(x))] = x[:n]
    if wet < 0.01:
        return padded
    tail = oaconvolve(padded, impulse)[:n]
    ratio = np.sqrt(np.sum(padded**2) / (np.sum(tail**2) + 1e-12))
    return padded + wet * ratio * tail


def echo_cluster(rng: Generator, x: np.ndarray) -> np.ndarray:
    """Add one to four quick repeats within 30-250 ms."""
    out = np.array(x)
    for _ in range(int(rng.integers(1, 5))):
        at = int(log_uniform(rng, 0.03, 0.25) * SAMPLE_RATE)
        if at < len(x):
            out[at:] += rng.uniform(0.2, 0.8) * x[: len(x) - at]
    return out
