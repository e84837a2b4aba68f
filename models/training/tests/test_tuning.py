"""Tuning of what rings: figures of known sounds, the command for sound files."""

import json
import re

import numpy as np
import pytest
import soundfile

from neurorack_training import tuning
from neurorack_training.__main__ import main
from neurorack_training.definitions import SAMPLE_RATE

BELL = (1, 2.76, 5.4, 8.93, 1.19)
CHORD = (1, 1.26, 1.498)


def ringing(hz=220.0, cents=0.0, seconds=2.0, ratios=BELL, rate=SAMPLE_RATE):
    """Decaying partials, the higher the faster."""
    t = np.arange(int(seconds * rate)) / rate
    tuned = hz * 2 ** (cents / 1200)
    return sum(0.3 / (i + 1) * np.exp(-(1 + i) * t) * np.sin(2 * np.pi * tuned * ratio * t) for i, ratio in enumerate(ratios))


def noise(level=0.1):
    return level * np.random.default_rng(5).standard_normal(2 * SAMPLE_RATE)


def glide():
    t = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    return 0.3 * np.sin(2 * np.pi * (200 * t + 150 * t * t))


NAN = float("nan")
#: Kept, true and cents, from an independent implementation of the definition.
GOLDEN = [
    ("itself", ringing(), ringing(), (1, 1, 0)),
    ("15 cents sharp", ringing(cents=15), ringing(), (1, 1, 15.027407)),
    ("30 cents sharp", ringing(cents=30), ringing(), (0, 1, 29.989482)),
    ("60 cents sharp", ringing(cents=60), ringing(), (0, 0, 60.160675)),
    ("400 cents sharp", ringing(cents=400), ringing(), (0, 0, NAN)),
    ("in noise", ringing() + noise(0.02), ringing(), (1, 1, 0.086036)),
    ("a chord for a bell", ringing(261.6, ratios=CHORD), ringing(), (0, 0.280235, 299.843497)),
    ("a bell for a chord", ringing(), ringing(261.6, ratios=CHORD), (0.280235, 0, 299.843130)),
    ("a glide for a chord", glide(), ringing(261.6, ratios=CHORD), (0.002319, NAN, 136.219219)),
    ("noise for a bell", noise(), ringing(), (0, NAN, NAN)),
    ("silence for a bell", np.zeros(2 * SAMPLE_RATE), ringing(), (0, NAN, NAN)),
]


@pytest.mark.parametrize(("output", "target", "figures"), [row[1:] for row in GOLDEN], ids=[row[0] for row in GOLDEN])
def test_tuning_of_known_sounds(output, target, figures):
    made = tuning.tuning(output, target)
    assert (made.kept, made.true, made.cents) == pytest.approx(figures, abs=2e-4, nan_ok=True)


@pytest.mark.parametrize("target", [noise(), glide(), np.zeros(SAMPLE_RATE), ringing(seconds=0.4), np.zeros(0)])
def test_noise_glides_silence_and_short_sounds_do_not_ring(target):
    assert tuning.tuning(ringing(), target) is None


def test_partials_have_the_frequencies_and_levels_of_the_sound():
    t = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    frames = tuning.partials(0.5 * np.sin(2 * np.pi * 441.3 * t) + 0.05 * np.sin(2 * np.pi * 3000 * t))
    assert len(frames) == 1 + (SAMPLE_RATE - tuning.WINDOW) // tuning.HOP
    for hz, db in frames:
        assert hz == pytest.approx([441.3, 3000], abs=0.3)
        assert db == pytest.approx([20 * np.log10(0.5), 20 * np.log10(0.05)], abs=1.5)  # a peak between two bins is up to 1.4 dB lower


def test_steady_partials_last_two_windows():
    frames = tuning.partials(ringing())
    steady = tuning.steady(frames)
    assert len(steady) == len(frames)
    assert all(len(hz) == 0 for hz, _ in steady[-2 * tuning.APART :])
    assert sum(len(hz) for hz, _ in tuning.steady(tuning.partials(noise()))) == 0


def test_the_mean_ignores_undefined_figures():
    both = [tuning.Tuning(1.0, 0.8, 4.0), tuning.Tuning(0.5, NAN, NAN)]
    assert tuning.mean(both) == {"kept": 0.75, "true": 0.8, "cents": 4.0, "clips": 2}
    assert tuning.mean([]) == pytest.approx({"kept": NAN, "true": NAN, "cents": NAN, "clips": 0}, nan_ok=True)


@pytest.fixture
def folders(tmp_path):
    sounds = {
        "asked/bell.wav": ringing(),
        "asked/kit/chord.wav": ringing(261.6, ratios=CHORD),
        "asked/noise.wav": noise(),
        "asked/alone.wav": ringing(),
        "made/bell.wav": ringing(cents=30),
        "made/kit/chord.wav": ringing(261.6, ratios=CHORD),
        "made/noise.wav": noise(),
    }
    for name, samples in sounds.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(tmp_path / name, samples, SAMPLE_RATE, "FLOAT")
    return tmp_path


def test_the_command_compares_files_of_the_same_name_in_two_folders(folders, capsys):
    assert main(["tuning", str(folders / "asked"), str(folders / "made")]) == 0
    said = capsys.readouterr()
    bell, chord, noise_line, mean = said.out.splitlines()[1:]
    assert bell.split()[1:] == ["0.00", "1.00", "30"] and chord.split()[1:] == ["1.00", "1.00", "0"]
    assert "does not ring" in noise_line
    assert mean.startswith("mean of 2") and mean.split()[-3:] == ["0.50", "1.00", "15"]
    assert "alone.wav has no output" in said.err


def test_the_command_writes_json_of_pairs(folders, capsys):
    words = [str(folders / name) for name in ("asked/bell.wav", "made/bell.wav", "asked/noise.wav", "made/noise.wav")]
    assert main(["tuning", *words, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    bell, noise_row = result["sounds"]
    assert (bell["rings"], bell["kept"], bell["true"]) == (True, 0, 1) and bell["cents"] == pytest.approx(30, abs=0.1)
    assert noise_row == {"reference": words[2], "output": words[3], "rings": False, "kept": None, "true": None, "cents": None}
    assert result["mean"]["clips"] == 1


def test_files_that_cannot_be_compared_are_named(folders, capsys):
    soundfile.write(folders / "slow.wav", ringing(rate=22_050), 22_050)
    (folders / "empty").mkdir()
    (folders / "text.wav").write_text("no sound")
    for words, says in [
        (["asked/bell.wav"], "bell.wav has no partner"),
        (["asked", "made/bell.wav"], "two folders"),
        (["asked", "empty"], "same name in"),
        (["asked/bell.wav", "slow.wav"], "44100 Hz.*22050 Hz; resample"),
        (["asked/bell.wav", "text.wav"], "text.wav cannot be read"),
        (["asked/bell.wav", "missing.wav"], "missing.wav cannot be read"),
    ]:
        assert main(["tuning", *(str(folders / word) for word in words)]) == 2
        assert re.search(says, capsys.readouterr().err), says
