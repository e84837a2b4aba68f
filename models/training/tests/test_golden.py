"""The training's descriptors against the golden files of the instrument's tests."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from neurorack_training.definitions import DESCRIPTORS
from neurorack_training.features import descriptors

GOLDEN = Path(__file__).resolve().parents[3] / "test/golden/descriptors"


@pytest.mark.parametrize("path", sorted(p for p in GOLDEN.glob("*.json") if p.name != "recordings.json"), ids=lambda p: p.stem)
def test_descriptors_match_the_golden_files(path):
    golden = json.loads(path.read_text())
    samples, rate = soundfile.read(GOLDEN / golden["sound"], dtype="float32", always_2d=True)
    assert rate == 44_100
    asked = golden["settings"]["default"]["descriptors"]
    made = descriptors(samples.mean(1), with_dither=False)
    sounding = np.array(asked["rms"]) > 1e-4
    assert made.shape == (len(DESCRIPTORS), len(sounding))
    for row, name in zip(made, DESCRIPTORS):
        want = np.array(asked[name])[sounding]
        if name == "f0":
            cents = 1200 * np.abs(np.log2(row[sounding] / want))
            assert not len(cents) or np.mean(cents < 1) >= 0.99
        else:
            assert row[sounding] == pytest.approx(want, rel=1e-3, abs=1e-7), name
