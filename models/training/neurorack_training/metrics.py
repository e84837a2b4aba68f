"""Measures of an output sound against its target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from scipy.signal import lfilter

from .definitions import DESCRIPTORS, HOP, SAMPLE_RATE, WINDOWS, to_perceptual
from .losses import mel_filters
from .timbre import onset

#: Pole of the instrument's DC blocker, 5 Hz.
DC_BLOCKER = np.exp(-2 * np.pi * 5 / SAMPLE_RATE)
LSD_SIZES = {2048: 64, 1024: 48, 512: 32}
#: Length of the attack, from the onset.
ATTACK_SAMPLES = SAMPLE_RATE // 10
#: Conversion of a perceptual-scale difference to the printed unit: dB, zcr, octaves, dB of flatness.
UNITS = {
    "rms": ("dB", 6.0206),
    "zcr": ("crossings/sample", 1.0),
    "rolloff": ("octaves", 1.0),
    "flatness": ("logit", 1.0),
    "bandwidth": ("octaves", 1.0),
    "centroid": ("octaves", 1.0),
    "f0": ("octaves", 1.0),
}


@dataclass(frozen=True)
class FrameDistances:
    """Log-spectral distances in dB of the frames within 60 dB of the loudest, at one FFT size; `centre` in samples."""

    centre: np.ndarray
    raw: np.ndarray
    mel: np.ndarray


def frame_distances(output: np.ndarray, target: np.ndarray, floor_db: float = -80) -> list[FrameDistances]:
    """The distances of all frames, for each of the FFT sizes 2048, 1024 and 512."""
    n = min(len(output), len(target))
    x, y = torch.tensor(output[:n]).float(), torch.tensor(target[:n]).float()
    result = []
    for size, bands in LSD_SIZES.items():
        window = torch.hann_window(size)
        p, q = (torch.stft(s, size, size // 4, window=window, return_complex=True).abs() ** 2 for s in (x, y))
        active = q.sum(0) > q.sum(0).max() * 1e-6
        filters = mel_filters(size, bands, high=SAMPLE_RATE / 2 * 0.95)
        rows = []
        for a, b in ((p, q), (filters @ p, filters @ q)):
            eps = b.max() * 10 ** (floor_db / 10)
            difference = 10 * torch.log10(a + eps) - 10 * torch.log10(b + eps)
            rows.append((difference**2).mean(0).sqrt()[active].numpy())
        result.append(FrameDistances(np.nonzero(active.numpy())[0] * (size // 4), *rows))
    return result


def log_spectral_distance(output: np.ndarray, target: np.ndarray, floor_db: float = -80) -> tuple[float, float]:
    """Raw-bin and mel-band distance in dB, mean over FFT 2048/1024/512, frames within 60 dB of the loudest."""
    sizes = frame_distances(output, target, floor_db)
    return float(np.mean([one.raw.mean() for one in sizes])), float(np.mean([one.mel.mean() for one in sizes]))


def attack_and_tail_distance(output: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    """Mel-band distance in dB of the frames in the first 100 ms from the target's onset, and of the later ones; NaN without any."""
    first = onset(target)
    attacks, tails = [], []
    for one in frame_distances(output, target):
        attacks.append(one.mel[(one.centre >= first) & (one.centre < first + ATTACK_SAMPLES)])
        tails.append(one.mel[one.centre >= first + ATTACK_SAMPLES])
    mean = lambda parts: float(np.mean([part.mean() for part in parts])) if all(map(len, parts)) else float("nan")
    return mean(attacks), mean(tails)


