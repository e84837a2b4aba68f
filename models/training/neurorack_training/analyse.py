"""Analysis of prepared clips into training examples: augmented variants with their descriptors, as flat memory maps."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from . import features, partials
from .start import StartError, bound_statistics, read_start, same_statistics
from .definitions import DESCRIPTORS, HOP, SUBFRAMES, dither, to_perceptual

#: Bump when the content of the examples changes.
VERSION = 2
MAX_SECONDS = 6


def speed(x: np.ndarray, ratio: float) -> np.ndarray:
    """Play `ratio` times faster, with a proportional change of pitch."""
    return resample_poly(x, 100, max(1, round(100 * ratio)))


def tilt(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A random smooth equaliser: a tilt of up to 4 dB per octave and one bell of up to 9 dB."""
    spectrum = np.fft.rfft(x, len(x) + 4096)
    hz = np.fft.rfftfreq(len(x) + 4096, 1 / 44_100) + 20
    octaves = np.log2(hz / 1000)
    centre, width = rng.uniform(-4, 4), rng.uniform(0.5, 2)
    db = rng.uniform(-4, 4) * np.clip(octaves, -4, 4) + rng.uniform(-9, 9) * np.exp(-(((octaves - centre) / width) ** 2))
    return np.fft.irfft(spectrum * 10 ** (db / 20))[: len(x)]


def variant(clip: np.ndarray, other: np.ndarray, number: int, rng: np.random.Generator) -> np.ndarray:
    """Variant 0 is the clip at a random sample phase; the others also change speed, colour and layers."""
    x = np.asarray(clip, np.float64)
    if number > 0:
        x = speed(x, 2 ** rng.uniform(-0.5, 0.5))
        if rng.random() < 0.6:
            x = tilt(x, rng)
        if rng.random() < 0.25:
            y = speed(np.asarray(other, np.float64), 2 ** rng.uniform(-0.5, 0.5)) * rng.uniform(0.2, 0.8)
            n = max(len(x), len(y))
            x = np.pad(x, (0, n - len(x))) + np.pad(y, (0, n - len(y)))
    peak = np.abs(x).max()
    if peak > 0.95:
        x *= 0.95 / peak
    phase = int(rng.integers(0, HOP))
    return np.concatenate([np.zeros(phase), x])[: MAX_SECONDS * 44_100].astype(np.float32)


