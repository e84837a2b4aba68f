"""Descriptors of a clip, computed by librosa, so that training and instrument share one definition."""

from __future__ import annotations

import numpy as np

from . import pitch
from .compiled import librosa
from .definitions import HOP, LEVEL_HOLD, SAMPLE_RATE, SUB, SUBFRAMES, WINDOWS, dither


def descriptors(samples: np.ndarray, with_dither: bool = True) -> np.ndarray:
    """Seven descriptors in natural units, float32 [7, 1 + n // HOP]; frames centred on multiples of HOP."""
    y = np.asarray(samples, np.float32)
    if with_dither:
        y = (y + dither(len(y))).astype(np.float32)
    spectral = WINDOWS["spectral"]
    magnitude = np.abs(librosa.stft(y, n_fft=spectral, hop_length=HOP))
    shared = {"S": magnitude, "sr": SAMPLE_RATE, "n_fft": spectral, "hop_length": HOP}
    rms = librosa.feature.rms(y=y, frame_length=WINDOWS["rms"], hop_length=HOP)
    zcr = librosa.feature.zero_crossing_rate(y, frame_length=WINDOWS["zcr"], hop_length=HOP)
    rolloff = librosa.feature.spectral_rolloff(**shared, roll_percent=0.85)
    flatness = librosa.feature.spectral_flatness(S=magnitude, amin=1e-10, power=2.0)
    centroid = librosa.feature.spectral_centroid(**shared)
    bandwidth = librosa.feature.spectral_bandwidth(**shared, centroid=centroid, p=2)
    f0 = librosa.yin(
        y, fmin=50, fmax=5000, sr=SAMPLE_RATE, frame_length=WINDOWS["f0"], hop_length=HOP, trough_threshold=0.1
    )
    frames = 1 + len(y) // HOP
    rows = [rms[0], zcr[0], rolloff[0], flatness[0], bandwidth[0], centroid[0], f0]
    return np.stack([np.nan_to_num(r[:frames]) for r in rows]).astype(np.float32)


def compile_descriptors() -> None:
    """Compile librosa's functions now, so that workers started later find them and do not compile at the same time."""
    descriptors(np.zeros(HOP * 16, np.float32))


def played(samples: np.ndarray) -> np.ndarray:
    """`descriptors` with the tracked pitch of a bank, which does not jump (`pitch.played`): float32 [7, 1 + n // HOP]."""
    frames = descriptors(samples)
    frames[6] = pitch.played(np.asarray(samples, np.float32) + dither(len(samples)), frames[6], frames[0])
    return frames


def level_lane(samples: np.ndarray, frames: int) -> np.ndarray:
    """Linear RMS of 32 samples, peak-held (causally) for 512: float32 [frames * 8], zero past the end."""
    count = frames * SUBFRAMES
    y = np.zeros(count * SUB, np.float64)
    y[: min(len(samples), len(y))] = samples[: len(y)]
    rms = np.sqrt((y.reshape(count, SUB) ** 2).mean(1))
    hold = LEVEL_HOLD // SUB
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(rms, (hold - 1, 0)), hold)
    return windows.max(1).astype(np.float32)
