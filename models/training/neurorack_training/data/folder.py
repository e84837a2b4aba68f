"""A folder of the user's own sounds as material: every subfolder is a kit; some sounds are always held out."""

from __future__ import annotations

import hashlib
import math
import re
from pathlib import Path
from typing import Callable

import numpy as np
import soundfile

from .clip import HELD_OUT, MAX_SECONDS, TRAIN, Clip
from .debian import PackageError
from .materials import SECONDS_PER_FILE, read_mono
from .subsonic import remove_subsonic

EXTENSIONS = {".wav", ".flac", ".ogg", ".aif", ".aiff", ".mp3"}
#: One kit, or one sound, in this many is held out.
HELD_OUT_EVERY = 6
#: Minimum number of usable sounds; with fewer, a result cannot be distinguished from chance.
MIN_SOUNDS = 6


def _ranked(names: set[str]) -> list[str]:
    """Order that depends only on the names."""
    return sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())


def take_of(path: str) -> str:
    """Key shared by all takes of a sound: the path without suffix, case and final number, equal for 'kit/snare 02.wav' and 'kit/snare 1.wav'."""
    return re.sub(r"[\s_.-]*\d+$", "", re.sub(r"\.\w+$", "", path)).lower()


def held_out(kit_of: dict[str, str]) -> tuple[set[str], str]:
    """The held-out sounds (path -> kit), with a description of the choice.

    Whole kits when there are at least six; otherwise sounds together with their other takes, one sound in six and at least two.
    """
    kits = set(kit_of.values())
    if len(kits) >= HELD_OUT_EVERY:
        chosen = set(_ranked(kits)[: len(kits) // HELD_OUT_EVERY])
        return {path for path, kit in kit_of.items() if kit in chosen}, f"{len(chosen)} of {len(kits)} subfolders"
    groups: dict[str, list[str]] = {}
    for path in kit_of:
        groups.setdefault(take_of(path), []).append(path)
    wanted = max(2, math.ceil(len(kit_of) / HELD_OUT_EVERY))
    if len(groups) < HELD_OUT_EVERY or max(map(len, groups.values())) > wanted:
        groups = {path: [path] for path in kit_of}
    chosen = set()
    for name in _ranked(set(groups)):
        if len(chosen) + len(groups[name]) <= wanted:
            chosen.update(groups[name])
    return chosen, f"{len(chosen)} of {len(kit_of)} sounds (with {HELD_OUT_EVERY} subfolders or more, whole subfolders are held out)"


def _read(folder: Path, paths: list[Path]) -> dict[str, np.ndarray]:
    """Samples by relative path; raises PackageError with the names of all files that cannot be read."""
    found, broken = {}, []
    for path in paths:
        try:
            found[path.relative_to(folder).as_posix()] = remove_subsonic(read_mono(path))
        except (soundfile.LibsndfileError, ValueError) as error:
            broken.append(f"{path} ({error})")
    if broken:
        more = f" and {len(broken) - 5} more" if len(broken) > 5 else ""
        raise PackageError(f"cannot be read as sound: {'; '.join(broken[:5])}{more}; convert them to WAV or remove them")
    return found


def folder_clips(folder: Path, licence: str, say: Callable[[str], None] = lambda line: None) -> list[Clip]:
    """All sounds below a folder, finished, in the order of their paths; `say` is called with skipped and held-out sounds.

    Raises PackageError when there are none, too few, or unreadable ones.
    """
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in EXTENSIONS and p.is_file())
    if not paths:
        raise PackageError(f"{folder}: no sounds ({', '.join(sorted(EXTENSIONS))}); check the path given to --sounds")
    usable, seen, skipped, long = {}, set(), [], []
    for name, samples in _read(folder, paths).items():
        clip = Clip(Path(name).stem, "raw", "", TRAIN, False, "", licence, samples).finished()
        if clip is None:
            skipped.append(f"{name} (silent, or shorter than 30 ms)")
            continue
        content = hashlib.sha256(clip.samples).hexdigest()
        if content in seen:
            skipped.append(f"{name} (the same as another)")
            continue
        seen.add(content)
        usable[name] = clip
        if len(samples) >= SECONDS_PER_FILE * 44_100:
            long.append(name)
    for what, names in (("skipped", skipped), (f"longer than {SECONDS_PER_FILE:.0f} s, of which the first {MAX_SECONDS:.0f} are used", long)):
        if names:
            say(f"{what}: {'; '.join(names[:8])}" + (f" and {len(names) - 8} more" if len(names) > 8 else ""))
    if len(usable) < MIN_SOUNDS:
        raise PackageError(
            f"{folder}: {len(usable)} usable sounds of {len(paths)}; give {MIN_SOUNDS} or more (50 are a good start), "
            "each longer than 30 ms, no two of them the same"
        )
    kit_of = {name: Path(name).parent.as_posix() if "/" in name else folder.name for name in usable}
    chosen, how = held_out(kit_of)
    say(f"held out for the evaluation: {how}")
    whole = {kit_of[name] for name in chosen} - {kit for name, kit in kit_of.items() if name not in chosen}
    clips = []
    for name, clip in usable.items():
        kit, split = kit_of[name], HELD_OUT if name in chosen else TRAIN
        label = kit if split == TRAIN or kit in whole else f"{kit}, held out"
        source = folder.name if kit == folder.name else f"{folder.name}/{kit}"
        clips.append(Clip(clip.name, "raw", label, split, False, source, licence, clip.samples))
    return clips