def _one(job):
    """Worker: (data dir, index entry, other entry, variant number, seed) -> samples, frames, levels."""
    folder, entry, other, number, seed = job
    samples = np.memmap(Path(folder) / "samples.i16", np.int16, "r")
    take = lambda e: samples[e["offset"] : e["offset"] + e["length"]].astype(np.float32) / 32767
    x = variant(take(entry), take(other), number, np.random.default_rng([seed, number, entry["offset"] // 1024]))
    frames = features.played(x)
    level = features.level_lane(x, frames.shape[1])
    padded = np.zeros(frames.shape[1] * HOP, np.float32)
    padded[: len(x)] = x
    return np.round(padded * 32767).astype(np.int16), frames, level


def statistics(frames: np.ndarray) -> list[dict]:
    """Mean and deviation on the perceptual scale, and the 0.1 and 99.9 percentiles, of frames that are not silent."""
    active = frames[:, frames[0] > 1e-3]
    rows = []
    for i, name in enumerate(DESCRIPTORS):
        scaled = to_perceptual(name, active[i])
        low, high = np.percentile(active[i], [0.1, 99.9])
        rows.append(
            {"name": name, "mean": float(scaled.mean()), "std": float(scaled.std()), "min": float(low), "max": float(high)}
        )
    return rows


def normalise_as(done: Path, start: list[dict] | None) -> None:
    """Set the statistics of finished examples to those of a start model, or back to their own; the analysis stays."""
    result = json.loads(done.read_text())
    own = result.get("ownStatistics", result["statistics"])
    wanted = bound_statistics(own, start) if start else own
    if not same_statistics(wanted, result["statistics"]):
        scratch = done.with_suffix(".tmp")
        scratch.write_text(json.dumps(result | {"statistics": wanted, "ownStatistics": own}))
        os.replace(scratch, done)


def silence_frame() -> np.ndarray:
    """Mean descriptors (on the perceptual scale) of the dither alone, natural units, float64 [7]."""
    from .definitions import from_perceptual

    frames = features.descriptors(dither(HOP * 200).astype(np.float32), with_dither=False)[:, 8:-8]
    return np.array([float(from_perceptual(n, to_perceptual(n, frames[i]).mean())) for i, n in enumerate(DESCRIPTORS)])


def add_arguments(parser) -> None:
    parser.add_argument("--data", default="models/training/cache/data", help="folder made by `prepare`")
    parser.add_argument("--out", default="models/training/cache/examples")
    parser.add_argument("--variants", type=int, default=3)
    parser.add_argument(
        "--statistics-of", default="", help="use the normalisation of this model folder or checkpoint, for a training that starts from it"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)


def run(args) -> int:
    """Analyse every clip's variants into `samples.i16`, `frames.f32`, `levels.f32`, `partials.npz`, `examples.json`."""
    out = Path(args.out)
    try:
        start = read_start(args.statistics_of).statistics if args.statistics_of else None
    except StartError as error:
        print(f"analyse: {error}", file=sys.stderr)
        return 2
    index_bytes = (Path(args.data) / "index.json").read_bytes()
    key = hashlib.sha256(index_bytes + json.dumps([VERSION, args.variants, args.seed]).encode()).hexdigest()
    done = out / "examples.json"
    if done.exists() and json.loads(done.read_text())["key"] == key:
        partials.write(out, args.workers)
        normalise_as(done, start)
        print(f"{out}: up to date")
        return 0
    out.mkdir(parents=True, exist_ok=True)
    index = json.loads(index_bytes)
    rng = np.random.default_rng(args.seed)
    by_split = {s: [e for e in index if e["split"] == s] for s in ("train", "held-out")}
    jobs, meta = [], []
    for entry in index:
        count = args.variants if entry["split"] == "train" else 1
        for number in range(count):
            pool = by_split[entry["split"]]
            jobs.append((args.data, entry, pool[int(rng.integers(len(pool)))], number, args.seed))
            meta.append({k: entry[k] for k in ("name", "kind", "kit", "split", "designed")} | {"variant": number})
    features.compile_descriptors()
    started, first, examples = time.time(), 0, []
    active_frames = []
    with (
        open(out / "samples.i16", "wb") as samples,
        open(out / "frames.f32", "wb") as frames_file,
        open(out / "levels.f32", "wb") as levels,
        ProcessPoolExecutor(args.workers) as pool,
    ):
        for n, (x, frames, level) in enumerate(pool.map(_one, jobs, chunksize=8)):
            samples.write(x.tobytes())
            frames_file.write(np.ascontiguousarray(frames.T).tobytes())
            levels.write(level.tobytes())
            examples.append(meta[n] | {"first": first, "frames": frames.shape[1]})
            first += frames.shape[1]
            if meta[n]["split"] == "train":
                active_frames.append(frames)
            if n % 100 == 99 or n + 1 == len(jobs):
                spent = time.time() - started
                print(f"\ranalyse {n + 1}/{len(jobs)}, {spent / (n + 1) * (len(jobs) - n - 1):.0f} s left", end="", file=sys.stderr)
    print(file=sys.stderr)
    own = statistics(np.concatenate(active_frames, 1))
    result = {
        "key": key,
        "hop": HOP,
        "subframes": SUBFRAMES,
        "statistics": bound_statistics(own, start) if start else own,
        "ownStatistics": own,
        "silence": silence_frame().tolist(),
        "examples": examples,
    }
    done.write_text(json.dumps(result))
    partials.write(out, args.workers)
    print(f"{out}: {len(examples)} examples, {first * HOP / 44_100 / 60:.1f} minutes")
    return 0
