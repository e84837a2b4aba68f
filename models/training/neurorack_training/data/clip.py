"""A clip: mono sound at 44.1 kHz with its origin; and the processing of every clip before storage."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import butter, sosfilt

from ..definitions import SAMPLE_RATE

MIN_SECONDS, MAX_SECONDS = 0.15, 6.0
PEAK = 0.95
#: Target level of clips: RMS of their active part (20 ms frames within 30 dB of the loudest), dBFS.
TARGET_DB = -16.0
TRAIN, HELD_OUT = "train", "held-out"


@dataclass(frozen=True)
class Clip:
    """samples float32 [n]; kind: that of the designer, or 'raw' for unprocessed material; material: the kits used by a design."""

    name: str
    kind: str
    kit: str
    split: str
    designed: bool
    source: str
    licence: str
    samples: np.ndarray
    material: tuple[str, ...] = ()

    def finished(self) -> "Clip | None":
        """Trimmed, high-passed, level-normalised; None when nothing usable remains."""
        samples = finish(self.samples)
        return None if samples is None else replace(self, samples=samples)


def trim(x: np.ndarray, onset_db: float = -45.0, tail_db: float = -66.0, lead: float = 0.002) -> np.ndarray:
    """From `lead` seconds before the first sample above onset_db (re peak) to where 10 ms frames stay below tail_db."""
    peak = float(np.max(np.abs(x), initial=0.0))
    if peak < 1e-4:
        return x[:0]
    first = int(np.argmax(np.abs(x) > peak * 10 ** (onset_db / 20)))
    before = round(lead * SAMPLE_RATE)
    x = np.concatenate([np.zeros(max(0, before - first)), x[max(0, first - before) :]])
    frame = SAMPLE_RATE // 100
    whole = np.abs(x[: len(x) // frame * frame]).reshape(-1, frame).max(1)
    loud = np.flatnonzero(whole > peak * 10 ** (tail_db / 20))
    return x[: (loud[-1] + 2) * frame] if len(loud) else x[:0]


def mono(x: np.ndarray) -> np.ndarray:
    """[n, channels] -> [n]: the louder channel; DC does not count. A mean would comb-filter sounds with detuned or delayed channels."""
    return x[:, int(np.argmax(np.var(x.astype(np.float64), 0)))]


def active_rms(x: np.ndarray) -> float:
    """RMS of the 20 ms frames within 30 dB of the loudest one."""
    frame = SAMPLE_RATE // 50
    padded = np.pad(x, (0, -len(x) % frame)).reshape(-1, frame)
    power = np.mean(padded.astype(np.float64) ** 2, 1)
    return float(np.sqrt(power[power >= power.max() * 1e-3].mean())) if len(power) else 0.0


def fade(x: np.ndarray, head: float, tail: float) -> np.ndarray:
    """Raised-cosine fades, in seconds."""
    x = x.copy()
    for seconds, edge in ((head, slice(None)), (tail, slice(None, None, -1))):
        n = min(len(x), round(seconds * SAMPLE_RATE))
        x[edge][:n] *= 0.5 - 0.5 * np.cos(np.pi * (np.arange(n) + 0.5) / max(n, 1))
    return x


def finish(x: np.ndarray, jitter_db: float = 0.0) -> np.ndarray | None:
    """Process a clip for storage: float32 [n], 0.15-6 s, peak at most 0.95; None when silent or too short."""
    x = np.nan_to_num(np.asarray(x, np.float64))
    x = sosfilt(butter(2, 18, "high", fs=SAMPLE_RATE, output="sos"), x)
    x = trim(x)
    if len(x) < MIN_SECONDS * SAMPLE_RATE:
        if len(x) < 0.03 * SAMPLE_RATE:
            return None
        x = np.pad(x, (0, round(MIN_SECONDS * SAMPLE_RATE) + 1 - len(x)))
    limit = round(MAX_SECONDS * SAMPLE_RATE)
    x = fade(x[:limit], 0.001, 0.4) if len(x) > limit else fade(x, 0.001, min(0.03, len(x) / SAMPLE_RATE / 8))
    x = x * (10 ** ((TARGET_DB + jitter_db) / 20) / max(active_rms(x), 1e-6))
    return (x * min(1.0, PEAK / np.max(np.abs(x)))).astype(np.float32)
