"""A trained Frame Sinc-NSF as the instrument plays it, for measurements of whole sounds."""

from __future__ import annotations

import numpy as np
import torch

from . import timbre
from .definitions import CODE, COLOUR, HOP, SUBFRAMES
from .examples import Examples, stretch
from .model import FrameNet, FrameSincNsf, at_frames, seeded_offsets, seeded_phase
from .partials import Partials
from .tracks import track_level
from .train import widened


class Player:
    """The trained model as the instrument plays it: silence before the sound, then its frames."""

    LEAD = 8  # blocks of silence before the sound, dropped afterwards

    def __init__(self, checkpoint: dict, examples: Examples):
        self.model = FrameSincNsf()
        self.model.net = FrameNet.of(widened(checkpoint["ema"], FrameNet(checkpoint["ema"]["first.weight"].shape[0]).state_dict()))
        #: Without an encoder (a model with a static code) the code stays zero.
        self.coded = "expected.0.weight" in checkpoint.get("encoderEma", {})
        if self.coded:
            self.model.encoder.load_state_dict(checkpoint["encoderEma"])
        self.model.eval()
        self.examples = examples

    def code(self, parts: Partials, natural: np.ndarray) -> torch.Tensor:
        """The code of a sound at every 1024 samples, [1, CODE, C]; natural [7, F] are its own descriptors."""
        points = self.examples.normalise(natural)[:, :: COLOUR["hop"] // HOP].T
        count = min(len(points), len(parts.colour))
        with torch.no_grad():
            if not self.coded:
                return torch.zeros(1, CODE, count)
            return self.model.encoder(torch.tensor(parts.colour[None, :count]).float(), torch.tensor(points[None, :count]))

    def inputs(self, own: np.ndarray, frames: np.ndarray, lane: np.ndarray, parts: Partials, transpose: float) -> dict:
        """The moving parts of a sound after the silence: code, tracks and harmonicity. own [7, F] are its descriptors as measured."""
        blocks, before = frames.shape[1] - 1, self.LEAD * HOP
        part = stretch(parts, -before, blocks, track_level(lane), frames[0], transpose)
        code = at_frames(self.code(parts, own), blocks - self.LEAD)
        return {
            "code": torch.cat([code.new_zeros(1, code.shape[1], self.LEAD), code], 2),
            "modal": torch.tensor(part.modal[None]).float(),
            "harmonic": torch.tensor(timbre.modal_input(part.harmonicity[None, None, 1:])).float(),
            "sources": torch.tensor(part.sources[None]),
            "harmonicity": torch.tensor(part.harmonicity[None]).float(),
        }

    def asked(self, natural: np.ndarray, level: np.ndarray, parts: Partials | None, own: np.ndarray | None, transpose: float) -> dict:
        """All inputs of the model but its random ones, for the silence and the sound; see `__call__`."""
        lead = np.repeat(self.examples.silence[:, None], self.LEAD, 1)
        frames = np.concatenate([lead, natural, natural[:, -1:]], 1).astype(np.float32)
        lane = np.concatenate([np.zeros(self.LEAD * SUBFRAMES, np.float32), level])
        tensor = lambda a: torch.tensor(a)[None]
        f0 = frames[6].copy()
        f0[: self.LEAD] = f0[self.LEAD]
        inputs = {} if parts is None else self.inputs(natural if own is None else own, frames, lane, parts, transpose)
        return {
            "normalised": tensor(self.examples.normalise(frames)),
            "rms": tensor(frames[0]),
            "f0": tensor(f0),
            "level": tensor(lane),
            **inputs,
        }

    def __call__(
        self,
        natural: np.ndarray,
        level: np.ndarray,
        parts: Partials | None = None,
        own: np.ndarray | None = None,
        seed: int = 1,
        transpose: float = 0,
        sound: np.ndarray | None = None,
    ) -> np.ndarray:
        """natural [7, F], level [8F] -> samples [F * HOP], with the tracks of `parts`, transposed in octaves; no tracks without.

        `own` are the descriptors as measured, where `natural` has moved ones; `sound` is the recording, whose latents only `texture` has.
        """
        with torch.no_grad():
            audio = self.model(
                **self.asked(natural, level, parts, own, transpose), phase=seeded_phase(seed), offsets=seeded_offsets(seed)
            )[0].numpy()
        return audio[self.LEAD * HOP :]

    def further(self, chosen: list[dict]) -> dict[str, float]:
        """Figures of this family alone, for the evaluation's table."""
        return {}
