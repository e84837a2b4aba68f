#!/usr/bin/env python3
"""Makes the golden descriptors: synthetic sounds and three recordings, measured by librosa itself.

    models/training/.venv/bin/python test/golden/descriptors/make.py [folder of sonic-pi-samples]

Synthetic sounds are written beside this file as float32 WAV; the recordings (CC0, sources in recordings.json, from
Debian's sonic-pi-samples) are copied as they are when a folder is given, and else taken from here. Each sound gets a
JSON with librosa's float32 results at both settings and the version that made them.
"""
import json
import shutil
import sys
from pathlib import Path

import librosa
import numpy as np
import soundfile

HERE = Path(__file__).parent
RATE = 44_100
SETTINGS = {
    "default": {"hop": 256, "windows": {"rms": 512, "spectral": 1024, "zcr": 1024, "f0": 2048}},
    "coarse": {"hop": 512, "windows": {"rms": 2048, "spectral": 2048, "zcr": 2048, "f0": 2048}},
}


def synthetic() -> dict[str, np.ndarray]:
    """The synthetic sounds, 0.4 s each: what makes descriptor code go wrong."""
    n = int(0.4 * RATE)
    t = np.arange(n) / RATE
    noise = np.random.default_rng(20261123).standard_normal((6, n))
    sine = lambda hertz: np.sin(2 * np.pi * hertz * t)
    clicks = np.zeros(n)
    clicks[[0, 3_000, 3_001, 8_191, 12_000, n - 1]] = [0.9, -0.5, 0.5, 1.0, -1.0, 0.7]
    brown = np.cumsum(noise[2]) - np.linspace(0, np.sum(noise[2]), n)
    gap = 0.4 * sine(330)
    gap[n // 4 : n // 2] = 0
    impact = sine(180) * np.exp(-t / 0.08) + 0.5 * noise[3] * np.exp(-t / 0.004) + 0.2 * sine(2_310) * np.exp(-t / 0.03)
    return {
        "sine-62": 0.5 * sine(62),
        "sine-440": 0.8 * sine(440),
        "sine-3520-quiet": 0.002 * sine(3_520),
        "harmonics-147": sum(0.3 / p * np.sin(2 * np.pi * 147 * p * t + p) for p in range(1, 20)),
        "sweep": 0.6 * np.sin(2 * np.pi * 40 * 0.4 / np.log(300) * (300 ** (t / 0.4) - 1)),
        "white-noise": 0.2 * noise[0],
        "brown-noise": 0.7 * brown / np.abs(brown).max(),
        "tone-in-noise": 0.3 * sine(620) + 0.2 * noise[1],
        "clicks": clicks,
        "silence": np.zeros(n // 4),
        "tone-with-a-gap": gap,
        "impact-after-silence": np.concatenate([np.zeros(5_000), 0.6 * impact])[:n],
    }


def measure(y: np.ndarray, hop: int, windows: dict[str, int]) -> dict[str, np.ndarray]:
    """librosa's seven descriptors of float32 samples."""
    spectrum = {"y": y, "n_fft": windows["spectral"], "hop_length": hop}
    feature = librosa.feature
    return {
        "rms": feature.rms(y=y, frame_length=windows["rms"], hop_length=hop)[0],
        "zcr": feature.zero_crossing_rate(y, frame_length=windows["zcr"], hop_length=hop)[0],
        "rolloff": feature.spectral_rolloff(**spectrum, sr=RATE)[0],
        "flatness": feature.spectral_flatness(**spectrum)[0],
        "bandwidth": feature.spectral_bandwidth(**spectrum, sr=RATE)[0],
        "centroid": feature.spectral_centroid(**spectrum, sr=RATE)[0],
        "f0": librosa.yin(y, fmin=50, fmax=5_000, sr=RATE, frame_length=windows["f0"], hop_length=hop),
    }


def numbers(curve: np.ndarray) -> list[float]:
    return [float(f"{value:.8g}") for value in curve]


def main() -> None:
    recordings = json.loads((HERE / "recordings.json").read_text())
    if len(sys.argv) > 1:
        for file in recordings:
            shutil.copyfile(Path(sys.argv[1]) / file, HERE / file)
    sounds = {f"{name}.wav": y.astype(np.float32) for name, y in synthetic().items()}
    for file, y in sounds.items():
        soundfile.write(HERE / file, y, RATE, subtype="FLOAT")
    for file in [*sounds, *recordings]:
        y, rate = soundfile.read(HERE / file, dtype="float32", always_2d=True)
        assert rate == RATE
        y = y.mean(axis=1)
        results = {
            name: {**setting, "descriptors": {k: numbers(v) for k, v in measure(y, **setting).items()}}
            for name, setting in SETTINGS.items()
        }
        golden = {"sound": file, "madeBy": f"librosa {librosa.__version__}, numpy {np.__version__}", "settings": results}
        (HERE / file).with_suffix(".json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
