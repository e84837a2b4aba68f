"""The played pitch, compared with librosa's pYIN and known pitches."""

import numpy as np
import pytest

from neurorack_training import features, pitch
from neurorack_training.compiled import librosa
from neurorack_training.definitions import HOP, SAMPLE_RATE, WINDOWS


def tone(hz, seconds=0.6):
    """A sine that glides along `hz` [start, end] and fades."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    glide = hz[0] * (hz[1] / hz[0]) ** (time / seconds)
    return (0.4 * np.exp(-2 * time) * np.sin(2 * np.pi * np.cumsum(glide) / SAMPLE_RATE)).astype(np.float32)


@pytest.mark.parametrize("hz", [(110, 110), (200, 400), (1200, 900)])
def test_path_agrees_with_librosa_within_a_bin(hz):
    samples = tone(hz)
    f0, voiced, _ = librosa.pyin(
        samples, fmin=50, fmax=5000, sr=SAMPLE_RATE, frame_length=WINDOWS["f0"], hop_length=HOP, resolution=0.25,
        max_transition_rate=20, fill_na=None,
    )
    ours, ours_voiced = pitch.path(pitch.differences(samples))
    assert len(ours) == len(f0)
    both = voiced & ours_voiced
    assert both.mean() > 0.9
    assert np.mean(np.abs(np.log2(ours[both] / f0[both])) < 1 / 48) > 0.97


def test_drum_below_the_range_gets_the_lowest_pitch():
    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    kick = (0.5 * np.exp(-3 * time) * np.sin(2 * np.pi * 44 * time)).astype(np.float32)
    assert features.played(kick)[6, 4:-4].max() < 60


def test_unvoiced_frames_get_the_nearest_pitch():
    hertz, yin = np.array([220.0] * 3 + [330.0] * 5), np.array([100.0 * 2 ** (k % 5) for k in range(8)])
    settled = pitch.fill_gaps(hertz, np.array([0, 0, 1, 0, 0, 0, 1, 0], bool), yin, np.full(8, 0.1))
    assert settled.tolist() == [220, 220, 220, 220, 220, 330, 330, 330]


def test_stable_yin_pitch_is_used_in_unvoiced_frames():
    yin = np.concatenate([[100.0 * 2 ** (k % 5) for k in range(4)], np.full(12, 65.0), [100.0 * 2 ** (k % 5) for k in range(10)]])
    settled = pitch.fill_gaps(np.full(26, 440.0), np.arange(26) >= 20, yin, np.full(26, 0.1))
    assert settled.tolist() == [65] * 18 + [440] * 8


def test_noise_gets_one_pitch_within_the_range():
    rng = np.random.default_rng(1)
    f0 = features.played((0.1 * rng.standard_normal(SAMPLE_RATE // 4)).astype(np.float32))[6]
    assert len(np.unique(f0)) == 1
    assert 50 <= f0[0] <= 5000
