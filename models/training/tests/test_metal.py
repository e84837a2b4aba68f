"""The metal book: ringing, damping, choking and bloom of struck metal, and selection of raw metal."""

import argparse

import numpy as np
import pytest

from neurorack_training.data import metals, prepare
from neurorack_training.data.books import BOOKS
from neurorack_training.data.clip import HELD_OUT, PEAK, TRAIN, Clip
from neurorack_training.data.designer import design
from neurorack_training.data.metal_recipes import KINDS, is_metal
from neurorack_training.data.palette import Palette
from neurorack_training.definitions import SAMPLE_RATE

N = 2 * SAMPLE_RATE


def rng(seed=1):
    return np.random.default_rng(seed)


def spectrum(x):
    """Power per 1 Hz bin of the whole sound under a Hann window, and the bins' frequencies."""
    return np.abs(np.fft.rfft(x * np.hanning(len(x)))) ** 2, np.fft.rfftfreq(len(x), 1 / SAMPLE_RATE)


def centroid(x):
    power, hz = spectrum(x)
    return float((power * hz).sum() / power.sum())


def level(x):
    return 10 * np.log10(np.mean(x**2) + 1e-20)


def named(name, kit="kit"):
    return Clip(name, "raw", kit, TRAIN, False, "a test", "CC0-1.0", np.zeros(100, np.float32))


@pytest.fixture(scope="module")
def designs():
    return [design(3, number, TRAIN, Palette(), BOOKS["metal"]) for number in range(36)]


def test_every_kind_is_designed_finite_unclipped_and_of_the_stated_length(designs):
    assert {clip.kind for clip in designs} == set(KINDS)
    for clip in designs:
        assert np.all(np.isfinite(clip.samples)), clip.name
        assert 0.3 <= len(clip.samples) / SAMPLE_RATE <= 6.0, clip.name
        assert 0.05 < np.max(np.abs(clip.samples)) <= PEAK + 1e-6, clip.name


def test_the_same_seed_gives_the_same_samples_and_differs_from_the_impacts(designs):
    again = design(3, 5, TRAIN, Palette(), BOOKS["metal"])
    assert np.array_equal(again.samples, designs[5].samples)
    assert design(3, 5, TRAIN, Palette()).kind in BOOKS["impacts"].kinds
    assert design(3, 5, HELD_OUT, Palette(), BOOKS["metal"]).name != designs[5].name


def test_a_church_bell_has_a_hum_a_tierce_and_a_nominal():
    for seed in range(40):
        x = metals.bell(rng(seed), N, 400, 8.0, 1e-4)
        power, hz = spectrum(x)
        near = lambda f: power[np.abs(hz - f) < 0.04 * f].max()
        if near(200) > 1e3 * near(300):  # a handbell has no partial an octave below its pitch
            break
    else:
        pytest.fail("no church bell in forty")
    for ratio in (0.5, 1, 1.2, 2):
        assert near(400 * ratio) > 30 * power[np.abs(hz - 400 * ratio * 1.09) < 0.02 * 400 * ratio].max(), ratio


def test_soft_mallet_is_darker():
    for body in (metals.bell, metals.bar, metals.plate):
        soft, hard = (body(rng(), N, 300, 2.0, contact)[: SAMPLE_RATE // 10] for contact in (4e-3, 1e-4))
        assert centroid(soft) < 0.8 * centroid(hard), body.__name__


def test_ring_sets_the_decay():
    for body in (metals.bell, metals.bar, metals.gong, metals.plate, metals.cymbal):
        tails = [level(body(rng(), N, 300, ring, 3e-4)[N // 2 :]) for ring in (0.4, 6.0)]
        assert tails[1] > tails[0] + 20, body.__name__


def test_a_gong_blooms():
    """High modes rise after the strike."""
    x = metals.dense(rng(), N, 300, 16_000, 10, -2, 3.0, 0.3, 0.1)
    early, later = x[: SAMPLE_RATE // 50], x[SAMPLE_RATE // 5 :][: SAMPLE_RATE // 50]
    assert centroid(later) > 1.5 * centroid(early)
    assert level(later) > level(early) + 6


def test_choke_silences_the_sound():
    x = metals.choke(np.ones(SAMPLE_RATE), 0.2, 0.1)
    assert x[: SAMPLE_RATE // 5].min() == 1
    assert 20 * np.log10(x[int(0.3 * SAMPLE_RATE)]) == pytest.approx(-60, abs=0.1)


def test_raw_metal_is_recognised_by_name_or_drum_key():
    for name in ("drum_cowbell", "drum_splash_soft", "15__x__hhat-open-p", "Tubular Bells 0-14 key 60 velocity 64"):
        assert is_metal(named(name)), name
    assert is_metal(named("Standard 128-0 key 49 velocity 120"))
    for name in ("drum_snare_hard", "vinyl_hiss", "Marimba 0-12 key 48 velocity 120", "perc_snap", "tabla_ghe1"):
        assert not is_metal(named(name)), name
    assert not is_metal(named("Standard 128-0 key 36 velocity 120"))


def test_prepare_uses_the_selected_book(tmp_path):
    parser = argparse.ArgumentParser()
    prepare.add_arguments(parser)
    assert parser.parse_args([]).recipes == "impacts"
    with pytest.raises(SystemExit):
        parser.parse_args(["--recipes", "porridge"])
