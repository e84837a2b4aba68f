"""Offsets of one descriptor: moved alone, or with the others following as in the data."""

from __future__ import annotations

import numpy as np

from .definitions import DESCRIPTORS, SCALES, from_perceptual, to_perceptual

#: Upper limit of a moved descriptor, natural units; 1 where none is given.
LIMITS = {"zcr": 0.95, "flatness": 0.98, "rolloff": 21_500.0, "bandwidth": 9_500.0, "centroid": 19_000.0, "f0": 5_000.0}
#: Lower limit of a moved descriptor where it is above its floor.
LOWEST = {"f0": 50.0}


def regression(clips: list[np.ndarray]) -> np.ndarray:
    """Regression slopes [7, 7] of descriptor j on i (perceptual units), within clips [7, T] of natural units."""
    total, weight = np.zeros((7, 7)), 0
    for natural in clips:
        active = natural[0] > 10 ** (-50 / 20)
        if active.sum() < 16:
            continue
        scaled = np.stack([to_perceptual(n, natural[i][active]) for i, n in enumerate(DESCRIPTORS)])
        total += np.cov(scaled) * active.sum()
        weight += active.sum()
    covariance = total / max(weight, 1)
    return covariance / np.maximum(np.diag(covariance), 1e-9)[:, None]


def limited(name: str, values: np.ndarray) -> np.ndarray:
    return np.clip(values, LOWEST.get(name, SCALES[name][1]), LIMITS.get(name, 1.0))


def offset(natural: np.ndarray, level: np.ndarray, which: int, octaves: float, active: np.ndarray) -> None:
    """Move one descriptor of [7, T] by octaves, in place, where the sound is active; the level lane follows RMS."""
    factor = np.float32(2.0**octaves)
    name = DESCRIPTORS[which]
    natural[which] = np.where(active, limited(name, natural[which] * factor), natural[which])
    if name == "rms":
        level *= factor


def follow(natural: np.ndarray, which: int, octaves: float, slopes: np.ndarray, active: np.ndarray) -> None:
    """Move the other descriptors along with `which` as in the data, in place, before `offset`. RMS stays: loudness belongs to the player."""
    name = DESCRIPTORS[which]
    step = to_perceptual(name, limited(name, natural[which] * 2.0**octaves)) - to_perceptual(name, natural[which])
    for j, other in enumerate(DESCRIPTORS):
        if j in (0, which):
            continue
        value = from_perceptual(other, to_perceptual(other, natural[j]) + slopes[which, j] * step)
        natural[j] = np.where(active, limited(other, value), natural[j])
