"""The hybrid `texture` as an instrument would play it, what only it is measured for, and the gates before it ships."""

from __future__ import annotations

import numpy as np
import torch

from . import metrics
from .definitions import HOP, SAMPLE_RATE
from .examples import Examples
from .model import seeded_offsets, seeded_phase
from .player import Player
from .texture import LATENTS, Texture

#: Windows of the measurement of lines: 2.7 Hz a bin.
_LONG = 16_384
#: Harmonics of the frame rate that are measured, 172 Hz to 10.3 kHz, and the bins on either side of each that it is compared with.
_LINES, _NEAR, _AROUND = 60, 1, 24
#: Sounds without latents for comparison.
_ZEROED = 16
#: Minimum or maximum of each gate: pitch as the recording, spectra .3 dB closer than `impacts` 0.8.0 (4.14, 3.84), latents that
#: matter by at least .3 dB, lines at the frame rate no stronger than in the recordings.
GATES = {
    "f0.within50cents": (">=", 0.8),
    "lsd.raw": ("<=", 3.84),
    "lsd.mel": ("<=", 3.54),
    "latents.zeroed.lsd.mel": (">=", 0.3),
    "lines.db": ("<=", 1.0),
}


def player_of(checkpoint: dict, examples: Examples) -> Player:
    """The player of a checkpoint of either family."""
    return (TexturePlayer if checkpoint.get("family") == "texture" else Player)(checkpoint, examples)


def as_trained(checkpoint: dict) -> dict:
    """A checkpoint with its network under `ema`, its code's encoder under `encoderEma`, and that of its texture, if any, under `texture`."""
    if checkpoint.get("family") != "texture":
        return checkpoint
    part = lambda name: {key.removeprefix(f"{name}."): value for key, value in checkpoint["ema"].items() if key.startswith(f"{name}.")}
    return checkpoint | {"ema": part("net"), "texture": part("encoder"), "encoderEma": checkpoint["base"]["encoderEma"]}


def missed_gates(quality: dict[str, float]) -> list[str]:
    """The gates that an evaluation does not meet, a sentence each."""
    met = lambda name, way, limit: quality[name] >= limit if way == ">=" else quality[name] <= limit
    return [f"gate missed: {name} {quality[name]:.3f}, {way} {limit} needed" for name, (way, limit) in GATES.items() if not met(name, way, limit)]


def line_strength(samples: np.ndarray) -> float:
    """Mean strength in dB of the multiples of the frame rate over the spectrum around them; NaN for a sound shorter than a window."""
    x = np.asarray(samples, np.float64)
    if len(x) < _LONG:
        return float("nan")
    windows = np.lib.stride_tricks.sliding_window_view(x, _LONG)[:: _LONG // 4]
    power = (np.abs(np.fft.rfft(windows * np.hanning(_LONG))) ** 2).mean(0) + 1e-12
    rows = []
    for number in range(1, _LINES + 1):
        k = int(round(number * SAMPLE_RATE / HOP * _LONG / SAMPLE_RATE))
        around = np.concatenate([power[k - _AROUND : k - _NEAR], power[k + _NEAR + 1 : k + _AROUND + 1]])
        rows.append(10 * np.log10(power[k - _NEAR : k + _NEAR + 1].max() / np.median(around)))
    return float(np.mean(rows))


class TexturePlayer(Player):
    """A checkpoint of `train-texture`. The latents are those of the recording, also where descriptors are moved."""

    def __init__(self, checkpoint: dict, examples: Examples):
        super().__init__(checkpoint["base"], examples)
        self.texture = Texture(self.model, checkpoint["settings"]["channels"])
        self.texture.load_state_dict(checkpoint["ema"])
        self.texture.eval()
        self.model.net = self.texture.net

    def latents(self, sound: np.ndarray | None, frames: int) -> torch.Tensor:
        """Latents of the silence before a sound and of the sound, [1, LATENTS, frames]; zeros without."""
        result = torch.zeros(1, LATENTS, frames)
        if sound is not None:
            before = np.zeros(self.LEAD * HOP, np.float32)  # beyond the encoder's window, so that it has no edge there
            result[..., self.LEAD :] = self.texture.encoder(torch.tensor(np.concatenate([before, sound])[None]).float())[..., self.LEAD : frames]
        return result

    def __call__(self, natural, level, parts=None, own=None, seed=1, transpose=0, sound=None) -> np.ndarray:
        """As `Player`; without `sound` the latents are zero."""
        given = self.asked(natural, level, parts, own, transpose)
        with torch.no_grad():
            x = self.model.network_input(*(given.get(key) for key in ("normalised", "rms", "level", "code", "modal", "harmonic")))
            audio = self.model.synthesis(
                self.model.net(torch.cat([x, self.latents(sound, x.shape[2])], 1)),
                given["f0"],
                given["level"],
                given.get("sources"),
                given.get("harmonicity"),
                seeded_phase(seed),
                seeded_offsets(seed),
            )[0].numpy()
        return audio[self.LEAD * HOP :]

    def further(self, chosen: list[dict]) -> dict[str, float]:
        """What zeroed latents cost in dB of distance, and how much stronger lines at the frame rate are than in the recordings."""
        worse, lines = [], []
        for number, example in enumerate(chosen):
            x, natural, level = self.examples.read(example)
            parts = self.examples.partials(example)
            made = self(natural, level, parts, sound=x)
            lines.append(line_strength(made) - line_strength(x))
            if number % max(1, len(chosen) // _ZEROED) == 0:
                zeroed = self(natural, level, parts)
                a, b = (metrics.log_spectral_distance(y, x) for y in (made, zeroed))
                worse.append((b[0] - a[0], b[1] - a[1]))
        raw, mel = np.mean(worse, 0)
        measured = np.array(lines)[np.isfinite(lines)]
        return {
            "latents.zeroed.lsd.raw": float(raw),
            "latents.zeroed.lsd.mel": float(mel),
            "lines.db": float(measured.mean()) if len(measured) else float("nan"),
            "lines.max.db": float(measured.max()) if len(measured) else float("nan"),
        }
