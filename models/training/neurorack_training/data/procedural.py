"""Procedural parts of an impact. Each takes a generator and a length in samples and returns float64 [n], peak about 1."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from scipy.fft import irfft, next_fast_len, rfft, rfftfreq

from ..definitions import SAMPLE_RATE

#: Mode ratios of ideal bodies (Fletcher & Rossing, The Physics of Musical Instruments, 2nd ed., ch. 2, 3, 21).
MEMBRANE = np.array([1, 1.594, 2.136, 2.296, 2.653, 2.918, 3.156, 3.501, 3.6, 3.652, 4.06, 4.154, 4.601, 4.832])
BAR = np.array([1, 2.756, 5.404, 8.933, 13.34, 18.64, 24.81])
BELL = np.array([0.5, 1, 1.183, 1.506, 2, 2.514, 2.662, 3.011, 4.166, 5.433, 6.796, 8.215])


def seconds(n: int) -> np.ndarray:
    """The time of each of n samples."""
    return np.arange(n) / SAMPLE_RATE


def log_uniform(rng: Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def unit(x: np.ndarray) -> np.ndarray:
    """Scale to a peak of 1; silence stays silence."""
    peak = np.max(np.abs(x), initial=0.0)
    return x / peak if peak > 1e-9 else x


def rise(n: int, time: float) -> np.ndarray:
    """A straight line from 0 to 1 in `time` seconds, then 1."""
    return np.minimum(seconds(n) / time, 1)


def decay(n: int, t60: float, attack: float = 0.0) -> np.ndarray:
    """An exponential that falls by 60 dB in t60 seconds, after a raised-cosine attack."""
    envelope = np.exp(-6.9078 * seconds(n) / t60)
    a = min(n, round(attack * SAMPLE_RATE))
    if a > 1:
        envelope[:a] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(a) / a)
    return envelope


def modes(n: int, hz: np.ndarray, gains: np.ndarray, t60: np.ndarray, phases: np.ndarray, bend: float = 0.0) -> np.ndarray:
    """A sum of damped sines; each ends 80 dB down. bend: octaves above the pitch at the strike, decaying within 60 ms."""
    out = np.zeros(n)
    t = seconds(n)
    cycles = t + (bend * 0.693 * 0.02 * (1 - np.exp(-t / 0.02)) if bend else 0.0)
    for f, g, d, p in zip(hz, gains, t60, phases):
        if 15 < f < 20_000:
            m = min(n, int(d * 1.33 * SAMPLE_RATE) + 64)
            out[:m] += g * np.exp(-6.9078 / d * t[:m]) * np.sin(2 * np.pi * f * cycles[:m] + p)
    return out


def body(rng: Generator, n: int, low: float, high: float, length: float) -> np.ndarray:
    """A struck body, membrane, bar, bell or plate, of a random pitch in low..high Hz; its lowest modes ring `length` s."""
    kind = rng.choice(["membrane", "bar", "bell", "plate", "box"])
    f0 = log_uniform(rng, low, high)
    if kind == "plate":
        count = int(rng.integers(16, 44))
        ratios = np.sort(1 + np.cumsum(rng.exponential(rng.uniform(0.15, 0.6), count)))
    elif kind == "box":
        ratios = np.sort(rng.uniform(1, 9, int(rng.integers(5, 16))))
    else:
        ratios = {"membrane": MEMBRANE, "bar": BAR, "bell": BELL}[kind]
        ratios = ratios * np.exp(rng.normal(0, 0.012, len(ratios)))
    softness = rng.uniform(0.2, 1.4)
    gains = ratios**-softness * np.abs(rng.normal(0.8, 0.5, len(ratios)))
    damping = {"membrane": 1.0, "bar": 0.8, "bell": 0.5, "plate": 0.45, "box": 0.9}[kind]
    t60 = np.clip(length * ratios ** -(damping * rng.uniform(0.6, 1.3)), 0.02, 8)
    bend = rng.uniform(0.1, 1.0) if kind == "membrane" and rng.random() < 0.6 else 0.0
    return unit(modes(n, f0 * ratios, gains, t60, rng.uniform(0, 2 * np.pi, len(ratios)), bend))


def noise_burst(rng: Generator, n: int, length: float, tilt: float, low: float = 20, high: float = 20_000) -> np.ndarray:
    """Noise with a decay time per octave band (`length` s at 500 Hz); tilt in dB per octave."""
    size = next_fast_len(n, real=True)
    spectrum = rfft(rng.standard_normal(size))
    octave = np.log2(np.maximum(rfftfreq(size, 1 / SAMPLE_RATE), 10) / 500)
    gate = np.clip((octave - np.log2(low / 500)) * 2 + 1, 0, 1) * np.clip((np.log2(high / 500) - octave) * 2 + 1, 0, 1)
    shrink = rng.uniform(0.05, 0.4)
    attack = rng.uniform(0, 0.002)
    out = np.zeros(n)
    for centre in np.arange(-4.0, 6.0):
        window = np.clip(1 - np.abs(octave - centre), 0, 1)
        if not np.any(window * gate):
            continue
        gain = 10 ** ((tilt * centre + rng.normal(0, 3)) / 20)
        part = irfft(spectrum * np.sqrt(window) * gate * gain, size)[:n]
        out += part * decay(n, float(np.clip(length * 2 ** (-shrink * centre), 0.01, 8)), attack)
    return unit(out)


def pitch_drop(rng: Generator, n: int, low: float, length: float) -> np.ndarray:
    """A sine that falls by one to four octaves to `low` Hz: the kick of film trailers."""
    t = seconds(n)
    fall = log_uniform(rng, 0.01, 0.25)
    f = low * 2 ** (rng.uniform(1, 4) * np.exp(-t / fall))
    x = np.sin(2 * np.pi * np.cumsum(f) / SAMPLE_RATE) * decay(n, length, 0.001)
    drive = rng.uniform(0, 3)
    return unit(np.tanh(x * drive) if drive > 0.5 else x)


def sub_boom(rng: Generator, n: int, length: float) -> np.ndarray:
    """A low tone of 26-60 Hz with a slow fall in pitch, sometimes its octave, and sometimes a slow attack."""
    t = seconds(n)
    f0 = rng.uniform(26, 60)
    f = f0 * (1 + rng.uniform(0, 0.5) * np.exp(-t / rng.uniform(0.1, 0.8)))
    phase = 2 * np.pi * np.cumsum(f) / SAMPLE_RATE
    attack = 0.001 if rng.random() < 0.6 else rng.uniform(0.004, 0.06)
    x = np.sin(phase) * decay(n, length, attack)
    if rng.random() < 0.4:
        x += rng.uniform(0.1, 0.5) * np.sin(2 * phase + rng.uniform(0, 6)) * decay(n, length * 0.5, attack)
    beat = rng.uniform(0, 0.4) if rng.random() < 0.3 else 0.0
    return unit(x * (1 - beat * (0.5 - 0.5 * np.cos(2 * np.pi * rng.uniform(1, 6) * t))))


def click(rng: Generator, n: int) -> np.ndarray:
    """A transient of a few milliseconds: band noise, or a damped high mode."""
    if rng.random() < 0.6:
        return noise_burst(rng, n, log_uniform(rng, 0.006, 0.05), rng.uniform(-2, 3), log_uniform(rng, 200, 3000))
    hz = rng.uniform(900, 9000, 5)
    return unit(modes(n, hz, rng.uniform(0.2, 1, 5), rng.uniform(0.005, 0.05, 5), rng.uniform(0, 6, 5)))


def metal(rng: Generator, n: int, length: float) -> np.ndarray:
    """A dense inharmonic clang: 30-70 modes, denser towards the top, the upper ones damped sooner."""
    count = int(rng.integers(30, 70))
    f0 = log_uniform(rng, 70, 900)
    hz = f0 * (1 + rng.uniform(0.3, 1.6) * np.arange(count) ** rng.uniform(0.75, 1.15)) * np.exp(rng.normal(0, 0.05, count))
    hz = np.minimum(hz, 19_900)
    peak = rng.uniform(0.5, 3.5)
    gains = np.exp(-0.5 * ((np.log2(hz / f0) - peak) / rng.uniform(0.8, 2)) ** 2) * rng.exponential(1, count)
    t60 = length * (hz / 1000) ** -rng.uniform(0.1, 0.7) * np.exp(rng.normal(0, 0.3, count))
    return unit(modes(n, hz, gains, np.clip(t60, 0.03, 8), rng.uniform(0, 6.28, count)))


def braam(rng: Generator, n: int, length: float) -> np.ndarray:
    """The brass-like blare of trailers: detuned saws in octaves and fifths, a filter that opens and closes, driven."""
    t = seconds(n)
    f0 = rng.uniform(32, 98)
    intervals = rng.choice([1, 1, 2, 2, 3, 1.5, 4, 0.5, 1.189], int(rng.integers(3, 7)))
    attack, hold = log_uniform(rng, 0.008, 0.25), rng.uniform(0.2, 0.6) * length
    bright = attack + rng.uniform(0.0, 0.3)
    opening = np.minimum(t / bright, 1) ** rng.uniform(0.5, 2) * np.exp(-np.maximum(t - hold, 0) / (0.25 * length))
    glide = 2 ** (rng.uniform(-0.6, 0.6) * np.exp(-t / rng.uniform(0.03, 0.3)) if rng.random() < 0.4 else 0.0 * t)
    top = log_uniform(rng, 600, 6000)
    out = np.zeros(n)
    for ratio in np.append(intervals, 1.0):
        f = f0 * ratio * 2 ** (rng.normal(0, 9) / 1200) * glide
        phase = 2 * np.pi * (np.cumsum(f) / SAMPLE_RATE + rng.random())
        voice = np.zeros(n)
        for p in range(1, min(40, int(8000 / (f0 * ratio))) + 1):
            # Each partial of the saw through a low-pass whose corner follows `opening`, slope about 18 dB an octave.
            corner = 60 + top * opening
            voice += np.sin(p * phase) / p / (1 + (p * f0 * ratio / corner) ** 3)
        out += voice / ratio**0.3
    shape = np.minimum(t / attack, 1) * np.exp(-np.maximum(t - hold, 0) * 6.9 / max(length - hold, 0.1))
    return unit(np.tanh(unit(out) * rng.uniform(0.8, 5)) * shape)


def whoosh(rng: Generator, n: int, rising: bool = True) -> np.ndarray:
    """Noise through a band that sweeps upwards, swelling to its end; reversed, it fades out."""
    frames, hop = n // 512 + 3, 512
    octave = np.log2(np.maximum(rfftfreq(2048, 1 / SAMPLE_RATE), 10) / 500)
    place = np.linspace(0, 1, frames)
    start, span = rng.uniform(-2.5, 1), rng.uniform(0.5, 4)
    centre = start + span * place ** rng.uniform(0.7, 2.5)
    width = rng.uniform(0.4, 1.6)
    mask = np.exp(-0.5 * ((octave[None] - centre[:, None]) / width) ** 2)
    noise = rfft(rng.standard_normal((frames, 2048)), axis=1) * mask
    window = np.hanning(2049)[:-1]
    blocks = irfft(noise, axis=1) * window
    out = np.zeros((frames + 3) * hop)
    for i in range(4):  # overlap-add, a quarter of the window at a time
        out[i * hop : (i + frames) * hop] += blocks[:, i * hop : (i + 1) * hop].reshape(-1)
    swell = np.linspace(0, 1, n) ** rng.uniform(1.2, 4.5)
    x = unit(out[2 * hop : 2 * hop + n] * swell)
    return x if rising else x[::-1]


def debris(rng: Generator, n: int, length: float) -> np.ndarray:
    """Falling fragments after a hit, progressively fewer and softer."""
    grain = 2048
    bank = [click(rng, grain) for _ in range(6)]
    out = np.zeros(n + grain)
    count = int(rng.integers(15, 120))
    for at in rng.exponential(length / 3, count):
        i = int(at * SAMPLE_RATE)
        if i < n:
            out[i : i + grain] += bank[rng.integers(6)] * np.exp(-2.5 * at / length) * rng.exponential(0.5)
    return unit(out[:n])


def rumble(rng: Generator, n: int, length: float) -> np.ndarray:
    """Low noise with slow amplitude variations: distant thunder."""
    x = noise_burst(rng, n, length, -rng.uniform(4, 9), 20, log_uniform(rng, 120, 900))
    points = rng.uniform(0.3, 1, max(3, n // 6000))
    return unit(x * np.interp(np.linspace(0, len(points) - 1, n), np.arange(len(points)), points))
