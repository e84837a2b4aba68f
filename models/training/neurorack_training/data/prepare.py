"""`prepare`: collect permissive material, design sounds by a recipe book, write the data set. Finished parts are cached."""

from __future__ import annotations

import argparse
import hashlib
import os
import pickle
import sys
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from typing import Iterator

from . import books, canvas, debian, designer, effects, folder, kits, materials, metal_recipes, metals, palette, procedural, recipes, soundfont, tone_recipes
from . import clip as clip_module
from ..definitions import SAMPLE_RATE
from .clip import HELD_OUT, TRAIN, Clip
from .store import credits_of, write_atomically, write_store

CACHE = Path(__file__).resolve().parents[2] / "cache"
#: Impacts per part, the unit of work of one process.
PART = 50
#: Held-out impacts per training impact.
HELD_OUT_SHARE = 1 / 15
MATERIAL_CODE = (clip_module, debian, kits, materials, soundfont)
FOLDER_CODE = (clip_module, folder)
DESIGN_CODE = (books, canvas, clip_module, designer, effects, metal_recipes, metals, palette, procedural, recipes, tone_recipes)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--recipes", choices=sorted(books.BOOKS), default="impacts", help="recipe book: the designed sounds and their material")
    parser.add_argument("--impacts", type=int, default=3500, help="designed training sounds (default 3500; 0: none)")
    parser.add_argument("--out", type=Path, default=CACHE / "data", help="folder of the data set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    debs = os.environ.get("NEURORACK_DEBS")
    parser.add_argument("--debs", type=Path, default=debs and Path(debs), help="folder of .deb files, if already downloaded")
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder for packages and finished parts")
    parser.add_argument("--sounds", type=Path, help="take this folder of sounds (a subfolder is a kit) instead of the packages")
    parser.add_argument("--licence", help="licence of --sounds, as the model card will state it")
    parser.add_argument("--from-model", type=Path, help="training will start from this model: its sources are credited too")


@dataclass(frozen=True)
class Part:
    """Impacts first..first+PART-1 of a split, and their file."""

    book: str
    seed: int
    split: str
    first: int
    path: Path


def fingerprint(modules, *more: object) -> str:
    """A hash of the code and settings that a part depends on."""
    digest = hashlib.sha256(repr(more).encode())
    for module in modules:
        digest.update(Path(module.__file__).read_bytes())
    return digest.hexdigest()[:16]


def load_material(args: argparse.Namespace) -> tuple[list[Clip], str]:
    """The raw clips and their fingerprint; rendered once, then read from the cache. Raises PackageError."""
    if args.sounds:
        clips = folder.folder_clips(args.sounds, args.licence, lambda line: print(line, flush=True))
        return clips, fingerprint(FOLDER_CODE, [(c.name, c.kit, hashlib.sha256(c.samples).hexdigest()) for c in clips])
    if books.BOOKS[args.recipes].takes is None:
        return [], "none"
    mark = fingerprint(MATERIAL_CODE)
    path = args.cache / "parts" / f"material-{mark}.pickle"
    if path.is_file():
        return pickle.loads(path.read_bytes()), mark
    print("collecting material: packages, copyright files, SoundFont renderings", flush=True)
    clips = materials.collect(args.cache, args.debs)
    write_atomically(path, pickle.dumps(clips))
    return clips, mark


_palettes: dict[str, palette.Palette] = {}


def _start(clips: list[Clip]) -> None:
    for split in (TRAIN, HELD_OUT):
        _palettes[split] = palette.palette(clips, split)


def _design(part: Part) -> Part:
    if not part.path.is_file():
        numbers = range(part.first, part.first + PART)
        book = books.BOOKS[part.book]
        made = [designer.design(part.seed, number, part.split, _palettes[part.split], book) for number in numbers]
        write_atomically(part.path, pickle.dumps(made))
    return part


def parts_of(book: str, counts: dict[str, int], seed: int, where: Path, mark: str) -> list[Part]:
    """The parts for the requested number of designed sounds per split."""
    return [
        Part(book, seed, split, first, where / f"{book}-{mark}-{split}-{first:06d}.pickle")
        for split, count in counts.items()
        for first in range(0, count, PART)
    ]


def design_all(parts: list[Part], raw: list[Clip], processes: int) -> None:
    """Design the missing parts, printing progress."""
    begun = time.monotonic()
    missing = [part for part in parts if not part.path.is_file()]
    if len(missing) < len(parts):
        print(f"{parts[0].book}: {len(parts) - len(missing)} of {len(parts)} parts are already finished", flush=True)
    if not missing:
        return
    with Pool(processes, _start, (raw,)) as pool:
        for done, _ in enumerate(pool.imap(_design, missing), 1):
            eta = (time.monotonic() - begun) / done * (len(missing) - done)
            print(f"{missing[0].book}: part {done}/{len(missing)}, {eta:.0f} s left", flush=True)


def stored_clips(raw: list[Clip], parts: list[Part], counts: dict[str, int]) -> Iterator[Clip]:
    """The raw clips, then the designed ones; one part in memory at a time."""
    yield from raw
    left = dict(counts)
    for part in parts:
        for clip in pickle.loads(part.path.read_bytes())[: left[part.split]]:
            left[part.split] -= 1
            yield clip


def complaint(args: argparse.Namespace) -> str | None:
    """The first error in the arguments, with its remedy."""
    if args.impacts < 0 or args.processes < 1:
        return "--impacts must be 0 or more and --processes 1 or more"
    if args.sounds and not args.sounds.is_dir():
        return f"--sounds {args.sounds} is not a folder"
    if args.from_model and not (args.from_model / "manifest.json").is_file():
        return f"--from-model {args.from_model} is not a model folder such as models/impacts"
    if args.sounds and not args.licence:
        return "--sounds needs --licence: the model card states the sources of the weights"
    return None


def run(args: argparse.Namespace) -> int:
    if wrong := complaint(args):
        print(f"prepare: {wrong}", file=sys.stderr)
        return 2
    try:
        (args.cache / "parts").mkdir(parents=True, exist_ok=True)
        raw, material_mark = load_material(args)
        counts = {TRAIN: args.impacts, HELD_OUT: round(args.impacts * HELD_OUT_SHARE)}
        takes = books.BOOKS[args.recipes].takes
        if not args.sounds and takes is not None:
            raw = [clip for clip in raw if takes(clip)]
        mark = fingerprint(DESIGN_CODE, material_mark, args.recipes, args.seed, PART)
        parts = parts_of(args.recipes, counts, args.seed, args.cache / "parts", mark)
        design_all(parts, raw, args.processes)
        inherited = credits_of(args.from_model) if args.from_model else []
        index = write_store(args.out, stored_clips(raw, parts, counts), inherited)
    except debian.PackageError as error:
        print(f"prepare: {error}", file=sys.stderr)
        return 3
    except OSError as error:
        print(f"prepare: {error}; check the folders given to --out and --cache, and their free space", file=sys.stderr)
        return 3
    report(index)
    print(f"wrote {args.out}")
    return 0


def report(index: list[dict]) -> None:
    """Clips and minutes of each kind and split."""
    clips: Counter = Counter()
    length: Counter = Counter()
    for row in index:
        clips[row["split"], row["kind"]] += 1
        length[row["split"], row["kind"]] += row["length"]
    for key in sorted(clips):
        print(f"  {key[0]:9} {key[1]:11} {clips[key]:5} clips {length[key] / SAMPLE_RATE / 60:6.1f} min")
    print(f"  {'all':21} {len(index):5} clips {sum(length.values()) / SAMPLE_RATE / 60:6.1f} min")
