"""Seeded test signals of an import: a walk through latents, and a sound of tones, noise and clicks."""

from __future__ import annotations

import numpy as np


def walk(hops: int, lanes: int, size: float, seed: int = 7) -> np.ndarray:
    """A smooth random walk [hops, lanes] of deviation `size`."""
    noise = np.random.default_rng(seed).standard_normal((hops + 8, lanes))
    smooth = np.stack([noise[i : i + 9].mean(0) * 3 for i in range(hops)])
    return (size * np.clip(smooth, -3, 3)).astype(np.float32)


def test_sound(samples: int, rate: int, seed: int = 11) -> np.ndarray:
    """Mono in [-1, 1]: a rising tone, bursts of noise, clicks, silence at the start."""
    random = np.random.default_rng(seed)
    t = np.arange(samples) / rate
    span = max(samples / rate, 1e-3)
    hz = 60 * (100 ** (t / span))
    tone = 0.4 * np.sin(2 * np.pi * np.cumsum(hz) / rate) * (0.5 - 0.5 * np.cos(2 * np.pi * 3 * t))
    noise = 0.3 * random.standard_normal(samples) * np.exp(-6 * ((t * 4) % 1))
    sound = tone + noise
    sound[:: max(rate // 5, 1)] += 0.5
    sound[: samples // 16] = 0
    return np.clip(sound, -1, 1).astype(np.float32)


test_sound.__test__ = False  # not a test of pytest
