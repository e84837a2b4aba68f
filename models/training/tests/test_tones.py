"""The book of tones: every kind is a few sines, with as good as no energy between them."""

import numpy as np
import pytest

from neurorack_training.data.books import BOOKS
from neurorack_training.data.canvas import Canvas
from neurorack_training.data.clip import TRAIN
from neurorack_training.data.designer import design
from neurorack_training.data.palette import Palette
from neurorack_training.definitions import SAMPLE_RATE

BOOK = BOOKS["tones"]


@pytest.mark.parametrize("kind", BOOK.kinds)
def test_kinds_are_sines_alone(kind):
    for seed in range(4):
        canvas = Canvas(np.random.default_rng(seed), Palette(), 2.0)
        BOOK.recipes[kind](canvas)
        middle = canvas.mix[SAMPLE_RATE // 2 :][:8192]
        power = np.sort(np.abs(np.fft.rfft(middle * np.blackman(8192))) ** 2)[::-1]
        # Twenty notes of eight bins each at most; glides are wider.
        assert power[400:].sum() < 1e-3 * power.sum() or np.abs(middle).max() < 1e-3


def test_sounds_have_no_room_and_no_material():
    made = design(1, 3, TRAIN, Palette(), BOOK)
    assert made.material == () and made.licence == "MIT" and made.designed
    assert 0.3 * SAMPLE_RATE <= len(made.samples) <= 4 * SAMPLE_RATE


def test_the_book_needs_no_material():
    assert BOOK.takes is None
