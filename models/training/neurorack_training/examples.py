"""Training batches from the analysed examples. Each batch depends only on (seed, step), so that training resumes exactly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from . import timbre
from .definitions import COLOUR, DESCRIPTORS, HOP, MODES, SUBFRAMES, to_perceptual
from .model import ModeBank
from .offsets import follow, offset, regression

#: Blocks of one training segment: 128 x 256 samples, 0.74 s.
BLOCKS = 128
#: Probability of each descriptor to be moved: highest for those with the weakest response.
MOVE_PROBABILITIES = (0.08, 0.10, 0.14, 0.20, 0.16, 0.12, 0.20)
#: Shares of the clips without timbre code and without modes: drawn sets have neither.
WITHOUT_CODE, WITHOUT_MODES = 0.25, 0.15


@dataclass
class Batch:
    """audio [B, n]; normalised [B,7,T+1]; rms and f0 [B,T+1]; level [B,8T]; natural [B,7,T+1]; control targets."""

    audio: torch.Tensor
    normalised: torch.Tensor
    natural: torch.Tensor
    own_f0: torch.Tensor  # [B, T+1] Hz, of the audio, before any descriptor was moved
    level: torch.Tensor
    moved: torch.Tensor  # [B, 7], 1 where a descriptor was offset
    followers: torch.Tensor  # [B, 1], 1 where the others followed
    active: torch.Tensor  # [B, T+1], 1 where the requested level is above -55 dB
    sounds: torch.Tensor  # [B, T+1], 1 from the sound's first frame on
    colour: torch.Tensor  # [B, 72] dB
    coded: torch.Tensor  # [B, 1], 0 where the network has no timbre code
    modal: torch.Tensor  # [B, 16], modal bands as network input
    modes: torch.Tensor  # [B, 3, 32], Hz, weight within the band, band

    @property
    def rms(self):
        return self.natural[:, 0]

    @property
    def f0(self):
        return self.natural[:, 6]

    def bank(self, phase: torch.Tensor) -> ModeBank:
        """The free partials, starting at these phases [B, 32]."""
        return ModeBank(self.modes[:, 0], self.modes[:, 1], self.modes[:, 2].long(), phase)

    def to(self, device: str) -> "Batch":
        return Batch(**{k: v.to(device) for k, v in self.__dict__.items()})


@dataclass
class Timbre:
    """One sound's colour [72] dB, modal bands [16] as network input, modes [3, 32]: Hz, weight, band."""

    colour: np.ndarray
    modal: np.ndarray
    modes: np.ndarray

    @staticmethod
    def of(row: np.ndarray) -> "Timbre":
        """From a row of `timbre.measure`."""
        count = MODES["count"]
        used = int((row[:count] > 0).sum())
        hz, share = row[:used].astype(np.float64), row[count : count + used].astype(np.float64)
        modes = np.zeros((3, count), np.float32)
        modes[0, :used] = hz
        modes[1, :used] = timbre.modal_weights(hz, share)
        modes[2, :used] = timbre.modal_bands(hz)
        return Timbre(row[2 * count :].astype(np.float32), timbre.modal_input(timbre.modal_energies(hz, share)).astype(np.float32), modes)


