"""Struck metal: bells, bars, gongs, plates and cymbals. Each takes a generator and n samples and returns float64 [n], peak 1.

`ring` is the time in which the lowest modes fall by 60 dB, `contact` how long the striker touches: 4 ms for a soft mallet,
0.1 ms for steel. Mode ratios after Fletcher and Rossing, The Physics of Musical Instruments, 2nd ed., ch. 2, 3, 19-21.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from scipy.fft import irfft, next_fast_len, rfftfreq

from ..definitions import SAMPLE_RATE
from .procedural import log_uniform, modes, seconds, unit

#: Church bell, against the prime: hum, prime, tierce, quint, nominal, deciem, undeciem, duodeciem, upper octave and above.
BELL = np.array([0.5, 1, 1.2, 1.5, 2, 2.51, 2.66, 3.01, 4.17, 5.43, 6.8, 8.22, 9.7, 11.2])
#: How long each of them rings against the hum; the quint is soft and short.
BELL_RING = np.array([1, 0.55, 0.5, 0.16, 0.28, 0.14, 0.13, 0.13, 0.1, 0.07, 0.055, 0.045, 0.035, 0.03])
BELL_GAIN = np.array([0.45, 0.6, 0.8, 0.25, 1, 0.3, 0.35, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15])
#: Handbell: its second partial is tuned to a twelfth.
HANDBELL = np.array([1, 3, 4.2, 5.6, 6.7, 8.5, 10.3, 12.8])
#: A free bar or tube: (2n + 1) squared; and bars undercut as the vibraphone's.
FREE_BAR = np.array([3.011, 5, 7, 9, 11, 13, 15, 17, 19]) ** 2 / 3.011**2
TUNED_BAR = np.array([1, 4, 10.2, 18.6, 27.4])
#: Range of random ratios for bent steel rods and blocks: triangle, anvil, agogo.
BLOCK = (1.0, 12.0)


def struck(hz: np.ndarray, contact: float) -> np.ndarray:
    """Excitation of each mode by a strike of `contact` seconds: flat, falling by 9 dB per octave above 1 / (2 contact)."""
    return (1 + (2 * hz * contact) ** 2) ** -0.75


def soft_start(x: np.ndarray, contact: float) -> np.ndarray:
    """Rise of a strike: a raised cosine over the contact time, in place."""
    m = min(len(x), round(contact * SAMPLE_RATE))
    if m > 1:
        x[:m] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(m) / m)
    return x


def choke(x: np.ndarray, at: float, release: float) -> np.ndarray:
    """Choke the metal `at` seconds after the first sample: 60 dB down after `release`."""
    return x * np.exp(-6.9078 * np.maximum(seconds(len(x)) - at, 0) / release)


def _ringing(
    rng: Generator, n: int, hz: np.ndarray, gains: np.ndarray, t60: np.ndarray, contact: float, split: float, bend: float = 0.0
) -> np.ndarray:
    """Damped modes, each a pair up to `split` of its frequency apart: castings are never perfectly round, so they beat."""
    apart = 1 + split * rng.uniform(0, 1, len(hz)) * rng.choice([-1, 1], len(hz))
    share = rng.uniform(0, 0.8, len(hz))
    gains = gains * struck(hz, contact)
    both = lambda a, b: np.concatenate([a, b])
    phases = rng.uniform(0, 2 * np.pi, 2 * len(hz))
    x = modes(n, both(hz, hz * apart), both(gains, gains * share), np.tile(np.clip(t60, 0.02, 12), 2), phases, bend)
    return unit(soft_start(x, contact))


def dense(
    rng: Generator, n: int, low: float, high: float, spacing: float, tilt: float, ring: float, damping: float, bloom: float
) -> np.ndarray:
    """Modes too dense to be resolved, `spacing` Hz apart; rising 12 dB per octave up to `low`, `tilt` dB per octave from there.

    ring: 60 dB decay at 1 kHz, shorter by f ** -damping. bloom: seconds in which 1 kHz rises, in proportion to f: the low
    modes feed the high ones.
    """
    size = next_fast_len(n, real=True)
    line = 0.3 * low + np.cumsum(rng.exponential(spacing, max(4, int((high - 0.3 * low) / spacing))))
    line = line[line < min(high, 20_000)]
    spectrum = np.zeros(size // 2 + 1, complex)
    gains = 10 ** (tilt * np.log2(line / 1000) / 20) * np.minimum(line / low, 1) ** 2 * rng.exponential(1, len(line))
    np.add.at(spectrum, np.round(line / SAMPLE_RATE * size).astype(int), gains * np.exp(2j * np.pi * rng.random(len(line))))
    octave = np.log2(np.maximum(rfftfreq(size, 1 / SAMPLE_RATE), 10) / 1000)
    t, out = seconds(n), np.zeros(n)
    for centre in np.arange(np.floor(2 * np.log2(0.3 * low / 1000)), 9.5) / 2:
        window = np.clip(1 - 2 * np.abs(octave - centre), 0, 1)
        if not np.any(window * np.abs(spectrum)):
            continue
        time = float(np.clip(ring * 2 ** (-damping * centre), 0.02, 12))
        rise = max(bloom * 2**centre, 1e-5)
        out += irfft(spectrum * window, size)[:n] * np.exp(-6.9078 * t / time) * (1 - np.exp(-t / rise))
    return unit(out)


def bell(rng: Generator, n: int, pitch: float, ring: float, contact: float) -> np.ndarray:
    """A bell of `pitch` Hz (its prime): church bell or handbell, with random casting variations."""
    church = rng.random() < 0.75
    ratios = BELL if church else HANDBELL
    cast = np.exp(rng.normal(0, 0.008, len(ratios)))
    t60 = ring * (BELL_RING if church else ratios ** -rng.uniform(0.9, 1.5)) * np.exp(rng.normal(0, 0.2, len(ratios)))
    gains = (BELL_GAIN if church else ratios ** -rng.uniform(0.3, 1)) * rng.uniform(0.3, 1.3, len(ratios))
    return _ringing(rng, n, pitch * ratios * cast, gains, t60, contact, log_uniform(rng, 3e-4, 6e-3))


def bar(rng: Generator, n: int, pitch: float, ring: float, contact: float) -> np.ndarray:
    """A tube, a tuned bar or a steel block; `pitch` is the lowest mode's."""
    kind = rng.choice(["free", "tuned", "block"])
    if kind == "block":
        ratios = np.sort(np.append(rng.uniform(*BLOCK, int(rng.integers(5, 22))), 1.0))
    else:
        ratios = (FREE_BAR if kind == "free" else TUNED_BAR) * np.exp(rng.normal(0, 0.01))
    t60 = ring * ratios ** -rng.uniform(0.3, 1.1) * np.exp(rng.normal(0, 0.15, len(ratios)))
    gains = ratios ** -rng.uniform(0.0, 0.9) * np.abs(rng.normal(0.8, 0.4, len(ratios)))
    return _ringing(rng, n, pitch * ratios, gains, t60, contact, log_uniform(rng, 1e-4, 3e-3))


