"""The impact designer: layers procedural parts and raw material into cinematic impacts.

A sound depends only on (book, seed, split, number) and the palette: the same values give the same samples.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from ..definitions import SAMPLE_RATE
from . import effects
from .books import BOOKS, Book
from .canvas import Canvas
from .clip import HELD_OUT, Clip, finish
from .palette import Palette
from .procedural import log_uniform

#: Impact numbers of the held-out split start here, so that no procedural parameters are shared with training.
HELD_OUT_FIRST = 1_000_000
#: Licence of procedural sounds: the project's own.
OWN_LICENCE = "MIT"
MIN_SECONDS = 0.3


def design(seed: int, number: int, split: str, palette: Palette, book: Book = BOOKS["impacts"]) -> Clip:
    """Sound `number` of a split: samples float32 of 0.3-6 s at 44.1 kHz, trimmed and level-normalised."""
    first = HELD_OUT_FIRST if split == HELD_OUT else 0
    rng = np.random.default_rng([seed, first + number])
    kind = str(rng.choice(list(book.kinds), p=list(book.kinds.values())))
    for _ in range(8):  # a draw may omit all layers
        lead = log_uniform(rng, 0.2, 1.3) if kind == "whoosh-hit" else 0.0
        canvas = Canvas(rng, palette, log_uniform(rng, *book.lengths[kind]), lead)
        book.recipes[kind](canvas)
        x = _master(rng, canvas, kind, book)
        done = finish(x, jitter_db=float(rng.uniform(-3, 3)))
        if done is not None and len(done) >= MIN_SECONDS * SAMPLE_RATE:
            break
    else:
        raise RuntimeError(f"impact {number} of seed {seed} stays silent; change the recipe {kind}")
    used = sorted({clip.kit for clip in canvas.used})
    source = "designed: procedural" + (f" with {', '.join(used)}" if used else "")
    licence = " AND ".join(sorted({clip.licence for clip in canvas.used} | {OWN_LICENCE}))
    return Clip(f"{kind} {first + number}", kind, f"designed {split}", split, True, source, licence, done, tuple(used))


def _master(rng: Generator, canvas: Canvas, kind: str, book: Book) -> np.ndarray:
    """Apply echoes, drive, tilt and room, each at random."""
    x = canvas.mix
    if kind in ("hit", "metal") and rng.random() < 0.12:
        x = effects.echo_cluster(rng, x)
    share, max_drive = book.driven
    if rng.random() < share:
        x = effects.drive(x, log_uniform(rng, 1, max_drive), rng.uniform(-0.3, 0.3))
    if rng.random() < 0.5:
        x = effects.tilt(x, rng.normal(0, 1.5))
    wettest, longest = book.rooms[kind]
    if rng.random() < (0.9 if kind == "tail" else 0.6):
        impulse = effects.room(rng, log_uniform(rng, 0.25, longest))
        wet = wettest * rng.uniform(0.05, 1) ** 1.3
        n = min(len(x) + len(impulse), round(6.2 * SAMPLE_RATE))
        x = effects.reverberate(x, impulse, wet, n)
    return x
