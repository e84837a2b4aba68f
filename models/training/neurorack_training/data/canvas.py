"""The timeline for mixing the layers of one impact."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from ..definitions import SAMPLE_RATE
from . import effects
from .clip import Clip, fade
from .palette import Palette
from .procedural import log_uniform, unit


def db(level: float) -> float:
    return 10 ** (level / 20)


class Canvas:
    """Mixes layers on a timeline of n samples, with the hit at sample `at`; records the clips used."""

    def __init__(self, rng: Generator, palette: Palette, length: float, lead: float = 0.0):
        self.rng, self.palette = rng, palette
        self.length, self.at = length, round(lead * SAMPLE_RATE)
        self.n = self.at + round(length * SAMPLE_RATE)
        self.mix = np.zeros(self.n)
        self.used: list[Clip] = []

    @property
    def room(self) -> int:
        """Samples from the hit to the end."""
        return self.n - self.at

    def add(self, x: np.ndarray, level: float, delay: float = 0.0) -> None:
        """Add a layer with a peak of `level` dB, `delay` seconds after the hit."""
        at = self.at + round(delay * SAMPLE_RATE)
        m = min(len(x), self.n - at)
        if m > 0:
            x = unit(x)[:m]
            if at + m == self.n:  # still sounding at the end: fade out
                x = fade(x, 0.0, 0.4 * m / SAMPLE_RATE)
            self.mix[at : at + m] += x * db(level)

    def before(self, x: np.ndarray, level: float) -> None:
        """Add a layer that ends at the hit."""
        m = min(len(x), self.at)
        if m > 0:
            swell = np.linspace(0, 1, m) ** self.rng.uniform(1, 3)
            self.mix[self.at - m : self.at] += unit(fade(x[-m:] * swell, 0.0, 0.002)) * db(level)

    def take(self, role: str, slow: float, fast: float) -> np.ndarray | None:
        """Raw material of a role at a random speed; None when the palette has none."""
        choices = getattr(self.palette, role)
        if not choices:
            return None
        clip = choices[self.rng.integers(len(choices))]
        factor = log_uniform(self.rng, slow, fast)
        self.used.append(clip)
        x = effects.speed(clip.samples.astype(np.float64), factor)
        return fade(x, 0.0, 0.3 * len(x) / SAMPLE_RATE)  # material may end abruptly, which is audible when slowed down

    def material(self, role: str, level: float, slow: float, fast: float, delay: float = 0.0) -> None:
        """Add a layer of raw material, if the palette has any."""
        x = self.take(role, slow, fast)
        if x is not None:
            self.add(x, level, delay)

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def level(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))
