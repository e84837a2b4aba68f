"""Tracked partials come back as they were: chords, close pairs, two hits, glides; noise has none."""

import numpy as np
import pytest

from neurorack_training import features, harmonicity, tracks, tuning

RATE = 44_100
SECONDS = 2
T = np.arange(SECONDS * RATE) / RATE


def decay(seconds: float, onset: float = 0) -> np.ndarray:
    return np.where(T >= onset, np.exp(-np.maximum(T - onset, 0) / seconds), 0)


def tone(hz: float, seconds: float = 1, onset: float = 0) -> np.ndarray:
    return 0.25 * np.sin(2 * np.pi * hz * (T - onset)) * decay(seconds, onset)


def lane_of(samples: np.ndarray) -> np.ndarray:
    return features.level_lane(samples.astype(np.float32), 1 + len(samples) // 256)


def again(samples: np.ndarray) -> np.ndarray:
    lane = lane_of(samples)
    return tracks.synthesise(tracks.measure(samples, lane), lane)[: len(samples)]


SOUNDS = {
    "a chord of three notes": tone(220) + tone(277.18) + tone(329.63),
    "two hits 100 ms apart": tone(500, 0.4) + tone(730, 0.4, 0.1) + tone(1400, 0.4, 0.1),
    "a pair 30 Hz apart": tone(440) + tone(470),
    "a bell with a pair 38 Hz apart": tone(3618, 0.5) + tone(6740, 0.3) + tone(1308) + tone(1346, 1.1) + tone(611, 2),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_partials_are_kept_and_none_is_added(name):
    result = tuning.tuning(again(SOUNDS[name]), SOUNDS[name])
    assert result.kept >= 0.95 and result.true >= 0.95 and result.cents < 2


def test_a_glide_of_an_octave_is_one_track_that_glides():
    hz = 440 * 2 ** (T / SECONDS)
    sound = 0.4 * np.sin(2 * np.pi * np.cumsum(hz) / RATE) * decay(2)
    found = tracks.measure(sound, lane_of(sound))
    middle = found.hz.shape[1] // 2
    assert found.hz[0, middle] == pytest.approx(hz[middle * 512], rel=0.005)
    assert found.hz[0].max() / found.hz[0].min() > 1.9
    played = tracks.synthesise(found, lane_of(sound))
    assert np.sqrt((played**2).mean()) == pytest.approx(np.sqrt((sound**2).mean()), rel=0.1)


def test_levels_are_exact_in_attack_and_decay():
    sound = tone(1000, 0.05) + tone(2500, 0.4)
    found = tracks.measure(sound, lane_of(sound))
    short = int(np.argmin(np.abs(found.hz[:, 0] - 1000)))
    level = tracks.track_level(lane_of(sound))[::16]
    made = found.ratio[short][: len(level)] * level[: found.ratio.shape[1]]
    for point in (4, 8):
        assert 20 * np.log10(made[point] / (0.25 * np.exp(-point * 512 / RATE / 0.05))) == pytest.approx(0, abs=2)


@pytest.mark.parametrize("name", ["a chord of three notes", "two hits 100 ms apart", "a pair 30 Hz apart"])
def test_partials_have_the_phases_of_the_sound(name):
    played, sound = again(SOUNDS[name])[: RATE // 5], SOUNDS[name][: RATE // 5]
    assert np.corrcoef(played, sound)[0, 1] > 0.98


def test_noise_has_no_partials_and_no_harmonics():
    noise = np.random.default_rng(1).standard_normal(len(T)) * decay(0.5) * 0.1
    powers = tracks.spectra(noise)
    found = tracks.measure(noise, lane_of(noise), powers)
    assert found.count == 0
    assert harmonicity.measure(powers, np.full(1 + len(T) // 256, 220.0), found).max() < 0.1


def test_the_drop_of_a_boom_is_harmonic_and_its_tail_is_a_track():
    hz = 60 + 200 * np.exp(-T / 0.04)
    sound = np.sin(2 * np.pi * np.cumsum(hz) / RATE) * decay(0.4)
    powers = tracks.spectra(sound)
    none = tracks.Tracks(*np.zeros((2, 0, 1 + len(T) // 512)), np.zeros(0))
    assert harmonicity.measure(powers, hz[::256], none)[1:40].min() > 0.8
    assert tracks.measure(sound, lane_of(sound), powers).hz[0, -1] == pytest.approx(60, rel=0.02)


@pytest.mark.parametrize(("path", "factor"), [(55, 2), (110, 1), (220, 0.5)])
def test_the_octave_that_explains_most_is_chosen(path, factor):
    saw = sum(np.sin(2 * np.pi * 110 * p * T) / p for p in range(1, 30)) * decay(0.4) * 0.2
    assert harmonicity.octave(tracks.spectra(saw), np.full(1 + len(T) // 256, float(path))) == factor
