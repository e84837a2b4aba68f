"""Raw material sorted by its role in an impact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.fft import rfft, rfftfreq

from ..definitions import SAMPLE_RATE
from .clip import Clip

ROLES = ("low", "mid", "high", "swell")


@dataclass(frozen=True)
class Palette:
    """Raw clips of one split by role: low (centroid below 400 Hz), mid, high (above 3.5 kHz), swell (slow attack)."""

    low: tuple[Clip, ...] = ()
    mid: tuple[Clip, ...] = ()
    high: tuple[Clip, ...] = ()
    swell: tuple[Clip, ...] = ()


def role(x: np.ndarray) -> str:
    """The role of a sound in an impact, by the distribution of its energy in time and frequency."""
    energy = np.cumsum(x.astype(np.float64) ** 2)
    if np.searchsorted(energy, 0.3 * energy[-1]) > 0.12 * SAMPLE_RATE:
        return "swell"
    power = np.abs(rfft(x[: SAMPLE_RATE // 2])) ** 2
    hz = rfftfreq(len(x[: SAMPLE_RATE // 2]), 1 / SAMPLE_RATE)
    centroid = float(np.sum(power * hz) / np.sum(power))
    return "low" if centroid < 400 else "mid" if centroid < 3500 else "high"


def palette(clips: list[Clip], split: str) -> Palette:
    """The raw clips of one split, sorted into roles."""
    found: dict[str, list[Clip]] = {name: [] for name in ROLES}
    for clip in clips:
        if clip.split == split and not clip.designed:
            found[role(clip.samples)].append(clip)
    return Palette(**{name: tuple(some) for name, some in found.items()})
