"""Training batches from the analysed examples. Each batch depends only on (seed, step), so that training resumes exactly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from . import timbre
from .definitions import COLOUR, DESCRIPTORS, HOP, MODES, SUBFRAMES, TRACKS, to_perceptual
from .offsets import follow, offset, regression
from .partials import Partials, PartialsFile
from .track_sources import band_sources, phases_at
from .tracks import track_level

#: Blocks of one training segment: 128 x 256 samples, 0.74 s.
BLOCKS = 128
#: Probability of each descriptor to be moved: highest for those with the weakest response.
MOVE_PROBABILITIES = (0.07, 0.20, 0.15, 0.18, 0.15, 0.17, 0.08)
#: Shares of the clips without timbre code and without modes: drawn sets have neither.
WITHOUT_CODE, WITHOUT_TRACKS = 0.25, 0.15
#: Share of the moved clips with the descriptors of another clip.
SWAPPED = 0.2


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
    colour: torch.Tensor  # [B, C, 24] dB, at every 1024 samples of the segment
    points: torch.Tensor  # [B, C, 7] normalised descriptors of the clip itself there
    sounds: torch.Tensor  # [B, 1, C], 1 where the clip sounds
    coded: torch.Tensor  # [B, 1, 1], 0 where the network has no timbre code
    modal: torch.Tensor  # [B, 16, T], modal bands as network input
    harmonicity: torch.Tensor  # [B, T+1], 0-1
    harmonic: torch.Tensor  # [B, 1, T], the same as network input
    sources: torch.Tensor  # [B, 2, 16, n], the tracks by modal band
    swapped: torch.Tensor  # [B, 1], 1 where zero crossings ... centroid are those of another clip

    @property
    def rms(self):
        return self.natural[:, 0]

    @property
    def f0(self):
        return self.natural[:, 6]

    def to(self, device: str) -> "Batch":
        return Batch(**{k: v.to(device) for k, v in self.__dict__.items()})


class Store:
    """The memory maps of one folder of `analyse`."""

    def __init__(self, folder: Path):
        self.meta = json.loads((folder / "examples.json").read_text())
        self.samples = np.memmap(folder / "samples.i16", np.int16, "r")
        self.frames = np.memmap(folder / "frames.f32", np.float32, "r").reshape(-1, 7)
        self.levels = np.memmap(folder / "levels.f32", np.float32, "r").reshape(-1, SUBFRAMES)
        self.partials = PartialsFile(folder)


class Examples:
    """The examples of `analyse`, of one folder or of several; statistics for normalisation and silence are those of the first."""

    def __init__(self, folder: str | Path, *more: str | Path):
        self.stores = [Store(Path(one)) for one in (folder, *more)]
        self.meta = self.stores[0].meta
        #: Changes with the content of any folder.
        self.key = "+".join(store.meta["key"] for store in self.stores)
        self.normalise_as(self.meta["statistics"])
        self.silence = np.array(self.meta["silence"], np.float32)
        self.all = [
            e | {"number": n, "store": k} for k, store in enumerate(self.stores) for n, e in enumerate(store.meta["examples"])
        ]
        self.train = [e for e in self.all if e["split"] == "train"]
        self.held_out = [e for e in self.all if e["split"] == "held-out"]

    def normalise_as(self, statistics: list[dict]) -> None:
        """Normalise by these statistics from now on: those of the network that is played."""
        self.mean = np.array([s["mean"] for s in statistics])
        self.std = np.array([s["std"] for s in statistics])

    def read(self, example: dict):
        """Samples float32 [256 F], frames [7, F] natural, level [8 F] of one example."""
        store = self.stores[example["store"]]
        a, b = example["first"], example["first"] + example["frames"]
        x = store.samples[a * HOP : b * HOP].astype(np.float32) / 32767
        natural = np.array(store.frames[a:b].T)
        natural[6] = np.clip(natural[6] * self.octave(example), 50, 5000)
        return x, natural, np.array(store.levels[a:b]).reshape(-1)

    def octave(self, example: dict) -> float:
        """Factor on the tracked pitch of an example."""
        return self.stores[example["store"]].partials.octave(example["number"])

    def partials(self, example: dict) -> Partials:
        return self.stores[example["store"]].partials.read(example["number"])

    def slopes(self) -> np.ndarray:
        """Regression slopes between the descriptors in the training clips; see `offsets.regression`."""
        return regression([self.read(e)[1] for e in self.train[:: max(1, len(self.train) // 400)]])

    def normalise(self, natural: np.ndarray) -> np.ndarray:
        """[..., 7, T] natural units to zero mean, unit deviation on the perceptual scale."""
        rows = [
            (to_perceptual(name, natural[..., i, :]) - self.mean[i]) / self.std[i] for i, name in enumerate(DESCRIPTORS)
        ]
        return np.stack(rows, -2).astype(np.float32)


@dataclass
class Stretch:
    """A part of a sound as the network and the synthesis have it, from sample `first` of the sound on; see `Batch` for the shapes."""

    modal: np.ndarray
    harmonicity: np.ndarray
    sources: np.ndarray
    colour: np.ndarray


def stretch(parts: Partials, first: int, blocks: int, held: np.ndarray, rms: np.ndarray, transpose: float) -> Stretch:
    """`blocks` hops of a sound: held [8 blocks] is `tracks.track_level` of the lane there, rms [blocks + 1] the frames' RMS."""
    found = parts.tracks
    phases = phases_at(found, first, 2.0**transpose)
    band = timbre.modal_bands(found.hz.mean(1)) if found.count else np.zeros(0, np.int64)
    sources, power = band_sources(
        found.hz * 2.0**transpose, found.ratio, held.astype(np.float64), band, phases, first, blocks * SUBFRAMES, MODES["bands"]
    )
    share = power[:, SUBFRAMES - 1 :: SUBFRAMES] / np.maximum(rms[1:].astype(np.float64) ** 2, 1e-10)
    at = (first + np.arange(blocks + 1) * HOP) / TRACKS["hop"]
    harmonicity = np.interp(at, np.arange(len(parts.harmonicity)), parts.harmonicity)
    points = first / COLOUR["hop"] + np.arange(blocks * HOP // COLOUR["hop"] + 1)
    index = np.arange(len(parts.colour))
    colour = np.stack([np.interp(points, index, parts.colour[:, n]) for n in range(COLOUR["bands"])], 1)
    return Stretch(timbre.modal_input(np.minimum(share, 4)), harmonicity, sources, colour)


def make_batch(examples: Examples, size: int, controlled: int, seed: int, step: int, slopes: np.ndarray) -> Batch:
    """`size` segments; the last `controlled` have one or two descriptors moved by up to 1.2 octaves, or those of another clip.

    In two fifths of the moved the other descriptors follow by `slopes`, as in the instrument's 'linked' mode; otherwise they stay.
    """
    rng = np.random.default_rng([seed, step])
    pool = examples.train
    weight = np.sqrt([e["frames"] for e in pool]) * [1.0 if e["variant"] == 0 else 0.8 for e in pool]
    weight /= weight.sum()
    points = BLOCKS * HOP // COLOUR["hop"] + 1
    audio = np.zeros((size, BLOCKS * HOP), np.float32)
    natural = np.repeat(np.repeat(examples.silence[None, :, None], size, 0), BLOCKS + 1, 2)
    own = natural.copy()
    own_f0 = np.zeros((size, BLOCKS + 1), np.float32)
    level = np.zeros((size, BLOCKS * SUBFRAMES), np.float32)
    moved = np.zeros((size, 7), np.float32)
    followers = np.zeros((size, 1), np.float32)
    swapped = np.zeros((size, 1), np.float32)
    sounds = np.zeros((size, 1, points), np.float32)
    colour = np.zeros((size, points, COLOUR["bands"]), np.float32)
    coded = np.ones((size, 1, 1), np.float32)
    modal = np.zeros((size, MODES["bands"], BLOCKS), np.float32)
    harmonicity = np.ones((size, BLOCKS + 1), np.float32)
    sources = np.zeros((size, 2, MODES["bands"], BLOCKS * HOP), np.float32)
    chosen, others = rng.choice(len(pool), size, p=weight), rng.choice(len(pool), size, p=weight)
    for b in range(size):
        example = pool[chosen[b]]
        x, frames, lane = examples.read(example)
        count = example["frames"]
        if rng.random() < 0.7 or count <= BLOCKS + 1:
            start, lead = 0, 4 * int(rng.integers(0, 9))
        else:
            start, lead = int(rng.integers(0, count - BLOCKS)), 0
        blocks = min(BLOCKS - lead, count - start)
        some = min(BLOCKS + 1 - lead, count - start)
        gain = np.float32(10 ** (-rng.uniform(0, 18) / 20))
        audio[b, lead * HOP : (lead + blocks) * HOP] = gain * x[start * HOP : (start + blocks) * HOP]
        natural[b, :, lead : lead + some] = frames[:, start : start + some]
        natural[b, 0] = np.maximum(natural[b, 0] * np.where(np.arange(BLOCKS + 1) >= lead, gain, 1), examples.silence[0])
        held = np.zeros(BLOCKS * SUBFRAMES)
        part = slice(lead * SUBFRAMES, (lead + blocks) * SUBFRAMES)
        held[part] = gain * track_level(lane)[start * SUBFRAMES : (start + blocks) * SUBFRAMES]
        level[b, part] = gain * lane[start * SUBFRAMES : (start + blocks) * SUBFRAMES]
        sounds[b, :, lead * HOP // COLOUR["hop"] :] = 1
        own[b] = natural[b]
        own_f0[b] = natural[b, 6]
        coded[b] = rng.random() >= WITHOUT_CODE
        transpose = 0.0
        if b >= size - controlled:
            sounding = natural[b, 0] > 10 ** (-55 / 20)
            if rng.random() < SWAPPED:
                swapped[b] = 1
                theirs = examples.read(pool[others[b]])[1][1:6]
                there = np.minimum(np.arange(BLOCKS + 1 - lead) + start, theirs.shape[1] - 1)
                natural[b, 1:6, lead:] = np.where(sounding[lead:], theirs[:, there], natural[b, 1:6, lead:])
            else:
                is_linked = rng.random() < 0.4
                followers[b] = is_linked
                for which in rng.choice(7, 1 + int(not is_linked and rng.random() < 0.3), replace=False, p=MOVE_PROBABILITIES):
                    octaves = rng.uniform(-1.2, 1.2)
                    if is_linked:
                        follow(natural[b], int(which), octaves, slopes, sounding)
                    offset(natural[b], level[b], int(which), octaves, sounding)
                    if which == 0:
                        held *= 2.0**octaves
                    if which == 6:
                        transpose += octaves
                    moved[b, which] = 1
        parts = examples.partials(example)
        drawn = stretch(parts, (start - lead) * HOP, BLOCKS, held, natural[b, 0], transpose)
        colour[b] = drawn.colour
        if rng.random() >= WITHOUT_TRACKS:
            modal[b], harmonicity[b], sources[b] = drawn.modal, drawn.harmonicity, drawn.sources
    tensor = lambda a: torch.from_numpy(np.ascontiguousarray(a))
    every = COLOUR["hop"] // HOP
    return Batch(
        audio=tensor(audio),
        normalised=tensor(examples.normalise(natural)),
        natural=tensor(natural.astype(np.float32)),
        own_f0=tensor(own_f0),
        level=tensor(level),
        moved=tensor(moved),
        followers=tensor(followers),
        swapped=tensor(swapped),
        sounds=tensor(sounds),
        colour=tensor(colour),
        points=tensor(examples.normalise(own)[:, :, ::every].transpose(0, 2, 1)),
        coded=tensor(coded),
        modal=tensor(modal),
        harmonicity=tensor(harmonicity),
        harmonic=tensor(timbre.modal_input(harmonicity[:, None, 1:]).astype(np.float32)),
        sources=tensor(sources),
        active=tensor((natural[:, 0] > 10 ** (-55 / 20)).astype(np.float32)),
    )
