"""The moving parts of every example: tracked partials, harmonicity, colour and the octave of the pitch, in one flat file.

`analyse` writes it beside the other measures; `examples` reads it.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import features, harmonicity, timbre, tracks
from .definitions import COLOUR, HARMONICITY, HOP, SUBFRAMES, TRACKS
from .tracks import Tracks

VERSION = 2


@dataclass
class Partials:
    """One sound: its tracks, harmonicity [G] and factor on the pitch of its frames; colour [C, 24] dB at every second grid point."""

    tracks: Tracks
    harmonicity: np.ndarray
    colour: np.ndarray
    octave: float


def measure(samples: np.ndarray, f0: np.ndarray, lane: np.ndarray) -> Partials:
    """f0 [F] is the pitch at each frame in Hz, lane [8F] the level lane."""
    powers = tracks.spectra(samples)
    found = tracks.measure(samples, lane, powers)
    factor = harmonicity.octave(powers, f0)
    return Partials(found, harmonicity.measure(powers, f0 * factor, found), timbre.colour_path(powers), factor)


def played(samples: np.ndarray, octave: float | None = None) -> np.ndarray:
    """`features.played` with the octave of the pitch that explains the sound best, or a given one: float32 [7, 1 + n // HOP].

    An output is measured in the octave of its target: where two octaves explain a sound nearly as well, the choice is no error of the model.
    """
    frames = features.played(samples)
    factor = harmonicity.octave(tracks.spectra(samples), frames[6]) if octave is None else octave
    frames[6] = np.clip(frames[6] * factor, 50, 5000)
    return frames


def _one(job):
    """Worker: (folder, first frame, frames) -> flat arrays of one example."""
    folder, first, frames = job
    samples = np.memmap(Path(folder) / "samples.i16", np.int16, "r", first * HOP * 2, frames * HOP)
    f0 = np.memmap(Path(folder) / "frames.f32", np.float32, "r").reshape(-1, 7)[first : first + frames, 6]
    lane = np.memmap(Path(folder) / "levels.f32", np.float32, "r").reshape(-1, SUBFRAMES)[first : first + frames].reshape(-1)
    made = measure(samples.astype(np.float64) / 32767, np.array(f0, np.float64), np.array(lane))
    spans, hz, ratio = [], [], []
    for k in range(made.tracks.count):
        there = np.nonzero(made.tracks.ratio[k] > 0)[0]
        a, b = there[0], there[-1] + 1
        spans.append((a, b - a))
        hz.append(made.tracks.hz[k, a:b])
        ratio.append(made.tracks.ratio[k, a:b])
    flat = lambda parts: np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, np.float32)
    phase = made.tracks.phase.astype(np.float32)
    return np.array(spans, np.int32).reshape(-1, 2), flat(hz), flat(ratio), phase, made.harmonicity.astype(np.float32), made.colour.astype(np.float32), made.octave


def key_of(examples: dict) -> str:
    return hashlib.sha256(json.dumps([examples["key"], VERSION, TRACKS, HARMONICITY, COLOUR]).encode()).hexdigest()


def write(out: Path, workers: int) -> None:
    """Write `partials.npz`, unless it is up to date with the examples and definitions."""
    examples = json.loads((out / "examples.json").read_text())
    done = out / "partials.json"
    if done.exists() and json.loads(done.read_text())["key"] == key_of(examples):
        return
    jobs = [(out, e["first"], e["frames"]) for e in examples["examples"]]
    _one(jobs[0])  # compiles before the workers start
    started, rows = time.time(), []
    with ProcessPoolExecutor(workers) as pool:
        for n, row in enumerate(pool.map(_one, jobs, chunksize=16)):
            rows.append(row)
            if n % 100 == 99 or n + 1 == len(jobs):
                left = (time.time() - started) / (n + 1) * (len(jobs) - n - 1)
                print(f"\rpartials {n + 1}/{len(jobs)}, {left:.0f} s left", end="", file=sys.stderr)
    print(file=sys.stderr)
    names = ("spans", "hz", "ratio", "phase", "harmonicity", "colour")
    columns = {name: np.concatenate([row[i] for row in rows]) for i, name in enumerate(names)}
    counts = {f"{name}Counts": np.array([len(row[i]) for row in rows], np.int64) for i, name in enumerate(names)}
    np.savez(out / "partials.npz", **columns, **counts, octave=np.array([row[6] for row in rows], np.float32))
    done.write_text(json.dumps({"key": key_of(examples)}))


class PartialsFile:
    """`partials.npz` of a folder of examples."""

    def __init__(self, folder: Path):
        self.data = dict(np.load(folder / "partials.npz"))
        self.ends = {name: np.concatenate([[0], np.cumsum(self.data[f"{name}Counts"])]) for name in ("spans", "hz", "harmonicity", "colour")}

    def octave(self, number: int) -> float:
        return float(self.data["octave"][number])

    def read(self, number: int) -> Partials:
        part = lambda name, ends=None: self.data[name][slice(*self.ends[ends or name][number : number + 2])]
        spans, hz, ratio, grid = part("spans"), part("hz"), part("ratio", "hz"), len(part("harmonicity"))
        whole = Tracks(np.zeros((len(spans), grid)), np.zeros((len(spans), grid)), part("phase", "spans").astype(np.float64))
        at = 0
        for k, (first, length) in enumerate(spans):
            here = slice(first, first + length)
            whole.hz[k] = np.interp(np.arange(grid), np.arange(first, first + length), hz[at : at + length])
            whole.ratio[k, here] = ratio[at : at + length]
            at += length
        return Partials(whole, part("harmonicity"), part("colour"), self.octave(number))
