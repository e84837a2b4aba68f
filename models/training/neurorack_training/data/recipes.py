"""Layering of each kind of impact. A recipe draws all choices from the canvas's generator; levels in dB of peak."""

from __future__ import annotations

from . import procedural as part
from ..definitions import SAMPLE_RATE
from .canvas import Canvas
from .procedural import log_uniform

#: Kinds and their shares.
KINDS = {"boom": 0.24, "hit": 0.28, "metal": 0.2, "braam": 0.1, "whoosh-hit": 0.1, "tail": 0.08}


def boom(c: Canvas) -> None:
    """Deep: a pitch drop or a sub under a low body, with few high layers."""
    rng, n = c.rng, c.room
    if c.chance(0.6):
        c.add(part.pitch_drop(rng, n, log_uniform(rng, 26, 80), c.length * rng.uniform(0.4, 1)), c.level(-4, 0))
    if c.chance(0.6):
        c.add(part.sub_boom(rng, n, c.length * rng.uniform(0.5, 1.1)), c.level(-6, 0))
    if c.chance(0.5):
        c.add(part.body(rng, n, 35, 160, c.length * rng.uniform(0.2, 0.8)), c.level(-12, -2))
    if c.chance(0.75):
        c.material("low", c.level(-6, 0), 0.35, 1.1)
    if c.chance(0.4):
        c.material("mid", c.level(-18, -8), 0.3, 0.8)
    if c.chance(0.5):
        c.add(part.noise_burst(rng, n, rng.uniform(0.05, 0.8), rng.uniform(-8, -2)), c.level(-18, -6))
    if c.chance(0.4):
        c.add(part.click(rng, n), c.level(-18, -6))
    if c.chance(0.25):
        c.add(part.rumble(rng, n, c.length), c.level(-18, -8))


def hit(c: Canvas) -> None:
    """Punch: a sharp transient on a body in the middle, often on low material."""
    rng, n = c.rng, c.room
    if c.chance(0.7):
        c.add(part.click(rng, n), c.level(-8, 0))
    if c.chance(0.6):
        c.add(part.body(rng, n, 60, 700, log_uniform(rng, 0.06, c.length)), c.level(-9, 0))
    if c.chance(0.6):
        c.add(part.noise_burst(rng, n, log_uniform(rng, 0.04, 0.9), rng.uniform(-5, 2)), c.level(-10, -1))
    if c.chance(0.8):
        c.material("mid", c.level(-6, 0), 0.5, 1.4)
    if c.chance(0.5):
        c.material("low", c.level(-8, 0), 0.5, 1.3)
    if c.chance(0.3):
        c.material("high", c.level(-14, -5), 0.4, 1.2)
    if c.chance(0.35):
        c.add(part.pitch_drop(rng, n, log_uniform(rng, 35, 110), log_uniform(rng, 0.15, 1.0)), c.level(-8, 0))
    if c.chance(0.2):
        c.add(part.debris(rng, n, c.length * 0.6), c.level(-16, -6), 0.02)


def metal(c: Canvas) -> None:
    """Clang: dense or bell-like modes, cymbals and bells slowed down, sometimes on a boom."""
    rng, n = c.rng, c.room
    dense = c.chance(0.75)
    if dense:
        c.add(part.metal(rng, n, c.length * rng.uniform(0.3, 1.1)), c.level(-5, 0))
    if not dense or c.chance(0.25):
        c.add(part.body(rng, n, 120, 1600, c.length * rng.uniform(0.3, 1)), c.level(-8, 0))
    if c.chance(0.7):
        c.material("high", c.level(-8, 0), 0.25, 1.1)
    if c.chance(0.35):
        c.material("mid", c.level(-10, -2), 0.4, 1.2)
    if c.chance(0.6):
        c.add(part.click(rng, n), c.level(-10, -2))
    if c.chance(0.35):
        c.add(part.noise_burst(rng, n, log_uniform(rng, 0.05, 1.5), rng.uniform(-2, 4), 300), c.level(-16, -5))
    if c.chance(0.3):
        c.add(part.pitch_drop(rng, n, log_uniform(rng, 30, 80), c.length * 0.5), c.level(-8, -1))
    if c.chance(0.2):
        c.material("swell", c.level(-18, -8), 0.4, 1.0)


def braam(c: Canvas) -> None:
    """A braam with a hit at its start."""
    rng, n = c.rng, c.room
    c.add(part.braam(rng, n, c.length), c.level(-2, 0))
    if c.chance(0.5):
        c.add(part.sub_boom(rng, n, c.length), c.level(-9, -3))
    if c.chance(0.5):
        c.material("low", c.level(-8, 0), 0.4, 1.0)
    if c.chance(0.4):
        c.add(part.noise_burst(rng, n, rng.uniform(0.1, 0.8), rng.uniform(-5, 0)), c.level(-16, -6))
    if c.chance(0.3):
        c.add(part.metal(rng, n, c.length * 0.7), c.level(-18, -9))


def whoosh_hit(c: Canvas) -> None:
    """A swell that ends in a hit or a boom."""
    rng = c.rng
    backwards = c.take("high", 0.4, 1.2) if c.chance(0.4) else None
    swelling = c.take("swell", 0.6, 1.5) if c.chance(0.4) else None
    if backwards is not None:
        c.before(backwards[::-1], c.level(-10, -4))
    if swelling is not None:
        c.before(swelling, c.level(-10, -4))
    if (backwards is None and swelling is None) or c.chance(0.5):
        c.before(part.whoosh(rng, c.at), c.level(-10, -3))
    (hit if c.chance(0.5) else boom)(c)
    if c.chance(0.3):
        c.add(part.whoosh(rng, min(c.room, SAMPLE_RATE), rising=False), c.level(-16, -8))


def tail(c: Canvas) -> None:
    """The decay after a hit: rumble, ringing, debris, with a soft start."""
    rng, n = c.rng, c.room
    if c.chance(0.6):
        c.add(part.rumble(rng, n, c.length * rng.uniform(0.6, 1.2)), c.level(-6, 0))
    if c.chance(0.4):
        c.add(part.metal(rng, n, c.length) * part.rise(n, rng.uniform(0.002, 0.08)), c.level(-12, -3))
    if c.chance(0.5):
        c.material("swell", c.level(-6, 0), 0.5, 1.2)
    if c.chance(0.4):
        c.add(part.debris(rng, n, c.length), c.level(-10, -2))
    if c.chance(0.5):
        c.material("low", c.level(-8, 0), 0.3, 0.8)
    if c.chance(0.4):
        c.add(part.noise_burst(rng, n, c.length * rng.uniform(0.3, 1), rng.uniform(-6, 0)), c.level(-12, -4))


RECIPES = {"boom": boom, "hit": hit, "metal": metal, "braam": braam, "whoosh-hit": whoosh_hit, "tail": tail}
#: Shortest and longest sound from the hit on, seconds.
LENGTHS = {
    "boom": (0.7, 4.5),
    "hit": (0.3, 2.2),
    "metal": (0.4, 4.5),
    "braam": (1.0, 4.0),
    "whoosh-hit": (0.7, 3.5),
    "tail": (1.2, 5.0),
}
#: How wet the room may be, and its longest decay in seconds.
ROOMS = {"boom": (0.7, 4), "hit": (0.7, 2.5), "metal": (0.8, 4), "braam": (0.6, 4), "whoosh-hit": (0.7, 4), "tail": (1.5, 5)}
