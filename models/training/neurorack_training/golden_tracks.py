"""Golden numbers of tracks, harmonicity and code for `test/families/sinc-nsf/tracks-golden.test.ts`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from . import timbre
from .definitions import COLOUR, DESCRIPTORS, HOP, OUTPUTS, SUBFRAMES, TRACKS, to_perceptual
from .examples import stretch
from .model import CodeEncoder, FrameSincNsf, at_frames, seeded_offsets, seeded_phase
from .partials import Partials
from .tracks import Tracks, track_level

TRACK_FRAMES = 16
#: Tracks of the golden sound: first grid point, Hz (one for a steady one) and ratios.
TRACK_CASE = [
    {"first": 0, "phase": 0.0, "hz": [61.5], "ratio": [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.35, 0.3, 0.28]},
    {"first": 0, "phase": 0.25, "hz": [440.25], "ratio": [0.5, 0.5, 0.4, 0.2, 0.1]},
    {"first": 0, "phase": 0.6, "hz": [470.0], "ratio": [0.3] * 9},
    {"first": 1, "phase": 0.9, "hz": [900.0, 1100.0, 1400.0, 1700.0, 1800.0], "ratio": [0.1, 0.4, 0.6, 0.5, 0.2]},
    {"first": 4, "phase": 0.125, "hz": [2310.0, 2290.0, 2280.0, 2280.0, 2270.0], "ratio": [0.3, 0.9, 1.1, 0.8, 0.7]},
    {"first": 0, "phase": 0.5, "hz": [17_300.0], "ratio": [0.2] * 9},
]
#: Plausible statistics, those of `test/families/sinc-nsf/test-model.ts`.
TRACK_STATISTICS = {"rms": (-6, 3), "zcr": (0.1, 0.1), "rolloff": (11, 1.5), "flatness": (-4, 2), "bandwidth": (11, 1), "centroid": (11, 1), "f0": (7.5, 1)}


def parts_of(grid: int, rng) -> Partials:
    found = Tracks(*np.zeros((2, len(TRACK_CASE), grid)), np.array([track["phase"] for track in TRACK_CASE]))
    for k, track in enumerate(TRACK_CASE):
        points = track["first"] + np.arange(len(track["ratio"]))
        found.ratio[k, points] = np.float32(track["ratio"])
        found.hz[k] = np.interp(np.arange(grid), points[: len(track["hz"])], np.float32(track["hz"]))
    harmonicity = rng.uniform(0, 1, grid).astype(np.float32)
    colour = rng.uniform(-60, 0, (1 + (grid - 1) // 2, COLOUR["bands"])).astype(np.float32)
    return Partials(found, harmonicity, colour, 1.0)


def normalised(natural: np.ndarray) -> np.ndarray:
    rows = [(to_perceptual(name, natural[i]) - TRACK_STATISTICS[name][0]) / TRACK_STATISTICS[name][1] for i, name in enumerate(DESCRIPTORS)]
    return np.stack(rows).astype(np.float32)


def write_tracks(out: Path, seed: int, transpose: float = 0.25) -> None:
    """Write y, f0, level, natural frames, harmonicity, colour, own, encoder and from them code, network input and audio; case.json."""
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    frames, points = TRACK_FRAMES, 1 + TRACK_FRAMES * HOP // TRACKS["hop"]
    parts = parts_of(points, rng)
    y = rng.normal(0, 2, (frames, OUTPUTS * SUBFRAMES)).astype(np.float32)
    f0 = (110 * 2 ** np.cumsum(rng.normal(0, 0.4, frames + 1))).clip(50, 5000).astype(np.float32)
    beat = 0.03 * (1 + 0.8 * np.sin(np.arange(frames * SUBFRAMES) / 9)) * np.exp(-np.arange(frames * SUBFRAMES) / 60)
    level = (beat * 10 ** rng.normal(0, 0.1, frames * SUBFRAMES)).astype(np.float32)
    level[-30:] = 1e-5
    natural = np.stack([
        np.concatenate([[1e-5], level[SUBFRAMES - 1 :: SUBFRAMES]]), rng.uniform(0, 0.5, frames + 1), rng.uniform(100, 9000, frames + 1),
        rng.uniform(0.001, 0.5, frames + 1), rng.uniform(100, 5000, frames + 1), rng.uniform(100, 5000, frames + 1), f0,
    ]).astype(np.float32)
    own = natural[:, :: COLOUR["hop"] // HOP].T
    held = track_level(level)
    model = FrameSincNsf(8).eval()
    encoder: CodeEncoder = model.encoder
    part = stretch(parts, 0, frames, held, natural[0], transpose)
    tensor = lambda a: torch.tensor(np.asarray(a))[None]
    with torch.no_grad():
        code = encoder(tensor(parts.colour), tensor(normalised(natural)[:, :: COLOUR["hop"] // HOP].T))
        harmonic = timbre.modal_input(part.harmonicity[None, None, 1:].astype(np.float64))
        x = model.network_input(
            tensor(normalised(natural)), tensor(natural[0]), tensor(level), at_frames(code, frames), tensor(part.modal).float(), torch.tensor(harmonic).float()
        )[0].T.numpy()
        audio = model.synthesis(
            torch.tensor(y).T[None], tensor(f0), tensor(level), tensor(part.sources), tensor(part.harmonicity).float(), seeded_phase(seed), seeded_offsets(seed)
        )[0].numpy()
    layers = {"expected.0": encoder.expected[0], "expected.1": encoder.expected[2], "first": encoder.first, "last": encoder.last}
    weights = np.concatenate([t.detach().numpy().ravel() for layer in layers.values() for t in (layer.weight, layer.bias)])
    files = {
        "y": y, "f0": f0, "level": level, "frames": natural.T, "harmonicity": parts.harmonicity, "colour": parts.colour, "own": own,
        "encoder": weights, "code": code[0].T.numpy(), "input": x, "audio": audio,
    }
    for name, values in files.items():
        np.ascontiguousarray(values, "<f4").tofile(out / f"{name}.f32")
    case = {
        "made": "python -m neurorack_training golden",
        "frames": frames,
        "points": points,
        "seed": seed,
        "transpose": transpose,
        "tracks": TRACK_CASE,
        "encoder": {"centre": encoder.CENTRE, "scale": encoder.SCALE, "layers": {name: list(layer.weight.shape) for name, layer in layers.items()}},
        "files": {name: f"{name}.f32" for name in files},
    }
    (out / "case.json").write_text(json.dumps(case, indent=2) + "\n")
    print(f"{out}: {frames} frames, peak {np.abs(audio).max():.3f}, tracks {np.abs(part.sources).max():.4f}")

