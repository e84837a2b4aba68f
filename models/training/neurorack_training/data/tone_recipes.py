"""Sounds of a few sines, without noise and without rooms: chords, close pairs, two hits, glides, bells and held tones.

Recordings have noise beside their partials; a network that has learnt from them alone plays noise between two far partials.
"""

from __future__ import annotations

import numpy as np

from ..definitions import SAMPLE_RATE
from . import procedural as part
from .canvas import Canvas
from .procedural import log_uniform

#: Kinds and their shares.
KINDS = {"chord": 0.25, "pair": 0.15, "two-hits": 0.2, "glide": 0.15, "pure-bell": 0.15, "held": 0.1}


def chord(c: Canvas) -> None:
    """Two to five notes of the twelve-tone scale, each a sine or its first harmonics."""
    root = log_uniform(c.rng, 60, 900)
    for step in c.rng.choice(25, int(c.rng.integers(2, 6)), replace=False):
        _tone(c, root * 2 ** (step / 12), c.length * c.rng.uniform(0.3, 1.2))


def pair(c: Canvas) -> None:
    """Two partials 5 to 60 Hz apart, which beat; often a third one far from them."""
    hz = log_uniform(c.rng, 150, 4000)
    for f in (hz, hz + log_uniform(c.rng, 5, 60)):
        _tone(c, f, c.length, harmonics=1)
    if c.chance(0.5):
        _tone(c, log_uniform(c.rng, 100, 8000), c.length * c.rng.uniform(0.2, 1), harmonics=1)


def two_hits(c: Canvas) -> None:
    """One to three partials, then others 50 to 400 ms later."""
    for delay in (0.0, log_uniform(c.rng, 0.05, 0.4)):
        for _ in range(int(c.rng.integers(1, 4))):
            _tone(c, log_uniform(c.rng, 100, 5000), c.length * c.rng.uniform(0.2, 0.8), delay, harmonics=2)


def glide(c: Canvas) -> None:
    """One or two sines that glide by up to 18 semitones, straight in pitch or falling as a drum does."""
    t = part.seconds(c.room)
    for _ in range(int(c.rng.integers(1, 3))):
        octaves = c.rng.uniform(-1.5, 1.5)
        path = t / t[-1] if c.chance(0.5) else np.exp(-t / log_uniform(c.rng, 0.02, 0.3))
        hz = log_uniform(c.rng, 80, 1500) * 2 ** (octaves * path)
        wave = np.sin(2 * np.pi * np.cumsum(hz) / SAMPLE_RATE)
        c.add(wave * part.decay(c.room, c.length * c.rng.uniform(0.5, 2), log_uniform(c.rng, 0.001, 0.02)), c.level(-9, 0))


def pure_bell(c: Canvas) -> None:
    """Three to nine inharmonic partials with decays of their own."""
    hz = log_uniform(c.rng, 200, 1500)
    for ratio in np.cumprod(c.rng.uniform(1.05, 1.9, int(c.rng.integers(3, 10)))):
        _tone(c, hz * ratio, c.length * log_uniform(c.rng, 0.1, 1.2), harmonics=1)


def held(c: Canvas) -> None:
    """One to four partials that keep their level and end within a few hundredths of a second."""
    for _ in range(int(c.rng.integers(1, 5))):
        _tone(c, log_uniform(c.rng, 60, 6000), 60.0)


RECIPES = {"chord": chord, "pair": pair, "two-hits": two_hits, "glide": glide, "pure-bell": pure_bell, "held": held}
LENGTHS = {kind: (0.5, 3.0) for kind in KINDS}
#: No room: its tail would be noise.
ROOMS = {kind: (0.0, 0.3) for kind in KINDS}


def _tone(c: Canvas, hz: float, t60: float, delay: float = 0.0, harmonics: int = 4) -> None:
    """A note of one up to `harmonics` harmonics, each 6 to 18 dB below the one before."""
    count = int(c.rng.integers(1, harmonics + 1))
    numbers = np.arange(1, count + 1)
    gains = 10 ** (-c.rng.uniform(6, 18) * (numbers - 1) / 20)
    phases = c.rng.uniform(0, 2 * np.pi, count)
    wave = part.modes(c.room, hz * numbers, gains, np.full(count, t60), phases)
    c.add(wave * part.rise(c.room, log_uniform(c.rng, 0.0005, 0.02)), c.level(-12, 0), delay)
