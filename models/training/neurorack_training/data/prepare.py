"""`prepare`: collect permissive material, design impacts, write the data set. Finished parts are kept and skipped."""

from __future__ import annotations

import argparse
import hashlib
import os
import pickle
import sys
import time
from collections import Counter
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from . import clip as clip_module
from . import debian, designer, effects, kits, materials, procedural, soundfont
from .clip import HELD_OUT, TRAIN, Clip
from .store import write_atomically, write_store
from ..definitions import SAMPLE_RATE

CACHE = Path(__file__).resolve().parents[2] / "cache"
#: Impacts a part: what one process designs and saves at a time.
PART = 50
#: Held-out impacts to every training one.
HELD_OUT_SHARE = 1 / 15
MATERIAL_CODE = (clip_module, debian, kits, materials, soundfont)
DESIGN_CODE = (clip_module, designer, effects, procedural)
#: Licence of the designed impacts themselves (their material keeps its own).
OWN_LICENCE = "CC0-1.0"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--impacts", type=int, default=3500, help="designed training impacts (default 3500)")
    parser.add_argument("--out", type=Path, default=CACHE / "data", help="folder of the data set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    debs = os.environ.get("NEURORACK_DEBS")
    parser.add_argument("--debs", type=Path, default=debs and Path(debs), help="folder with the .deb files, if already had")
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder for packages and finished parts")


def fingerprint(modules, *more: object) -> str:
    """A hash of the code and settings that a part depends on."""
    digest = hashlib.sha256(repr(more).encode())
    for module in modules:
        digest.update(Path(module.__file__).read_bytes())
    return digest.hexdigest()[:16]


def load_material(cache: Path, debs: Path | None) -> tuple[list[Clip], str]:
    """The raw clips and their fingerprint; rendered once, then read from the cache."""
    mark = fingerprint(MATERIAL_CODE)
    path = cache / "parts" / f"material-{mark}.pickle"
    if path.is_file():
        return pickle.loads(path.read_bytes()), mark
    print("collecting material: packages, copyright files, SoundFont renderings", flush=True)
    clips = materials.collect(cache, debs)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, pickle.dumps(clips))
    return clips, mark


_palettes: dict[str, designer.Palette] = {}


def _start(clips: list[Clip]) -> None:
    for split in (TRAIN, HELD_OUT):
        _palettes[split] = designer.palette(clips, split)


def _design_part(task: tuple[int, str, int, Path]) -> Path:
    seed, split, first, path = task
    if not path.is_file():
        made = [designer.design(seed, number, split, _palettes[split]) for number in range(first, first + PART)]
        write_atomically(path, pickle.dumps(made))
    return path


def tasks_for(seed: int, impacts: int, parts: Path, mark: str) -> list[tuple[int, str, int, Path]]:
    """The parts that hold `impacts` training impacts and their share of held-out ones."""
    counts = {TRAIN: impacts, HELD_OUT: max(1, round(impacts * HELD_OUT_SHARE))}
    return [
        (seed, split, first, parts / f"impacts-{mark}-{split}-{first:06d}.pickle")
        for split, count in counts.items()
        for first in range(0, count, PART)
    ]


def run(args: argparse.Namespace) -> int:
    try:
        raw, material_mark = load_material(args.cache, args.debs)
    except debian.PackageError as error:
        print(f"prepare: {error}", file=sys.stderr)
        return 3
    parts = args.cache / "parts"
    mark = fingerprint(DESIGN_CODE, material_mark, args.seed, PART)
    tasks = tasks_for(args.seed, args.impacts, parts, mark)
    begun, done = time.monotonic(), 0
    with Pool(args.processes, _start, (raw,)) as pool:
        paths = []
        for path in pool.imap(_design_part, tasks):
            paths.append(path)
            done += 1
            eta = (time.monotonic() - begun) / done * (len(tasks) - done)
            print(f"impacts: part {done}/{len(tasks)}, {eta:.0f} s left", flush=True)

    counts = {TRAIN: args.impacts, HELD_OUT: max(1, round(args.impacts * HELD_OUT_SHARE))}

    def everything():
        yield from raw
        left = dict(counts)
        for (_, split, _, _), path in zip(tasks, paths):
            for clip in pickle.loads(path.read_bytes())[: left[split]]:
                left[split] -= 1
                yield clip

    index = write_store(args.out, everything(), OWN_LICENCE)
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
