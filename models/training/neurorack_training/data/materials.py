"""Permissive raw material: converts the files allowed by the packages' copyright files to clips."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import soundfile
import soxr

from ..definitions import SAMPLE_RATE
from . import kits
from .clip import HELD_OUT, TRAIN, Clip, mono
from .debian import PERMISSIVE, PackageError, copyright_text, grant_for, is_mit, read_grants, unpack
from .soundfont import DRUM_BANK, Note, SoundFont

CC0 = "CC0-1.0"
FLUID, MUSESCORE = "fluid-soundfont-gm", "musescore-general-soundfont"
SECONDS_PER_FILE = 8.0


def read_mono(path: Path) -> np.ndarray:
    """The first 8 s of a sound file, mono float32 at 44.1 kHz."""
    with soundfile.SoundFile(path) as file:
        x = mono(file.read(int(SECONDS_PER_FILE * file.samplerate), dtype="float32", always_2d=True))
        return x if file.samplerate == SAMPLE_RATE else soxr.resample(x, file.samplerate, SAMPLE_RATE)


def sonic_pi(cache: Path, local: Path | None) -> list[Clip]:
    """The files listed individually as CC0 in the copyright file."""
    root = unpack("sonic-pi-samples", cache, local)
    grants = read_grants(copyright_text(root, "sonic-pi-samples"))
    clips = []
    for path in sorted((root / "usr/share/sonic-pi/samples").glob("*.flac")):
        grant = grant_for(grants, f"etc/samples/{path.name}")
        if grant is None or grant.licence != "CC0" or path.stem.startswith(kits.UNWANTED):
            continue
        found = re.search(r"/people/([^/]+)/", grant.source)
        author = unquote(found.group(1)) if found else grant.copyright
        split = HELD_OUT if author in kits.HELD_OUT_AUTHORS else TRAIN
        source = f"sonic-pi-samples (Debian), {grant.source}"
        clips.append(Clip(path.stem, "raw", f"freesound {author}", split, False, source, CC0, read_mono(path)))
    return clips


def audiophob(cache: Path, local: Path | None, trained: set[str]) -> list[Clip]:
    """Hydrogen's only CC0 kit, held out; excludes files by the freesound authors in `trained`."""
    root = unpack("hydrogen-drumkits", cache, local)
    grant = grant_for(read_grants(copyright_text(root, "hydrogen-drumkits")), "drumkits/Audiophob.h2drumkit")
    if grant is None or grant.licence != "CC0":
        raise PackageError("hydrogen-drumkits: its copyright file no longer lists Audiophob as CC0; exclude the kit")
    clips = []
    for path in sorted((root / "usr/share/hydrogen/data/drumkits/Audiophob").glob("*.wav")):
        if path.stem.split("__")[1] in trained:
            continue
        source = "hydrogen-drumkits (Debian), Audiophob kit by soundcloud.com/audiophobdubstep"
        clips.append(Clip(path.stem, "raw", "Audiophob", HELD_OUT, False, source, CC0, read_mono(path)))
    return clips


def marsshooter(cache: Path, local: Path | None) -> list[Clip]:
    """The 'toon' sound effects, dedicated to the public domain."""
    root = unpack("marsshooter-data", cache, local)
    grants = read_grants(copyright_text(root, "marsshooter-data"))
    clips = []
    for path in sorted((root / "usr/share/games/marsshooter/audio/toon").glob("*.wav")):
        grant = grant_for(grants, f"data/audio/toon/{path.name}")
        if grant and grant.licence == "public-domain":
            source = "marsshooter-data (Debian), audio/toon"
            clips.append(Clip(path.stem, "raw", "M.A.R.S. toon", TRAIN, False, source, grant.licence, read_mono(path)))
    return clips


def _notes(font: SoundFont, drums, pitched) -> list[Note]:
    """The notes to render; skips drum keys whose samples are already used by another program."""
    notes, taken = [], set()
    for program in drums:
        for key in range(24, 97):
            samples = font.samples(DRUM_BANK, program, key)
            if samples and samples not in taken and not kits.mixes_splits(samples):
                taken.add(samples)
                notes += [Note(DRUM_BANK, program, key, velocity, 3.5) for velocity in kits.VELOCITIES]
    for bank, program, keys, seconds in pitched:
        for key in keys:
            if not kits.mixes_splits(font.samples(bank, program, key)):
                notes += [Note(bank, program, key, velocity, seconds) for velocity in kits.VELOCITIES]
    return notes


def soundfont_clips(package: str, cache: Path, local: Path | None) -> list[Clip]:
    """Percussion of one MIT SoundFont; excludes notes whose samples come from the other SoundFont."""
    root = unpack(package, cache, local)
    if not is_mit(copyright_text(root, package)):
        raise PackageError(f"{package}: its copyright file no longer contains the MIT licence; exclude it")
    font = SoundFont(next(p for p in sorted(root.rglob("*.sf[23]")) if p.is_file()))
    if package == FLUID:
        notes = _notes(font, kits.FLUID_DRUMS, kits.FLUID_PITCHED)
    else:
        notes = _notes(font, (), kits.MUSESCORE_NOTES)
    notes = [n for n in notes if package == FLUID or kits.held_out_kit(font.samples(n.bank, n.program, n.key))[0]]
    clips = []
    for note, samples in zip(notes, font.render(notes)):
        held, kit = kits.held_out_kit(font.samples(note.bank, note.program, note.key))
        program = font.programs[(note.bank, note.program)]
        name = f"{program} {note.bank}-{note.program} key {note.key} velocity {note.velocity}"
        kit = kit if held else f"{font.path.stem} percussion"
        source = f"{package} (Debian), {font.path.name}"
        clips.append(Clip(name, "raw", kit, HELD_OUT if held else TRAIN, False, source, "MIT", samples))
    return clips


def collect(cache: Path, local: Path | None) -> list[Clip]:
    """All material, finished (trimmed, normalised), in a fixed order; raises PackageError."""
    clips = sonic_pi(cache, local)
    authors = {c.kit.removeprefix("freesound ") for c in clips if c.split == TRAIN}
    clips += audiophob(cache, local, authors) + marsshooter(cache, local)
    clips += soundfont_clips(FLUID, cache, local) + soundfont_clips(MUSESCORE, cache, local)
    if wrong := {c.licence for c in clips} - PERMISSIVE:
        raise PackageError(f"material under {', '.join(sorted(wrong))} is not permissive; it must not be used for published weights")
    return [done for clip in clips if (done := clip.finished())]
