"""A folder of one's own sounds as material: every subfolder is a kit."""

from __future__ import annotations

import hashlib
from pathlib import Path

import soundfile

from .clip import HELD_OUT, TRAIN, Clip
from .debian import PackageError
from .materials import read_mono

EXTENSIONS = {".wav", ".flac", ".ogg", ".aif", ".aiff", ".mp3"}
#: One kit in this many is held out, chosen by its name, once there are this many kits.
HELD_OUT_EVERY = 6


def split_of(kit: str, kits: list[str]) -> str:
    """The split of a kit: the same for the same name; a folder with few kits is trained on as a whole."""
    if len(kits) < HELD_OUT_EVERY:
        return TRAIN
    ranked = sorted(kits, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return HELD_OUT if ranked.index(kit) < len(kits) // HELD_OUT_EVERY else TRAIN


def folder_clips(folder: Path, licence: str) -> list[Clip]:
    """All sounds below a folder, finished, in the order of their paths; raises PackageError when there are none."""
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in EXTENSIONS and p.is_file())
    kit_of = {path: (path.parent.relative_to(folder).as_posix() if path.parent != folder else folder.name) for path in paths}
    kits = sorted(set(kit_of.values()))
    clips = []
    for path in paths:
        try:
            samples = read_mono(path)
        except soundfile.LibsndfileError as error:
            raise PackageError(f"{path}: cannot be read as sound ({error}); convert it to WAV or take it out") from error
        kit = kit_of[path]
        clip = Clip(path.stem, "raw", kit, split_of(kit, kits), False, f"{folder.name}/{kit}", licence, samples).finished()
        if clip is not None:
            clips.append(clip)
    if not clips:
        raise PackageError(f"{folder}: no usable sounds ({', '.join(sorted(EXTENSIONS))}); check the path given to --sounds")
    return clips
