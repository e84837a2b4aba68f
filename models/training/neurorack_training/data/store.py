"""The data set on disk: `samples.i16` (all clips, one after another), `index.json`, `sources.json`."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Iterable

import numpy as np

from .clip import HELD_OUT, TRAIN, Clip

DESIGNED = "designed by this project from the material listed here"


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file atomically."""
    scratch = path.with_name(path.name + ".part")
    with open(scratch, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(scratch, path)


def to_int16(x: np.ndarray) -> np.ndarray:
    """float in -1..1 to int16, full scale 32767."""
    return np.round(np.clip(x, -1, 1) * 32767).astype(np.int16)


def entry(clip: Clip, offset: int) -> dict:
    """A clip's row of the index; offset and length in samples."""
    return {
        "name": clip.name,
        "kind": clip.kind,
        "kit": clip.kit,
        "split": clip.split,
        "designed": clip.designed,
        "offset": offset,
        "length": len(clip.samples),
        "source": clip.source,
        "licence": clip.licence,
        "material": list(clip.material),
    }


def sources_of(index: list[dict]) -> list[dict]:
    """Sources for the model card, by kit: name, licence, source, number of clips, split."""
    groups: dict[str, list[dict]] = defaultdict(list)
    for row in index:
        groups[row["kit"]].append(row)
    return [
        {
            "name": kit,
            "licence": " AND ".join(sorted({part for row in rows for part in row["licence"].split(" AND ")})),
            "source": DESIGNED if rows[0]["designed"] else "; ".join(sorted({row["source"] for row in rows})),
            "clips": len(rows),
            "split": rows[0]["split"],
        }
        for kit, rows in sorted(groups.items())
    ]


def credits_of(model: Path) -> list[dict]:
    """Sources of a model, as rows of sources.json, inherited by weights that start from it."""
    manifest = json.loads((model / "manifest.json").read_text())
    through = f"{manifest['name']} {manifest['version']}"
    return [
        {"name": f"{row['name']} (through {through})", "licence": row["licence"], "source": row["source"], "clips": 0, "split": TRAIN}
        for row in manifest["training"]["data"]
    ]


def shared_kits(index: list[dict]) -> set[str]:
    """Kits that appear in both splits, directly or inside a designed impact; must be empty."""
    kits: dict[str, set[str]] = defaultdict(set)
    for row in index:
        kits[row["split"]].add(row["kit"])
        kits[row["split"]].update(row["material"])
    return kits[TRAIN] & kits[HELD_OUT]


def write_store(folder: Path, clips: Iterable[Clip], inherited: list[dict] | None = None) -> list[dict]:
    """Writes the three files and returns the index; the index comes last, so it never names absent samples.

    inherited: rows of sources.json that come from a model which training starts from.
    """
    folder.mkdir(parents=True, exist_ok=True)
    index, offset = [], 0
    scratch = folder / "samples.i16.part"
    with open(scratch, "wb") as file:
        for clip in clips:
            index.append(entry(clip, offset))
            offset += len(clip.samples)
            file.write(to_int16(clip.samples).tobytes())
        file.flush()
        os.fsync(file.fileno())
    if shared := shared_kits(index):
        scratch.unlink()
        raise ValueError(f"kits in both splits: {', '.join(sorted(shared))}; the evaluation would be worth nothing")
    os.replace(scratch, folder / "samples.i16")
    write_atomically(folder / "sources.json", json.dumps(sources_of(index) + (inherited or []), indent=1).encode())
    write_atomically(folder / "index.json", json.dumps(index, indent=0).encode())
    return index


def read_index(folder: Path) -> tuple[np.ndarray, list[dict]]:
    """The samples as a memory map and the index of a store; FileNotFoundError names `prepare` as the remedy."""
    path = folder / "index.json"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: run `python -m neurorack_training prepare` first")
    return np.memmap(folder / "samples.i16", np.int16, "r"), json.loads(path.read_text())