class Examples:
    """The examples of `analyse` as memory maps, with the statistics for normalisation."""

    def __init__(self, folder: str | Path):
        folder = Path(folder)
        self.meta = json.loads((folder / "examples.json").read_text())
        self.samples = np.memmap(folder / "samples.i16", np.int16, "r")
        self.frames = np.memmap(folder / "frames.f32", np.float32, "r").reshape(-1, 7)
        self.levels = np.memmap(folder / "levels.f32", np.float32, "r").reshape(-1, SUBFRAMES)
        rows = 2 * MODES["count"] + 3 * COLOUR["bands"]
        self.timbres = np.memmap(folder / "timbre.f32", np.float32, "r").reshape(-1, rows)
        self.normalise_as(self.meta["statistics"])
        self.silence = np.array(self.meta["silence"], np.float32)
        self.all = [e | {"number": n} for n, e in enumerate(self.meta["examples"])]
        self.train = [e for e in self.all if e["split"] == "train"]
        self.held_out = [e for e in self.all if e["split"] == "held-out"]

    def normalise_as(self, statistics: list[dict]) -> None:
        """Normalise by these statistics from now on: those of the network that is played."""
        self.mean = np.array([s["mean"] for s in statistics])
        self.std = np.array([s["std"] for s in statistics])

    def read(self, example: dict):
        """Samples float32 [256 F], frames [7, F] natural, level [8 F] of one example."""
        a, b = example["first"], example["first"] + example["frames"]
        x = self.samples[a * HOP : b * HOP].astype(np.float32) / 32767
        return x, np.array(self.frames[a:b].T), np.array(self.levels[a:b]).reshape(-1)

    def colours(self, split: str) -> np.ndarray:
        """Colours of all examples of a split, [sounds, 72] dB."""
        numbers = [e["number"] for e in self.all if e["split"] == split]
        return np.array(self.timbres[numbers, 2 * MODES["count"] :])

    def timbre(self, example: dict) -> "Timbre":
        return Timbre.of(self.timbres[example["number"]])

    def slopes(self) -> np.ndarray:
        """Regression slopes between the descriptors in the training clips; see `offsets.regression`."""
        return regression([self.read(e)[1] for e in self.train[:: max(1, len(self.train) // 400)]])

    def normalise(self, natural: np.ndarray) -> np.ndarray:
        """[..., 7, T] natural units to zero mean, unit deviation on the perceptual scale."""
        rows = [
            (to_perceptual(name, natural[..., i, :]) - self.mean[i]) / self.std[i] for i, name in enumerate(DESCRIPTORS)
        ]
        return np.stack(rows, -2).astype(np.float32)


def make_batch(examples: Examples, size: int, controlled: int, seed: int, step: int, slopes: np.ndarray) -> Batch:
    """`size` segments; the last `controlled` have one or two descriptors moved by up to 1.2 octaves.

    In two fifths of those the other descriptors follow by `slopes`, as in the instrument's 'natural' mode; otherwise they stay.
    """
    rng = np.random.default_rng([seed, step])
    pool = examples.train
    weight = np.sqrt([e["frames"] for e in pool]) * [1.0 if e["variant"] == 0 else 0.8 for e in pool]
    weight /= weight.sum()
    audio = np.zeros((size, BLOCKS * HOP), np.float32)
    natural = np.repeat(np.repeat(examples.silence[None, :, None], size, 0), BLOCKS + 1, 2)
    own_f0 = np.zeros((size, BLOCKS + 1), np.float32)
    level = np.zeros((size, BLOCKS * SUBFRAMES), np.float32)
    moved = np.zeros((size, 7), np.float32)
    followers = np.zeros((size, 1), np.float32)
    sounds = np.zeros((size, BLOCKS + 1), np.float32)
    colour = np.zeros((size, 3 * COLOUR["bands"]), np.float32)
    coded = np.ones((size, 1), np.float32)
    modal = np.zeros((size, MODES["bands"]), np.float32)
    modes = np.zeros((size, 3, MODES["count"]), np.float32)
    chosen = rng.choice(len(pool), size, p=weight)
    for b in range(size):
        example = pool[chosen[b]]
        x, frames, lane = examples.read(example)
        count = example["frames"]
        if rng.random() < 0.7 or count <= BLOCKS + 1:
            start, lead = 0, int(rng.integers(0, 33))
        else:
            start, lead = int(rng.integers(0, count - BLOCKS)), 0
        blocks = min(BLOCKS - lead, count - start)
        some = min(BLOCKS + 1 - lead, count - start)
        gain = np.float32(10 ** (-rng.uniform(0, 18) / 20))
        audio[b, lead * HOP : (lead + blocks) * HOP] = gain * x[start * HOP : (start + blocks) * HOP]
        natural[b, :, lead : lead + some] = frames[:, start : start + some]
        natural[b, 0] = np.maximum(natural[b, 0] * np.where(np.arange(BLOCKS + 1) >= lead, gain, 1), examples.silence[0])
        lane = lane[start * SUBFRAMES : (start + blocks) * SUBFRAMES]
        level[b, lead * SUBFRAMES : (lead + blocks) * SUBFRAMES] = gain * lane
        sounds[b, lead:] = 1
        own = examples.timbre(example)
        colour[b] = own.colour
        coded[b] = rng.random() >= WITHOUT_CODE
        if rng.random() >= WITHOUT_MODES:
            modal[b], modes[b] = own.modal, own.modes
        own_f0[b] = natural[b, 6]
        if b >= size - controlled:
            sounding = natural[b, 0] > 10 ** (-55 / 20)
            is_natural = rng.random() < 0.4
            followers[b] = is_natural
            for which in rng.choice(7, 1 + int(not is_natural and rng.random() < 0.3), replace=False, p=MOVE_PROBABILITIES):
                octaves = rng.uniform(-1.2, 1.2)
                if is_natural:
                    follow(natural[b], int(which), octaves, slopes, sounding)
                offset(natural[b], level[b], int(which), octaves, sounding)
                if which == 6:
                    modes[b, 0] *= np.float32(2.0**octaves)
                moved[b, which] = 1
    tensor = lambda a: torch.from_numpy(np.ascontiguousarray(a))
    return Batch(
        audio=tensor(audio),
        normalised=tensor(examples.normalise(natural)),
        natural=tensor(natural.astype(np.float32)),
        own_f0=tensor(own_f0),
        level=tensor(level),
        moved=tensor(moved),
        followers=tensor(followers),
        sounds=tensor(sounds),
        colour=tensor(colour),
        coded=tensor(coded),
        modal=tensor(modal),
        modes=tensor(modes),
        active=tensor((natural[:, 0] > 10 ** (-55 / 20)).astype(np.float32)),
    )
