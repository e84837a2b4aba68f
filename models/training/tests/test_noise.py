"""Noise bands: steady level and specified spectrum."""

import numpy as np

from neurorack_training import noise
from neurorack_training.definitions import BANDS, SYNTHESIS


def kurtosis(loops):
    return (loops.astype(np.float64) ** 4).mean(1) / (loops.astype(np.float64) ** 2).mean(1) ** 2


def test_bands_have_a_steadier_level_than_random_phases(monkeypatch):
    steady = kurtosis(noise.noise_loops())
    monkeypatch.setitem(SYNTHESIS["noiseBands"], "flattening", 0)
    assert kurtosis(noise.noise_loops()).mean() > 2.9  # 3 is a normal distribution's
    assert len(steady) == BANDS and steady.mean() < 1.85 and steady.max() < 2  # 1.5 is a sine's


def test_flattening_changes_only_phases():
    rng = np.random.default_rng(1)
    value = rng.uniform(0.1, 1, 300) * np.exp(2j * np.pi * rng.random(300))
    flat = noise.flatten_envelope(value, 4)
    assert np.allclose(np.abs(flat), np.abs(value))
    envelope = lambda bins: np.abs(np.fft.ifft(bins, 4096))
    assert envelope(flat).std() < 0.6 * envelope(value).std()


def test_single_bin_stays_unchanged():
    assert noise.flatten_envelope(np.array([1j]), 4)[0] == 1j
