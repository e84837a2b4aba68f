"""The data set: reproducible designs, usable clips, separate splits, permissive licences."""

import argparse
import json

import numpy as np
import pytest
import soundfile

from neurorack_training.data import kits, overview, prepare
from neurorack_training.data.clip import HELD_OUT, PEAK, TRAIN, Clip, finish, mono, trim
from neurorack_training.data.debian import PERMISSIVE, PackageError, grant_for, is_mit, read_grants
from neurorack_training.data.designer import design
from neurorack_training.data.folder import folder_clips
from neurorack_training.data.palette import Palette, palette, role
from neurorack_training.data.recipes import KINDS
from neurorack_training.data.soundfont import Note, family, midi_of
from neurorack_training.data.store import read_index, shared_kits, sources_of, write_store
from neurorack_training.definitions import SAMPLE_RATE

COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 2016 Somebody
License: GPL-3+

Files: data/audio/toon/*
       data/audio/more/*
Copyright: public-domain
License: public-domain
 All these sounds are in the public domain.

Files: data/audio/toon/borrowed.wav
Copyright: 2012 Another
Source: <http://freesound.org/people/Another/sounds/1/>
License: CC-BY-SA-3.0

License: GPL-3+
 The text of a licence is no grant.
"""


def struck(hz=200.0, seconds=0.5, silence=0.0):
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    x = np.sin(2 * np.pi * hz * t) * np.exp(-8 * t)
    return np.concatenate([np.zeros(int(silence * SAMPLE_RATE)), x]).astype(np.float32)


def raw(name, kit, split, samples=None, licence="CC0-1.0"):
    return Clip(name, "raw", kit, split, False, "a test", licence, struck() if samples is None else samples)


@pytest.fixture(scope="module")
def impacts():
    return [design(7, number, TRAIN, Palette()) for number in range(40)]


def test_the_same_seed_gives_the_same_samples(impacts):
    again = design(7, 11, TRAIN, Palette())
    assert again.name == impacts[11].name
    assert np.array_equal(again.samples, impacts[11].samples)


def test_another_seed_or_split_gives_other_samples(impacts):
    for other in (design(8, 11, TRAIN, Palette()), design(7, 11, HELD_OUT, Palette())):
        assert len(other.samples) != len(impacts[11].samples) or not np.allclose(other.samples, impacts[11].samples)


def test_every_kind_is_designed(impacts):
    assert {clip.kind for clip in impacts} == set(KINDS)


def test_impacts_are_finite_unclipped_and_of_the_stated_length(impacts):
    for clip in impacts:
        assert clip.samples.dtype == np.float32, clip.name
        assert np.all(np.isfinite(clip.samples)), clip.name
        assert 0.3 <= len(clip.samples) / SAMPLE_RATE <= 6.0, clip.name
        assert 0.05 < np.max(np.abs(clip.samples)) <= PEAK + 1e-6, clip.name


def test_impacts_end_in_silence(impacts):
    for clip in impacts:
        peak = np.max(np.abs(clip.samples))
        assert np.max(np.abs(clip.samples[-20:])) < 0.02 * peak, clip.name


def test_a_trimmed_sound_starts_two_milliseconds_before_its_onset():
    for silence in (0.0, 0.3):
        x = trim(struck(silence=silence))
        onset = np.argmax(np.abs(x) > 0.01 * np.max(np.abs(x)))
        assert abs(onset - 0.002 * SAMPLE_RATE) < 20


def test_silence_gives_no_clip():
    assert finish(np.zeros(SAMPLE_RATE)) is None


def test_detuned_channels_are_not_summed():
    x = np.stack([struck(200), 0.5 * struck(203)], 1)
    assert np.array_equal(mono(x), x[:, 0])


def test_role_of_material():
    assert role(struck(80)) == "low"
    assert role(struck(1000)) == "mid"
    assert role(struck(8000)) == "high"
    assert role(struck(1000)[::-1].copy()) == "swell"


def test_impacts_use_the_kits_of_their_own_split_only(tmp_path):
    clips = [raw("a", "kit a", TRAIN), raw("b", "kit b", HELD_OUT, struck(90), "MIT")]
    made = [design(1, n, split, palette(clips, split)) for split in (TRAIN, HELD_OUT) for n in range(12)]
    used = {split: {kit for clip in made if clip.split == split for kit in clip.material} for split in (TRAIN, HELD_OUT)}
    assert used == {TRAIN: {"kit a"}, HELD_OUT: {"kit b"}}
    index = write_store(tmp_path, clips + made)
    assert shared_kits(index) == set()
    licences = {part for source in sources_of(index) for part in source["licence"].split(" AND ")}
    assert licences == {"CC0-1.0", "MIT"} and licences <= PERMISSIVE


def test_a_kit_in_both_splits_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(ValueError, match="kit a"):
        write_store(tmp_path, [raw("a", "kit a", TRAIN), raw("b", "kit a", HELD_OUT)])
    assert list(tmp_path.iterdir()) == []


def test_store_returns_the_samples(tmp_path, impacts):
    write_store(tmp_path, impacts[:5])
    samples, index = read_index(tmp_path)
    assert len(samples) == sum(row["length"] for row in index)
    for clip, row in zip(impacts, index):
        stored = samples[row["offset"] : row["offset"] + row["length"]] / 32767
        assert np.max(np.abs(stored - clip.samples)) <= 0.51 / 32767


def test_the_last_matching_paragraph_of_a_copyright_file_decides():
    grants = read_grants(COPYRIGHT)
    assert len(grants) == 3
    assert grant_for(grants, "data/audio/toon/a.wav").licence == "public-domain"
    assert grant_for(grants, "data/audio/more/a.wav").licence == "public-domain"
    assert grant_for(grants, "data/audio/music/a.ogg").licence not in PERMISSIVE
    borrowed = grant_for(grants, "data/audio/toon/borrowed.wav")
    assert borrowed.licence not in PERMISSIVE
    assert borrowed.source == "http://freesound.org/people/Another/sounds/1/"


def test_the_word_mit_alone_is_not_a_licence():
    assert not is_mit("Made at MIT.")
    assert is_mit("Licence (MIT): Permission is hereby granted, free of charge,\n to any person obtaining a copy of")


def test_share_alike_and_gpl_are_not_permissive():
    assert not PERMISSIVE & {"GPL-2", "GPL-2+", "GPL-3+", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0"}


def test_stereo_and_mono_editions_of_a_sample_are_one_family():
    assert family("Timpani 1(L)") == family("Timpani 1(R)") == family("Timpani 1")


def test_a_note_belongs_to_the_split_of_its_samples():
    assert kits.held_out_kit(frozenset({"timpani1", "timpani2"})) == (True, "Timpani")
    assert kits.held_out_kit(frozenset({"powersnare1"})) == (False, "")
    assert kits.mixes_splits(frozenset({"timpani1", "powersnare1"}))
    assert not kits.mixes_splits(frozenset({"timpani1"}))


def test_notes_become_a_midi_file_of_their_total_length():
    data = midi_of([Note(128, 0, 36, 120, 0.25), Note(8, 116, 40, 64, 2.0)])
    assert data[:4] == b"MThd" and int.from_bytes(data[18:22], "big") == len(data) - 22
    assert bytes([0x99, 36, 120]) in data and bytes([0xB0, 0, 8]) in data and bytes([0xC0, 116]) in data


def arguments(tmp_path, *more):
    parser = argparse.ArgumentParser()
    prepare.add_arguments(parser)
    return parser.parse_args(["--out", str(tmp_path / "out"), "--cache", str(tmp_path / "cache"), "--processes", "1", *more])


def test_a_folder_of_sounds_becomes_a_data_set(tmp_path, capsys):
    for kit in range(6):
        (tmp_path / "mine" / f"kit {kit}").mkdir(parents=True)
        soundfile.write(tmp_path / "mine" / f"kit {kit}" / "a.wav", struck(100 + 40 * kit), SAMPLE_RATE)
    args = arguments(tmp_path, "--sounds", str(tmp_path / "mine"), "--licence", "MIT", "--impacts", "15")
    assert prepare.run(args) == 0
    _, index = read_index(tmp_path / "out")
    assert len({row["kit"] for row in index if row["split"] == HELD_OUT and not row["designed"]}) == 1
    assert sum(row["designed"] and row["split"] == TRAIN for row in index) == 15
    first = (tmp_path / "out/samples.i16").read_bytes()
    capsys.readouterr()
    assert prepare.run(args) == 0
    assert "2 of 2 parts are already finished" in capsys.readouterr().out
    assert (tmp_path / "out/samples.i16").read_bytes() == first
    assert {s["licence"] for s in json.loads((tmp_path / "out/sources.json").read_text())} == {"MIT"}


def test_a_folder_without_a_licence_is_refused(tmp_path, capsys):
    (tmp_path / "mine").mkdir()
    assert prepare.run(arguments(tmp_path, "--sounds", str(tmp_path / "mine"))) == 2
    assert "--licence" in capsys.readouterr().err


def test_a_broken_sound_file_is_named(tmp_path):
    (tmp_path / "bad.wav").write_bytes(b"no sound")
    with pytest.raises(PackageError, match="bad.wav"):
        folder_clips(tmp_path, "MIT")


def test_the_overview_shows_and_plays_some_of_every_kind(tmp_path, impacts):
    write_store(tmp_path / "data", impacts[:12])
    parser = argparse.ArgumentParser()
    overview.add_arguments(parser)
    args = parser.parse_args(["--data", str(tmp_path / "data"), "--out", str(tmp_path / "page"), "--each", "1"])
    assert overview.run(args) == 0
    kinds = {clip.kind for clip in impacts[:12]}
    page = (tmp_path / "page/index.html").read_text()
    assert page.count("<img") == page.count("<audio") == len(kinds)
    assert len(list((tmp_path / "page").glob("*.flac"))) == len(kinds)


def test_overview_without_data_names_prepare(tmp_path, capsys):
    parser = argparse.ArgumentParser()
    overview.add_arguments(parser)
    assert overview.run(parser.parse_args(["--data", str(tmp_path)])) == 3
    assert "prepare" in capsys.readouterr().err
