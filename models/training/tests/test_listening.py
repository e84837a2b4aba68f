"""The files of the site's listening page."""

import json

import numpy as np
import pytest
import soundfile

from neurorack_training import listening_page
from neurorack_training.__main__ import main
from neurorack_training.definitions import SAMPLE_RATE

SECONDS = 0.5


def tone(hz=440.0, seconds=SECONDS):
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return 0.5 * np.exp(-4 * t) * np.sin(2 * np.pi * hz * t)


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Data of two held-out sounds, two versions of a model, and an instrument that plays what was asked at half the level."""
    data = tmp_path / "data"
    data.mkdir()
    x = np.round(32767 * tone()).astype("<i2")
    np.concatenate([x, x]).tofile(data / "samples.i16")
    row = {"kind": "raw", "kit": "freesound someone", "split": "held-out", "designed": False, "length": len(x), "material": []}
    free = {**row, "name": "bell", "offset": 0, "licence": "CC0-1.0", "source": "pack (Debian), http://example.org/1"}
    other = {**row, "name": "drum", "offset": len(x), "licence": "MIT", "source": "fonts (Debian), font.sf2"}
    (data / "index.json").write_text(json.dumps([free, other]))
    for version in ("0.1.0", "0.2.0"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "manifest.json").write_text(json.dumps({"id": "toy", "version": version}))

    def played(model, asked, to):
        return 0.5 * soundfile.read(asked)[0]

    monkeypatch.setattr("neurorack_training.listen.played", played)
    return tmp_path


def listen(places, *words):
    models = [str(places / version) for version in ("0.1.0", "0.2.0")]
    return main(["listen", *models, "--data", str(places / "data"), "--site", str(places / "site"), *words])


def test_the_page_has_what_was_asked_and_what_the_former_version_played_with_credits_and_figures(places):
    assert listen(places, "--sounds", "bell", "--seconds", "0.25") == 0
    record = json.loads((places / "site/listening.json").read_text())
    assert [record[name] for name in ("model", "former", "now")] == ["toy", "0.1.0", "0.2.0"]
    (sound,) = record["sounds"]
    assert [sound["credit"], sound["licence"], sound["seconds"]] == ["freesound someone", "CC0-1.0", 0.19]
    asked, former = (soundfile.read(places / f"site/1-{column}.flac")[0] for column in ("asked", "former"))
    assert len(asked) == 2 * listening_page.BLOCK and abs(asked[-1]) < 1e-4
    assert np.abs(former - 0.5 * asked).max() < 1e-4
    assert 1 < sound["now"]["melDb"] < 7 and sound["former"] == sound["now"]
    page = (places / "site/README.md").read_text()
    assert "http://example.org/1" in page and "(1-former.flac)" in page


def test_a_second_call_keeps_the_sounds_and_needs_no_data(places):
    assert listen(places, "--sounds", "bell") == 0
    before = (places / "site/1-asked.flac").read_bytes()
    (places / "data/index.json").unlink()
    assert listen(places) == 0
    assert (places / "site/1-asked.flac").read_bytes() == before


def test_sounds_that_the_repository_may_not_contain_are_refused(places, capsys):
    assert listen(places, "--sounds", "drum") == 3
    assert "drum has the licence MIT" in capsys.readouterr().err
    assert listen(places, "--sounds", "gong") == 3
    assert "no held-out sound is named 'gong'" in capsys.readouterr().err


def test_a_cut_sound_ends_in_a_fade():
    x = np.ones(SAMPLE_RATE)
    cut = listening_page.shortened(x, 0.5)
    assert len(cut) == 5 * listening_page.BLOCK and cut[-1] == 0 and cut[0] == 1
    assert len(listening_page.shortened(x[:100], 2)) == listening_page.BLOCK