def gong(rng: Generator, n: int, pitch: float, ring: float, contact: float) -> np.ndarray:
    """Tam-tam, bossed gong or opera gong: dense low modes that excite the high ones after the strike."""
    kind = rng.choice(["tam-tam", "bossed", "opera"], p=[0.5, 0.3, 0.2])
    if kind == "bossed":
        ratios = np.concatenate([[1, 2.0, 3.0], rng.uniform(1.3, 9, 14)]) * np.exp(rng.normal(0, 0.01, 17))
        gains = np.concatenate([[1, 0.5, 0.3], rng.uniform(0.02, 0.2, 14)])
    else:
        count = int(rng.integers(24, 60))
        ratios = 1 + np.cumsum(rng.exponential(rng.uniform(0.08, 0.3), count))
        gains = ratios ** -rng.uniform(0.2, 1.0) * rng.exponential(1, count)
    t60 = ring * ratios ** -rng.uniform(0.3, 0.8) * np.exp(rng.normal(0, 0.25, len(ratios)))
    bend = rng.uniform(-0.25, 0.35) if kind == "opera" else 0.0
    low = _ringing(rng, n, pitch * ratios, gains, t60, contact, log_uniform(rng, 1e-3, 8e-3), bend)
    bloom = log_uniform(rng, 0.004, 0.25) if kind != "bossed" else log_uniform(rng, 0.002, 0.04)
    shine = dense(rng, n, pitch * 3, 16_000, rng.uniform(6, 30), rng.uniform(-7, -1.5), 0.6 * ring, rng.uniform(0.3, 0.8), bloom)
    level = {"tam-tam": (-9, 4), "bossed": (-26, -10), "opera": (-12, 0)}[kind]
    return unit(low + 10 ** (rng.uniform(*level) / 20) * shine)


def plate(rng: Generator, n: int, pitch: float, ring: float, contact: float) -> np.ndarray:
    """A sheet or plate with free edges: modes at (m / a)^2 + (n / b)^2, as dense above as below; thin sheets bloom."""
    a, count = rng.uniform(1.05, 4), int(rng.integers(5, 9))
    m, k = np.meshgrid(np.arange(count * 2), np.arange(count))
    ratios = np.sort(((m / a) ** 2 + k**2).ravel())[3:]  # the first three are the sheet's own movement as a whole
    ratios = ratios / ratios[0] * np.exp(rng.normal(0, 0.02, len(ratios)))
    ratios = ratios[ratios < 60][:90]
    damping = rng.uniform(0.25, 0.9)
    t60 = ring * ratios**-damping * np.exp(rng.normal(0, 0.25, len(ratios)))
    gains = np.abs(rng.normal(0.5, 0.5, len(ratios))) * ratios ** -rng.uniform(0, 0.5)
    x = _ringing(rng, n, pitch * ratios, gains, t60, contact, log_uniform(rng, 1e-4, 2e-3))
    if rng.random() < 0.6:
        bloom = log_uniform(rng, 1e-4, 0.05)
        top = dense(rng, n, pitch * ratios[-1] * 0.7, 18_000, rng.uniform(10, 60), rng.uniform(-6, 0), 0.4 * ring, damping, bloom)
        x = unit(x + 10 ** (rng.uniform(-18, -2) / 20) * top)
    return x


def cymbal(rng: Generator, n: int, low: float, ring: float, contact: float) -> np.ndarray:
    """Crash, ride, splash, hi-hat: a hiss of modes from `low` Hz on, with a ping of the strongest ones on top."""
    bloom = log_uniform(rng, 1e-4, 0.03)
    wash = dense(rng, n, low, 19_500, rng.uniform(4, 18), rng.uniform(-2.5, 3), ring, rng.uniform(-0.1, 0.45), bloom)
    count = int(rng.integers(12, 40))
    hz = low * 2 ** rng.uniform(0, 5, count)
    gains = rng.exponential(1, count)
    ping = _ringing(rng, n, hz, gains, ring * rng.uniform(0.2, 1.1) * (hz / low) ** -0.3, contact, 2e-3)
    return unit(wash + 10 ** (rng.uniform(-16, 3) / 20) * ping)