def periodicity(samples: np.ndarray, f0: np.ndarray) -> np.ndarray:
    """Normalised correlation of each f0 window with the same window one period later, [frames]; 1 for a periodic frame."""
    size = WINDOWS["f0"]
    padded = np.pad(np.asarray(samples, np.float64), size // 2 + size)
    result = np.zeros(len(f0))
    for k, hz in enumerate(f0):
        lag = int(round(SAMPLE_RATE / max(hz, 50)))
        start = k * HOP + size
        a, b = padded[start : start + size - lag], padded[start + lag : start + size]
        power = np.sqrt((a @ a) * (b @ b))
        result[k] = (a @ b) / power if power > 1e-9 else 0.0
    return result


def following(target: np.ndarray, output: np.ndarray, confident: np.ndarray) -> dict[str, dict[str, float]]:
    """Pearson r and median error of each descriptor ([7, T] natural units) on frames above -50 dB."""
    active = target[0] > 10 ** (-50 / 20)
    result = {}
    for i, name in enumerate(DESCRIPTORS):
        mask = active & confident if name == "f0" else active
        a, b = to_perceptual(name, target[i][mask]), to_perceptual(name, output[i][mask])
        enough = len(a) > 8 and a.std() > 1e-3 and b.std() > 1e-4
        result[name] = {
            "r": float(np.corrcoef(a, b)[0, 1]) if enough else float("nan"),
            "error": float(np.median(np.abs(a - b)) * UNITS[name][1]) if len(a) else float("nan"),
        }
        if name == "f0":
            result[name]["within50cents"] = float(np.mean(np.abs(a - b) < 50 / 1200)) if len(a) else float("nan")
    return result


def envelope_db(samples: np.ndarray) -> np.ndarray:
    """Energy of 32-sample blocks in dB."""
    count = len(samples) // 32
    return 10 * np.log10((samples[: count * 32].reshape(count, 32).astype(np.float64) ** 2).mean(1) + 1e-10)


def attack(samples: np.ndarray) -> dict[str, float]:
    """Rise time 10-90 % of the peak of a 32-sample RMS envelope at an 8-sample hop, and time to 2 % energy; ms."""
    x = np.asarray(samples, np.float64)
    envelope = np.sqrt(np.convolve(x**2, np.ones(32) / 32)[:: 8])
    first = envelope[: 6000 // 8]
    peak = int(first.argmax())
    over90 = int((first >= 0.9 * first[peak]).argmax())
    under10 = np.nonzero(first[: over90 + 1] <= 0.1 * first[peak])[0]
    start = int(under10[-1]) if len(under10) else 0
    energy = np.cumsum(x**2)
    return {
        "rise": (over90 - start) * 8 / SAMPLE_RATE * 1e3,
        "energy2": float(np.searchsorted(energy, 0.02 * energy[-1])) / SAMPLE_RATE * 1e3,
    }


def random_phase(samples: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The same magnitudes with random phases (STFT 1024/256): the best possible result of a descriptor model."""
    x = torch.tensor(samples).float()
    window = torch.hann_window(1024)
    spectrum = torch.stft(x, 1024, 256, window=window, return_complex=True)
    turn = torch.tensor(rng.uniform(0, 2 * np.pi, spectrum.shape)).float()
    return torch.istft(spectrum.abs() * torch.exp(1j * turn), 1024, 256, window=window, length=len(samples)).numpy()


def shaped_noise(samples: np.ndarray, rms: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """White noise with the RMS curve of the sound."""
    at = np.arange(len(samples)) / HOP
    return (rng.standard_normal(len(samples)) * np.interp(at, np.arange(len(rms)), rms)).astype(np.float32)


def turned(samples: np.ndarray) -> np.ndarray:
    """The sound with every partial shifted by a quarter period (Hilbert transform): other samples, but indistinguishable by ear."""
    spectrum = np.fft.rfft(np.asarray(samples, np.float64))
    return np.fft.irfft(-1j * spectrum, len(samples))


def dc_blocked(samples: np.ndarray) -> np.ndarray:
    """The sound after the instrument's first-order DC blocker (`src/voice/dsp/dc-blocker.ts`)."""
    return lfilter([1, -1], [1, -DC_BLOCKER], np.asarray(samples, np.float64))
