"""A folder of the user's own sounds: held-out sounds, errors in the input, and the pipeline from folder to model."""

import json
from argparse import ArgumentParser

import numpy as np
import pytest
import soundfile

from neurorack_training import pipeline
from neurorack_training.data import prepare
from neurorack_training.data.clip import HELD_OUT, TRAIN
from neurorack_training.data.debian import PackageError
from neurorack_training.data.folder import MIN_SOUNDS, folder_clips, held_out, take_of
from neurorack_training.data.store import credits_of
from neurorack_training.definitions import SAMPLE_RATE


def struck(hz=200.0, seconds=0.3):
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (np.sin(2 * np.pi * hz * t) * np.exp(-12 * t)).astype(np.float32)


def sounds(folder, count, kits=1):
    for number in range(count):
        kit = folder / f"kit {number % kits}"
        kit.mkdir(parents=True, exist_ok=True)
        soundfile.write(kit / f"sound {chr(97 + number)}.wav", struck(90 * 1.2**number), SAMPLE_RATE)
    return folder


def split_names(clips):
    return [{c.name for c in clips if c.split == split} for split in (TRAIN, HELD_OUT)]


def test_with_six_subfolders_a_whole_one_is_held_out(tmp_path):
    clips = folder_clips(sounds(tmp_path / "mine", 12, kits=6), "MIT")
    held = {c.kit for c in clips if c.split == HELD_OUT}
    assert len(held) == 1 and sum(c.kit in held for c in clips) == 2


def test_with_few_subfolders_one_sound_in_six_is_held_out(tmp_path):
    clips = folder_clips(sounds(tmp_path / "mine", 13), "MIT")
    train, held = split_names(clips)
    assert len(held) == 3 and len(train) == 10
    assert not {c.kit for c in clips if c.split == TRAIN} & {c.kit for c in clips if c.split == HELD_OUT}
    assert split_names(folder_clips(tmp_path / "mine", "MIT")) == [train, held]


def test_takes_of_one_sound_stay_in_one_split():
    assert take_of("kit/Snare 02.wav") == take_of("kit/snare_1.flac") == "kit/snare"
    assert take_of("kit/snare.wav") != take_of("kit/bell.wav")
    kit_of = {f"kit/{name} {take}.wav": "kit" for name in "abcdefgh" for take in (1, 2)}
    chosen, _ = held_out(kit_of)
    assert len(chosen) == 2
    assert all(path.replace("1.wav", "2.wav") in chosen for path in chosen if "1.wav" in path)


def test_sounds_with_numeric_names_are_distinct():
    chosen, _ = held_out({f"{n:02d}.wav": "mine" for n in range(50)})
    assert len(chosen) == 9


def test_reports_missing_and_too_few_sounds(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(PackageError, match="no sounds"):
        folder_clips(tmp_path / "empty", "MIT")
    with pytest.raises(PackageError, match=f"{MIN_SOUNDS - 1} usable sounds of {MIN_SOUNDS - 1}"):
        folder_clips(sounds(tmp_path / "few", MIN_SOUNDS - 1), "MIT")


def test_reports_all_unreadable_files(tmp_path):
    sounds(tmp_path, MIN_SOUNDS)
    for name in ("bad.wav", "worse.flac"):
        (tmp_path / name).write_bytes(b"no sound")
    with pytest.raises(PackageError, match="bad.wav.*worse.flac"):
        folder_clips(tmp_path, "MIT")


def test_reports_silent_short_duplicate_and_long_sounds(tmp_path):
    sounds(tmp_path, MIN_SOUNDS)
    soundfile.write(tmp_path / "silent.wav", np.zeros(SAMPLE_RATE), SAMPLE_RATE)
    soundfile.write(tmp_path / "tick.wav", struck(500, 0.01), SAMPLE_RATE)
    soundfile.write(tmp_path / "double.wav", struck(90), SAMPLE_RATE)
    soundfile.write(tmp_path / "song.wav", np.tile(struck(300, 1), 9), SAMPLE_RATE)
    lines = []
    clips = folder_clips(tmp_path, "MIT", lines.append)
    assert len(clips) == MIN_SOUNDS + 1  # of the song, the first seconds are used
    for name in ("silent.wav", "tick.wav", "the same as another"):
        assert any("skipped" in line and name in line for line in lines), name
    assert any("longer than 8 s" in line and "song.wav" in line for line in lines)


def test_a_start_is_credited_among_the_sources(tmp_path):
    row = {"name": "kit", "licence": "CC0-1.0", "source": "here"}
    manifest = {"name": "Tiny", "version": "0.1.0", "training": {"data": [row]}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert credits_of(tmp_path) == [row | {"name": "kit (through Tiny 0.1.0)", "clips": 0, "split": TRAIN}]
    sounds(tmp_path / "mine", MIN_SOUNDS)
    parser = ArgumentParser()
    prepare.add_arguments(parser)
    words = ["--sounds", tmp_path / "mine", "--licence", "MIT", "--impacts", 0, "--from-model", tmp_path]
    words += ["--out", tmp_path / "out", "--cache", tmp_path / "cache"]
    assert prepare.run(parser.parse_args([str(w) for w in words])) == 0
    assert [s["name"] for s in json.loads((tmp_path / "out/sources.json").read_text())][-1] == "kit (through Tiny 0.1.0)"


def run_all(*words):
    parser = ArgumentParser()
    pipeline.add_arguments(parser)
    return pipeline.run(parser.parse_args([str(word) for word in words]))


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(pipeline, "RUNS", tmp_path / "runs")
    return tmp_path


def test_existing_model_is_not_overwritten(elsewhere, capsys):
    (elsewhere / "models").mkdir()
    (elsewhere / "models/manifest.json").write_text("{}")
    words = ["--sounds", elsewhere, "--licence", "MIT", "--out", elsewhere / "models"]
    assert run_all(*words, "--id", "mine") == 2
    assert "another --id" in capsys.readouterr().err
    assert run_all(*words, "--id", "../mine") == 2
    assert (elsewhere / "models/manifest.json").read_text() == "{}"


def test_pipeline_builds_a_model_and_skips_finished_parts(elsewhere, capsys):
    from test_start import model_folder

    start, _ = model_folder(elsewhere / "start")
    words = ["--sounds", sounds(elsewhere / "mine", MIN_SOUNDS), "--licence", "CC0-1.0", "--id", "mine", "--threads", 1]
    words += ["--out", elsewhere / "model", "--from-model", start, "--steps", 2]
    assert run_all(*words) == 0
    manifest = json.loads((elsewhere / "model/manifest.json").read_text())
    assert [row["name"] for row in manifest["training"]["data"]] == ["kit 0", "kit (through Tiny 0.1.0)"]
    card = (elsewhere / "model/README.md").read_text()
    assert "kit 0, held out" in card and "an easier test" in card and "As their owner stated it" in card
    assert "Beside the ancestor" not in card and "Permissive material only" not in card
    for name in ("gain.md", "gain.png", "losses.png"):
        assert (elsewhere / "runs/mine" / name).is_file(), name
    first = (elsewhere / "model/mine.onnx").read_bytes()
    capsys.readouterr()
    assert run_all(*words) == 0
    said = capsys.readouterr().out
    assert "already finished, 2 steps" in said and "evaluate: already finished" in said and "up to date" in said
    assert (elsewhere / "model/mine.onnx").read_bytes() == first
