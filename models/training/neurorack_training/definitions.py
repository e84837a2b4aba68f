"""Constants shared by Python and TypeScript; export.py writes them into the manifest."""

from __future__ import annotations

import numpy as np

SAMPLE_RATE = 44_100
HOP = 256
SUBFRAMES = 8
SUB = HOP // SUBFRAMES
DESCRIPTORS = ("rms", "zcr", "rolloff", "flatness", "bandwidth", "centroid", "f0")
WINDOWS = {"rms": 512, "spectral": 1024, "zcr": 1024, "f0": 2048}
DITHER_DB = -90.0
LEVEL_FLOOR = 1e-5
LEVEL_HOLD = 512
LEVEL_RELATIVE_SCALE = 1 / 3

#: Perceptual scale of each descriptor: kind and floor (natural units).
SCALES = {
    "rms": ("log2", 1e-5),
    "zcr": ("linear", 0.0),
    "rolloff": ("log2", 20.0),
    "flatness": ("logit", 1e-6),
    "bandwidth": ("log2", 20.0),
    "centroid": ("log2", 20.0),
    "f0": ("log2", 20.0),
}

SYNTHESIS = {
    "subframes": SUBFRAMES,
    "partials": 48,
    "noiseBands": {"count": 96, "lowHz": 25, "highHz": 21500, "transition": 0.3, "loopLength": 65536, "flattening": 4},
    "gain": {"range": 5, "offset": -3, "floor": 0},
    "cutoff": {"lowHz": 20, "octaves": 10},
    "crossover": {"taps": 63, "noiseFloor": 0.1},
    "antiAlias": {"nyquistFraction": 0.47, "widthHz": 200},
    "level": {"floor": LEVEL_FLOOR, "holdSamples": LEVEL_HOLD, "relativeScale": LEVEL_RELATIVE_SCALE},
}
PARTIALS = SYNTHESIS["partials"]
BANDS = SYNTHESIS["noiseBands"]["count"]

#: Free partials of a sound: parameters of their detection (`timbre.modes`), and the bands in which the network controls their gains.
MODES = {
    "count": 32,
    "window": 8192,
    "hop": 2048,
    "lowHz": 40,
    "highHz": 16_000,
    "around": 24,
    "prominence": 16.0,
    "leastShare": 1e-4,
    "bands": 16,
    "bandLowHz": 40,
    "bandHighHz": 16_000,
    "floorOctaves": 12,
}
#: Colour of a sound: 24 ERB bands over three segments (samples from the onset).
COLOUR = {
    "bands": 24,
    "window": 2048,
    "hop": 1024,
    "lowHz": 40,
    "highHz": 16_000,
    "stretches": (2048, 14_336, 102_400),
    "floorDb": -60,
}
#: Partials of a sound that move and end: parameters of their detection (`tracks.py`).
TRACKS = {
    "count": 96,
    "hop": 512,
    "lowHz": 40,
    "highHz": 16_000,
    "prominence": 16.0,
    "depthDb": 55,
    # Steady partials: peaks of long windows.
    "long": {"window": 8192, "hop": 1024, "around": 24, "cents": 25, "bins": 0.6, "gap": 3, "least": 6},
    # Gliding partials: peaks of short windows away from the steady ones.
    "short": {"window": 2048, "hop": 512, "around": 12, "cents": 70, "bins": 0.5, "gap": 1, "least": 8},
    # Windows of the measured amplitudes, samples: the shortest that separates a partial from its neighbours.
    "windows": (1024, 2048, 4096, 8192),
    "lowDb": -60,
    # A track's phase is measured where it is loudest among so many of its first points.
    "phasePoints": 12,
    "level": {"holdSamples": 2048, "releaseSeconds": 0.02},
    # A track with smaller deviations from its mean frequency is steady, cents.
    "steadyCents": 4,
}
#: How much of a sound's energy the harmonics of its pitch explain (`harmonicity.py`).
HARMONICITY = {"window": 4096, "hop": 512, "harmonics": 48, "bins": 1.5, "contrast": 3.0, "bias": 0.05, "octaveGain": 0.06, "jumpOctaves": 0.3}
#: Size of the timbre code at each point of the colour path (1024 samples): what the descriptors do not say of the colour.
CODE = 12
MODAL_BANDS = MODES["bands"]
#: Network outputs per sub-frame: partial gains, noise-band gains, one cutoff, modal-band gains.
OUTPUTS = PARTIALS + BANDS + 1 + MODAL_BANDS
#: Network inputs per frame: the descriptors and the level lane relative to the frame's RMS; then timbre code, modal bands and harmonicity.
PLAIN_INPUTS = len(DESCRIPTORS) + SUBFRAMES
INPUTS = PLAIN_INPUTS + CODE + MODAL_BANDS + 1

DITHER_STREAM = 0x64697468
PHASE_STREAM = 0x70686173
NOISE_STREAM = 0x6E6F6973
MODE_STREAM = 0x6D6F6465


def erb_edges(low: float, high: float, bands: int) -> np.ndarray:
    """Edges of bands evenly spaced on the ERB-rate scale (Glasberg and Moore, 1990), Hz, float64 [bands + 1]."""
    rate = 21.4 * np.log10(1 + 0.00437 * np.array([low, high]))
    return (10 ** (np.linspace(*rate, bands + 1) / 21.4) - 1) / 0.00437


def hash32(x: np.ndarray) -> np.ndarray:
    """Counter-based uint32 hash ("lowbias32", C. Wellons 2018), the instrument's `hash`."""
    x = np.asarray(x, np.uint32).copy()
    with np.errstate(over="ignore"):
        x ^= x >> np.uint32(16)
        x *= np.uint32(0x7FEB352D)
        x ^= x >> np.uint32(15)
        x *= np.uint32(0x846CA68B)
        x ^= x >> np.uint32(16)
    return x


def hash2(stream, position) -> np.ndarray:
    """A uint32 from a stream number and a position in it."""
    with np.errstate(over="ignore"):
        return hash32(hash32(np.asarray(stream, np.uint32)) + np.asarray(position, np.uint32))


def uniform(stream, position) -> np.ndarray:
    """`hash2` as a number in [0, 1)."""
    return hash2(stream, position) / 2.0**32


def dither(samples: int) -> np.ndarray:
    """Uniform noise of -90 dBFS RMS; each value depends only on its position. float64 [samples]."""
    amplitude = np.sqrt(3.0) * 10 ** (DITHER_DB / 20)
    return amplitude * (2 * uniform(DITHER_STREAM, np.arange(samples, dtype=np.uint32)) - 1)


def to_perceptual(name: str, value: np.ndarray) -> np.ndarray:
    """Natural units to the perceptual scale: log2, logit or linear."""
    kind, floor = SCALES[name]
    value = np.asarray(value, np.float64)
    if kind == "linear":
        return value
    if kind == "logit":
        p = np.clip(value, floor, 1 - floor)
        return np.log(p / (1 - p))
    return np.log2(np.maximum(value, floor))


def from_perceptual(name: str, value: np.ndarray) -> np.ndarray:
    """The inverse of `to_perceptual`."""
    kind, _ = SCALES[name]
    value = np.asarray(value, np.float64)
    if kind == "linear":
        return value
    return 1 / (1 + np.exp(-value)) if kind == "logit" else 2**value
