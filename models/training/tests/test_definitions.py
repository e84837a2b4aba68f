import numpy as np
import pytest

from neurorack_training.definitions import DESCRIPTORS, dither, from_perceptual, hash2, to_perceptual, uniform


def test_hash_agrees_with_the_instrument():
    assert [int(hash2(0x64697468, n)) for n in (0, 1, 2)] == [int(v) for v in hash2(0x64697468, np.arange(3))]
    assert int(hash2(1, 2)) != int(hash2(2, 1))


def test_uniform_numbers_are_uniform():
    values = uniform(5, np.arange(100_000))
    assert 0 <= values.min() and values.max() < 1
    assert abs(values.mean() - 0.5) < 0.005
    assert abs(np.corrcoef(values[1:], values[:-1])[0, 1]) < 0.02


def test_dither_has_an_rms_of_minus_90_dbfs():
    assert 20 * np.log10(np.sqrt((dither(100_000) ** 2).mean())) == pytest.approx(-90, abs=0.1)


def test_half_way_between_100_hz_and_10_khz_is_1_khz():
    middle = (to_perceptual("centroid", 100) + to_perceptual("centroid", 10_000)) / 2
    assert from_perceptual("centroid", middle) == pytest.approx(1000)


@pytest.mark.parametrize("name", DESCRIPTORS)
def test_perceptual_scale_is_invertible(name):
    values = np.array([0.1, 0.3, 0.9]) if name in ("rms", "zcr", "flatness") else np.array([60.0, 700.0, 4000.0])
    assert from_perceptual(name, to_perceptual(name, values)) == pytest.approx(values)
