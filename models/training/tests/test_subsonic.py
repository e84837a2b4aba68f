"""DC offset and rumble of a user's recording, against the golden numbers that the instrument's tests share, and in a folder of sounds."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from neurorack_training.data.clip import mono
from neurorack_training.data.folder import MIN_SOUNDS, folder_clips
from neurorack_training.data.subsonic import measure_subsonic, remove_subsonic
from neurorack_training.definitions import SAMPLE_RATE
from neurorack_training.golden import with_subsonic

FOLDER = Path(__file__).resolve().parents[3] / "test/golden"
GOLDEN = json.loads((FOLDER / "subsonic.json").read_text())["sounds"]


def hit(hz, at=0.1, seconds=1.0):
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE - at
    return np.where(t < 0, 0, 0.5 * np.exp(-t / 0.05) * np.sin(2 * np.pi * hz * t)).astype(np.float32)


@pytest.mark.parametrize("file", GOLDEN)
def test_agrees_with_the_golden_numbers(file):
    plain = soundfile.read(FOLDER / "descriptors" / file, dtype="float32", always_2d=True)[0].mean(1)
    for name, samples in with_subsonic(plain).items():
        expected = GOLDEN[file][name]
        found = vars(measure_subsonic(samples))
        assert [found["has_offset"], found["has_rumble"]] == [expected["has_offset"], expected["has_rumble"]]
        assert found == pytest.approx({k: v for k, v in expected.items() if k != "samples"}, abs=1e-9)
        assert remove_subsonic(samples)[::1000] == pytest.approx(expected["samples"], abs=1e-6)


def test_a_clean_hit_is_returned_itself():
    for hz in (50, 200, 3000):
        assert remove_subsonic(x := hit(hz)) is x


@pytest.mark.parametrize("offset", [0.003, 0.01, -0.05])
def test_clips_of_sounds_with_dc_are_those_without(tmp_path, offset):
    folders = {0.0: tmp_path / "clean", offset: tmp_path / "dc"}
    for dc, folder in folders.items():
        folder.mkdir()
        for number in range(MIN_SOUNDS):
            soundfile.write(folder / f"{chr(97 + number)}.wav", hit(90 * 1.2**number) + dc, SAMPLE_RATE, subtype="PCM_16")
    clean, removed = (folder_clips(folder, "MIT") for folder in folders.values())
    for one, other in zip(clean, removed):
        assert abs(len(one.samples) - len(other.samples)) <= 882
        shared = min(len(one.samples), len(other.samples)) - 1400  # each end is faded
        assert other.samples[:shared] == pytest.approx(one.samples[:shared], abs=3e-4)


def test_dc_alone_does_not_make_a_channel_the_louder_one():
    x = np.stack([np.full(SAMPLE_RATE, 0.4, np.float32), hit(200)], 1)
    assert np.array_equal(mono(x), x[:, 1])
