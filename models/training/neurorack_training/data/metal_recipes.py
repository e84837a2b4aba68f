"""Recipes for struck bells, bars, gongs, plates and cymbals: hard or soft, damped or ringing, single or in pairs."""

from __future__ import annotations

import re

import numpy as np

from . import metals, recipes
from . import procedural as part
from .canvas import Canvas
from .clip import Clip
from .procedural import log_uniform

#: Kinds and their shares; `metal` is the clang of the impacts.
KINDS = {"bell": 0.24, "bar": 0.14, "gong": 0.18, "plate": 0.16, "cymbal": 0.2, "metal": 0.08}
LENGTHS = {"bell": (0.6, 6.0), "bar": (0.3, 4.0), "gong": (0.9, 6.0), "plate": (0.3, 4.5), "cymbal": (0.3, 5.0), "metal": (0.4, 4.5)}
ROOMS = {"bell": (0.8, 4), "bar": (0.6, 3), "gong": (0.7, 4), "plate": (0.7, 3), "cymbal": (0.5, 2.5), "metal": (0.7, 4)}

#: Raw metal sounds: by words in their names, or by the drum keys of a SoundFont's programs.
METAL_WORDS = re.compile(
    r"cowbell|cymbal|splash|hhat|\bhat\b|_hat-|crash|ride|bell|chime|triangle|elec_ping|perc_till"
    r"|glockenspiel|vibraphone|music box|kalimba|agogo|steel drum|gong|anvil",
    re.IGNORECASE,
)
METAL_KEYS = {
    "Standard": {34, 42, 44, 46, 49, 51, 52, 53, 54, 55, 56, 57, 59, 67, 68, 80, 81, 83, 84},
    "Orchestra Kit": {27, 28, 29, 30, 57, 59},
    "TR-808": {42, 44, 46, 49, 51, 56},
}


def is_metal(clip: Clip) -> bool:
    """Whether a raw clip is struck metal."""
    drum = re.match(r"(.*) 128-\d+ key (\d+) velocity", clip.name)
    if drum and drum.group(1) in METAL_KEYS:
        return int(drum.group(2)) in METAL_KEYS[drum.group(1)]
    return bool(METAL_WORDS.search(clip.name))


def _ring(c: Canvas) -> float:
    """Decay time of the lowest modes: undamped they outlast the clip, damped they are short."""
    return c.length * (c.rng.uniform(0.5, 2.2) if c.chance(0.75) else log_uniform(c.rng, 0.06, 0.5))


def _contact(c: Canvas, hardest: float = 7e-5, softest: float = 1.5e-3) -> float:
    return log_uniform(c.rng, hardest, softest)


def _stick(c: Canvas, contact: float) -> None:
    """The striker's own noise, louder the harder it is."""
    if c.chance(0.6):
        soft = max(0.0, 3 + np.log10(contact)) * 12
        c.add(part.click(c.rng, c.room), c.level(-24, -10) - soft)


def _damp(c: Canvas, share: float) -> None:
    """Sometimes choke the sound."""
    if c.chance(share):
        at = log_uniform(c.rng, 0.04, 0.6 * c.length)
        c.mix[c.at :] = metals.choke(c.mix[c.at :], at, log_uniform(c.rng, 0.03, 0.4))


def bell(c: Canvas) -> None:
    """One bell, sometimes with a second one soon after."""
    contact, ring = _contact(c), _ring(c)
    pitch = log_uniform(c.rng, 110, 2200)
    c.add(metals.bell(c.rng, c.room, pitch, ring * (300 / pitch) ** 0.2, contact), 0)
    if c.chance(0.2):
        delay = 0 if c.chance(0.3) else c.rng.uniform(0.03, 0.3)
        other = pitch * 2 ** (c.rng.integers(-12, 13) / 12)
        c.add(metals.bell(c.rng, c.room, other, ring, contact), c.level(-10, 0), delay)
    if c.chance(0.2):
        c.material("high" if c.chance(0.5) else "mid", c.level(-14, -4), 0.5, 1.3)
    _stick(c, contact)
    _damp(c, 0.12)


def bar(c: Canvas) -> None:
    """Tubes, bars, triangles, anvils; sometimes several."""
    contact, ring = _contact(c), _ring(c)
    for number in range(1 if c.chance(0.85) else int(c.rng.integers(2, 6))):
        body = metals.bar(c.rng, c.room, log_uniform(c.rng, 130, 3200), ring, contact)
        c.add(body, 0 if number == 0 else c.level(-10, 0), number * c.rng.uniform(0.02, 0.15))
    if c.chance(0.25):
        c.material("high", c.level(-12, -3), 0.5, 1.2)
    _stick(c, contact)
    _damp(c, 0.2)


def gong(c: Canvas) -> None:
    """Gongs; a soft strike gives a slow rise."""
    contact = _contact(c, 4e-4, 8e-3)
    c.add(metals.gong(c.rng, c.room, log_uniform(c.rng, 45, 420), _ring(c), contact), 0)
    if c.chance(0.25):
        c.material("high" if c.chance(0.6) else "swell", c.level(-14, -4), 0.25, 0.7)
    if c.chance(0.15):
        c.add(part.sub_boom(c.rng, c.room, c.length * 0.5), c.level(-14, -5))
    _damp(c, 0.12)


def plate(c: Canvas) -> None:
    """Sheets, tanks and plates, sometimes with a rattle."""
    contact, ring = _contact(c), _ring(c)
    c.add(metals.plate(c.rng, c.room, log_uniform(c.rng, 40, 600), ring, contact), 0)
    if c.chance(0.25):
        c.add(part.debris(c.rng, c.room, c.length * 0.4), c.level(-22, -10), 0.01)
    if c.chance(0.25):
        c.material("high" if c.chance(0.6) else "mid", c.level(-12, -3), 0.3, 1.0)
    _stick(c, contact)
    _damp(c, 0.2)


def cymbal(c: Canvas) -> None:
    """Crash, ride, splash and hi-hat, a third of them closed or choked."""
    contact = _contact(c, 6e-5, 1e-3)
    ring = c.length * c.rng.uniform(0.5, 1.6) if c.chance(0.7) else log_uniform(c.rng, 0.05, 0.4)
    c.add(metals.cymbal(c.rng, c.room, log_uniform(c.rng, 180, 1800), ring, contact), 0)
    if c.chance(0.35):
        c.material("high", c.level(-10, 0), 0.6, 1.3)
    _stick(c, contact)
    _damp(c, 0.2)


RECIPES = {"bell": bell, "bar": bar, "gong": gong, "plate": plate, "cymbal": cymbal, "metal": recipes.metal}
