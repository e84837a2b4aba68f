"""Golden numbers for the TypeScript tests: tracks, timbre and partials of the training, and pitch paths by librosa."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import soundfile

from . import features, partials, timbre
from .compiled import librosa
from .data.subsonic import measure_subsonic, remove_subsonic
from .definitions import HOP, SAMPLE_RATE, WINDOWS, uniform
from .golden_tracks import write_tracks


def add_arguments(parser) -> None:
    parser.add_argument("--tracks", default="test/golden/tracks")
    parser.add_argument("--sounds", default="test/golden/descriptors", help="sounds whose timbre is measured")
    parser.add_argument("--timbre", default="test/golden/timbre.json")
    parser.add_argument("--pitch", default="test/golden/pitch.json")
    parser.add_argument("--partials", default="test/golden/partials.json")
    parser.add_argument("--subsonic", default="test/golden/subsonic.json")
    parser.add_argument("--seed", type=int, default=3)


def write_timbres(sounds: Path, to: Path) -> None:
    """Write modes and colour of each golden sound."""
    result = {"made": "python -m neurorack_training golden", "sounds": {}}
    for path in sorted(p for p in sounds.iterdir() if p.suffix in (".wav", ".flac")):
        samples = soundfile.read(path, dtype="float32", always_2d=True)[0].mean(1)
        hz, share = timbre.modes(samples)
        rounded = lambda values: [float(f"{v:.7g}") for v in values]
        result["sounds"][path.name] = {"hz": rounded(hz), "share": rounded(share), "colour": rounded(timbre.colour(samples))}
    to.write_text(json.dumps(result, indent=1) + "\n")


def write_paths(sounds: Path, to: Path) -> None:
    """Write the pYIN path of each mono golden sound by librosa, and the played pitch, Hz, at every hop."""
    result = {"made": f"python -m neurorack_training golden, librosa {librosa.__version__}", "hop": HOP, "sounds": {}}
    for path in sorted(p for p in sounds.iterdir() if p.suffix in (".wav", ".flac")):
        samples, rate = soundfile.read(path, dtype="float32")
        if samples.ndim > 1:  # only mono sounds are compared
            continue
        f0, voiced, _ = librosa.pyin(
            samples, fmin=50, fmax=5000, sr=rate, frame_length=WINDOWS["f0"], hop_length=HOP, resolution=0.25,
            max_transition_rate=20, fill_na=None,
        )
        frames = 1 + len(samples) // HOP
        rounded = lambda values: [float(f"{v:.5g}") for v in values]
        played = partials.played(samples)[6] if rate == SAMPLE_RATE else []
        result["sounds"][path.name] = {"hz": rounded(f0[:frames]), "voiced": [int(v) for v in voiced[:frames]], "played": rounded(played)}
    to.write_text(json.dumps(result) + "\n")


def made_sounds() -> dict[str, np.ndarray]:
    """Sounds of two seconds with known partials, float32; `test/descriptors/timbre/made-sounds.ts` makes the same."""
    t = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    decay = lambda seconds, onset=0.0: np.where(t >= onset, np.exp(-np.maximum(t - onset, 0) / seconds), 0)
    tone = lambda hz, seconds=1.0, onset=0.0: 0.25 * np.sin(2 * np.pi * hz * (t - onset)) * decay(seconds, onset)
    sweep = lambda hz: np.sin(2 * np.pi * np.cumsum(hz) / SAMPLE_RATE)
    sounds = {
        "chord": tone(220) + tone(277.18) + tone(329.63),
        "bell": 0.6 * (tone(3618, 0.5) + tone(6740, 0.3) + tone(1308) + tone(1346, 1.1) + tone(611, 2)),
        "pair": tone(440) + tone(470),
        "two hits": tone(500, 0.4) + tone(730, 0.4, 0.1) + tone(1400, 0.4, 0.1),
        "glide": 0.4 * sweep(440 * 2 ** (t / 2)) * decay(2),
        "boom": 0.7 * sweep(60 + 200 * np.exp(-t / 0.04)) * decay(0.4),
        "noise": 0.3 * (2 * uniform(7, np.arange(len(t), dtype=np.uint32)) - 1) * decay(0.5),
        "saw": sum(np.sin(2 * np.pi * 110 * p * t) / p for p in range(1, 30)) * decay(0.4) * 0.2,
    }
    return {name: sound.astype(np.float32) for name, sound in sounds.items()}


def partials_of(samples: np.ndarray, f0: np.ndarray) -> dict:
    """Some numbers of `partials.measure`: of each track its Hz (one value if it is steady) and ratio in dB at every eighth point."""
    found = partials.measure(samples.astype(np.float64), f0, features.level_lane(samples, len(f0)))
    rounded = lambda values, digits: [round(float(v), digits) for v in values]
    tracks = []
    for hz, ratio, phase in zip(found.tracks.hz, found.tracks.ratio, found.tracks.phase):
        there = np.nonzero(ratio > 0)[0]
        part = slice(there[0], there[-1] + 1)
        steady = np.ptp(hz) == 0
        decibels = 20 * np.log10(np.maximum(ratio[part][::8], 1e-6))
        shown = hz[:1] if steady else hz[part][::8]
        tracks.append({"first": int(there[0]), "points": int(part.stop - part.start), "phase": round(float(phase), 4), "hz": rounded(shown, 4), "ratioDb": rounded(decibels, 3)})
    return {
        "f0": [float(f"{v:.5g}") for v in f0],
        "octave": found.octave,
        "tracks": tracks,
        "harmonicity": rounded(found.harmonicity[::2], 4),
        "colour": [rounded(row, 2) for row in found.colour[::16]],
    }


def write_partials(sounds: Path, to: Path) -> None:
    """Write the partials of each mono golden sound and of the made ones; f0 is the pitch before the octave is chosen."""
    all_sounds = made_sounds()
    for path in sorted(p for p in sounds.iterdir() if p.suffix in (".wav", ".flac")):
        samples, rate = soundfile.read(path, dtype="float32")
        if samples.ndim == 1 and rate == SAMPLE_RATE:
            all_sounds[path.name] = samples
    result = {"made": "python -m neurorack_training golden", "sounds": {}}
    for name, samples in all_sounds.items():
        f0 = np.array([float(f"{v:.5g}") for v in features.played(samples)[6]], np.float32).astype(np.float64)
        result["sounds"][name] = partials_of(samples, f0)
    to.write_text(json.dumps(result) + "\n")


def with_subsonic(samples: np.ndarray) -> dict[str, np.ndarray]:
    """A sound as it is, with an offset of 0.01, with rumble of 3 Hz, and with rumble of 0.5 Hz near a crest, which resembles an offset."""
    cycles = 2 * np.pi * np.arange(len(samples)) / SAMPLE_RATE
    added = {"offset": np.float32(0.01), "rumble": 0.01 * np.sin(3 * cycles), "crest": 0.005 * np.sin(0.5 * cycles + 1)}
    return {"plain": samples} | {name: (samples + signal).astype(np.float32) for name, signal in added.items()}


def write_subsonic(sounds: Path, to: Path) -> None:
    """Write what is removed of each golden sound, and every 1000th sample of the result."""
    result = {"made": "python -m neurorack_training golden", "sounds": {}}
    for path in sorted(p for p in sounds.iterdir() if p.suffix in (".wav", ".flac")):
        plain = soundfile.read(path, dtype="float32", always_2d=True)[0].mean(1)
        result["sounds"][path.name] = {
            name: vars(measure_subsonic(samples)) | {"samples": [float(f"{v:.7g}") for v in remove_subsonic(samples)[::1000]]}
            for name, samples in with_subsonic(plain).items()
        }
    to.write_text(json.dumps(result) + "\n")


def run(args) -> int:
    """Write the golden files. `test/golden/synth`, of models with modes, is no longer written: the training makes models with tracks."""
    write_timbres(Path(args.sounds), Path(args.timbre))
    write_paths(Path(args.sounds), Path(args.pitch))
    write_partials(Path(args.sounds), Path(args.partials))
    write_subsonic(Path(args.sounds), Path(args.subsonic))
    write_tracks(Path(args.tracks), args.seed)
    return 0
