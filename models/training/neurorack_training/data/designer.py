"""The impact designer: layers procedural parts and raw material into cinematic impacts.

An impact depends on (seed, split, number) and on the palette alone: the same three give the same samples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy.fft import rfft, rfftfreq

from ..definitions import SAMPLE_RATE
from . import effects
from . import procedural as part
from .clip import HELD_OUT, TRAIN, Clip, fade, finish
from .procedural import log_uniform, unit

#: Kinds and how often each is designed.
KINDS = {"boom": 0.24, "hit": 0.28, "metal": 0.2, "braam": 0.1, "whoosh-hit": 0.1, "tail": 0.08}
#: Impact numbers of the held-out split start here, so that no procedural parameters are shared with training.
HELD_OUT_FIRST = 1_000_000
ROLES = ("low", "mid", "high", "swell")


@dataclass(frozen=True)
class Palette:
    """Raw clips of one split by role: low (centroid below 400 Hz), mid, high (above 3.5 kHz), swell (slow attack)."""

    low: tuple[Clip, ...] = ()
    mid: tuple[Clip, ...] = ()
    high: tuple[Clip, ...] = ()
    swell: tuple[Clip, ...] = ()


def role(x: np.ndarray) -> str:
    """The part that a sound can play in an impact, from where its energy lies in time and frequency."""
    energy = np.cumsum(x.astype(np.float64) ** 2)
    if np.searchsorted(energy, 0.3 * energy[-1]) > 0.12 * SAMPLE_RATE:
        return "swell"
    power = np.abs(rfft(x[: SAMPLE_RATE // 2])) ** 2
    centroid = float(np.sum(power * rfftfreq(len(x[: SAMPLE_RATE // 2]), 1 / SAMPLE_RATE)) / np.sum(power))
    return "low" if centroid < 400 else "mid" if centroid < 3500 else "high"


def palette(clips: list[Clip], split: str) -> Palette:
    """The raw clips of one split, sorted into roles."""
    found: dict[str, list[Clip]] = {name: [] for name in ROLES}
    for clip in clips:
        if clip.split == split and not clip.designed:
            found[role(clip.samples)].append(clip)
    return Palette(**{name: tuple(some) for name, some in found.items()})


def db(level: float) -> float:
    return 10 ** (level / 20)


class Canvas:
    """Layers mixed on one timeline of n samples, the hit at sample `at`; remembers whose material went in."""

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
        """A layer, brought to a peak of `level` dB, `delay` seconds after the hit."""
        at = self.at + round(delay * SAMPLE_RATE)
        m = min(len(x), self.n - at)
        if m > 0:
            x = unit(x)[:m]
            if at + m == self.n:  # still sounding at the end: let it go
                x = fade(x, 0.0, 0.4 * m / SAMPLE_RATE)
            self.mix[at : at + m] += x * db(level)

    def before(self, x: np.ndarray, level: float) -> None:
        """A layer that ends with the hit."""
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
        return fade(x, 0.0, 0.3 * len(x) / SAMPLE_RATE)  # material may end abruptly; slowed down that would show

    def material(self, role: str, level: float, slow: float, fast: float, delay: float = 0.0) -> None:
        """A layer of raw material, when there is some."""
        x = self.take(role, slow, fast)
        if x is not None:
            self.add(x, level, delay)

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def level(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))


def boom(c: Canvas) -> None:
    """Deep: a pitch drop or a sub under a low body, with little on top."""
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
    """Clang: dense or bell-like modes, cymbals and bells slowed down, at times on a boom."""
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
    """The blare, with a blow at its head."""
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
    """What remains after a blow: rumble, ringing, debris, with a soft head."""
    rng, n = c.rng, c.room
    if c.chance(0.6):
        c.add(part.rumble(rng, n, c.length * rng.uniform(0.6, 1.2)), c.level(-6, 0))
    if c.chance(0.4):
        c.add(part.metal(rng, n, c.length) * np.minimum(part.seconds(n) / rng.uniform(0.002, 0.08), 1), c.level(-12, -3))
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


def design(seed: int, number: int, split: str, palette: Palette) -> Clip:
    """Impact `number` of a split: samples float32 of 0.3-6 s at 44.1 kHz, trimmed and level-normalised."""
    first = HELD_OUT_FIRST if split == HELD_OUT else 0
    rng = np.random.default_rng([seed, first + number])
    kind = str(rng.choice(list(KINDS), p=list(KINDS.values())))
    for _ in range(8):  # a draw may leave every layer out
        lead = log_uniform(rng, 0.2, 1.3) if kind == "whoosh-hit" else 0.0
        canvas = Canvas(rng, palette, log_uniform(rng, *LENGTHS[kind]), lead)
        RECIPES[kind](canvas)
        x = _master(rng, canvas, kind)
        done = finish(x, jitter_db=float(rng.uniform(-3, 3)))
        if done is not None and len(done) >= 0.3 * SAMPLE_RATE:
            break
    else:
        raise RuntimeError(f"impact {number} of seed {seed} stays silent; change the recipe {kind}")
    used = sorted({clip.kit for clip in canvas.used})
    licences = sorted({clip.licence for clip in canvas.used})
    source = "designed: procedural" + (f" with {', '.join(used)}" if used else "")
    licence = " and ".join(["own"] + licences)
    return Clip(f"{kind} {first + number}", kind, f"designed {split}", split, True, source, licence, done)


def _master(rng: Generator, canvas: Canvas, kind: str) -> np.ndarray:
    """Stumble, drive, tilt and room, each by chance."""
    x = canvas.mix
    if kind in ("hit", "metal") and rng.random() < 0.12:
        x = effects.echo_cluster(rng, x)
    if rng.random() < 0.4:
        x = effects.drive(x, log_uniform(rng, 1, 8), rng.uniform(-0.3, 0.3))
    if rng.random() < 0.5:
        x = effects.tilt(x, rng.normal(0, 1.5))
    wettest, longest = ROOMS[kind]
    if rng.random() < (0.9 if kind == "tail" else 0.6):
        impulse = effects.room(rng, log_uniform(rng, 0.25, longest))
        wet = wettest * rng.uniform(0.05, 1) ** 1.3
        n = min(len(x) + len(impulse), round(6.2 * SAMPLE_RATE))
        x = effects.reverberate(x, impulse, wet, n)
    return x
