"""Cost of lower precision: fp16 as in TensorRT, int16 as in the kernel of dense networks, int8 calibrated on training clips; each compared with fp32."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn

from . import metrics
from .definitions import DESCRIPTORS, HOP
from .evaluate import choose
from .examples import Examples
from .model import FrameNet
from .offsets import offset
from .player import Player
from .precision import LARGEST_HALF, HalfNet, ShortNet, WindowNet, decibels
from .rounding import Ranges
from .texture_player import player_of
from .tuning import tuning
from .window import activations, reach

REQUIRED = {"lsd.db": 0.5, "gain.db": 0.4}


def sixteen(net: FrameNet) -> dict[str, set[str]]:
    """Candidate sets of tensors and convolutions with 16 bits (`a16_w16` for Hailo's compiler), from none to the largest."""
    output = {"bent", "last.conv", "y"}
    ends = output | {"x", "first.conv"}
    return {"nothing": set(), "output": output, "input and output": ends, "both ends": ends | {"first", f"mix{len(net.blocks) - 1}"}}


def add_arguments(parser) -> None:
    parser.add_argument("--run", default="models/training/runs/impacts")
    parser.add_argument("--examples", default="models/training/cache/examples")
    parser.add_argument("--calibration-clips", type=int, default=64, help="training clips that set the ranges")
    parser.add_argument("--clips", type=int, default=40, help="held-out clips for the comparison")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)


class RecordingNet(nn.Module):
    """Replaces the network: records its inputs."""

    def __init__(self, net: FrameNet):
        super().__init__()
        self.inputs, self.net, self.recorded = net.inputs, net, []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.recorded.append(x)
        return self.net(x)


class Silent(nn.Module):
    """Replaces the synthesis: returns zeros."""

    def forward(self, out, f0, level, sources=None, harmonicity=None, phase=None, offsets=None) -> torch.Tensor:
        return torch.zeros(1, out.shape[2] * HOP)


def calibration_inputs(player: Player, clips: int, seed: int) -> list[torch.Tensor]:
    """Network inputs [1, inputs, T] of training clips: unchanged, and with one descriptor moved by up to 1.2 octaves."""
    rng = np.random.default_rng(seed)
    examples, net, synthesis = player.examples, player.model.net, player.model.synthesis
    recording_net = player.model.net = RecordingNet(net)
    player.model.synthesis = Silent()
    for number in rng.permutation(len(examples.train))[:clips]:
        example = examples.train[number]
        sound, natural, level = examples.read(example)
        parts, own = examples.partials(example), natural.copy()
        player(natural, level, parts, sound=sound)
        offset(natural, level, int(rng.integers(len(DESCRIPTORS))), rng.uniform(-1.2, 1.2), natural[0] > 10 ** (-55 / 20))
        player(natural, level, parts, own, sound=sound)
    player.model.net, player.model.synthesis = net, synthesis
    return recording_net.recorded


def widest_frame(inputs: list[torch.Tensor]) -> torch.Tensor:
    """The frame [inputs] with the value furthest from zero."""
    frames = torch.cat([x[0] for x in inputs], 1)
    return frames[:, int(frames.abs().amax(0).argmax())]


def calibrated(net: FrameNet, inputs: list[torch.Tensor]) -> Ranges:
    """The range of every tensor between the layers over these inputs."""
    ranges = Ranges()
    with torch.no_grad():
        for x in inputs:
            ranges.see(activations(net, x))
    return ranges


def loss(player: Player, other: nn.Module, chosen: list[dict]) -> dict[str, float]:
    """Distances of the model's sound with `other` as its network, from the exact model and from the recordings."""
    net, rows, cents = player.model.net, [], []
    for example in chosen:
        recording, natural, level = player.examples.read(example)
        parts = player.examples.partials(example)
        sounds, gains = [], []
        for one in (net, other):
            recording_net = player.model.net = RecordingNet(one)
            sounds.append(player(natural, level, parts, sound=recording))
            with torch.no_grad():
                gains.append(decibels(one(recording_net.recorded[0]), net.outputs)[..., player.LEAD :])
        exact, rough = sounds
        sounding = torch.tensor(natural[0] > 10 ** (-60 / 20))[: gains[0].shape[2]]
        between = metrics.log_spectral_distance(rough, exact)
        shift = np.subtract(metrics.log_spectral_distance(rough, recording), metrics.log_spectral_distance(exact, recording))
        rows.append([*between, *shift, float((gains[1] - gains[0])[..., : len(sounding)][..., sounding].abs().mean())])
        tuned = tuning(rough, exact)
        cents += [tuned.cents] if tuned and np.isfinite(tuned.cents) else []
    player.model.net = net
    names = ("lsd.raw.db", "lsd.mel.db", "shift.raw.db", "shift.mel.db", "gain.db")
    # Steady partials of the exact sound: how far the nearest of the other one is, median of a sound, mean of those that ring.
    return dict(zip(names, np.mean(rows, 0).tolist())) | {"tuning.cents": float(np.mean(cents)) if cents else None}


def meets(row: dict[str, float]) -> bool:
    """Whether all figures meet the requirements; NaN does not."""
    limits = {"lsd.raw.db": REQUIRED["lsd.db"], "lsd.mel.db": REQUIRED["lsd.db"], "gain.db": REQUIRED["gain.db"]}
    return all(row[name] <= limit for name, limit in limits.items())


def half_range(net: FrameNet, ranges: Ranges) -> dict[str, float]:
    """Largest weight and activation, and the headroom to the largest 16-bit float."""
    largest = max(max(abs(low), abs(high)) for low, high in ranges.of.values())
    weight = max(float(w.detach().abs().max()) for w in net.parameters())
    return {"largest.weight": weight, "largest.activation": largest, "headroom": LARGEST_HALF / max(largest, weight)}


def run(args) -> int:
    """Write RUN/quantisation.json and print which precisions meet the requirements."""
    torch.set_num_threads(args.threads)
    folder = Path(args.run)
    checkpoint = torch.load(folder / "checkpoint.pt", weights_only=False, map_location="cpu")
    player = player_of(checkpoint, Examples(args.examples))
    net = player.model.net
    player.LEAD = reach(net) + 1  # the window is full of silence before the sound begins
    inputs = calibration_inputs(player, args.calibration_clips, args.seed)
    ranges = calibrated(net, inputs)
    chosen = choose(player.examples, args.clips, args.seed)
    result = {
        "step": checkpoint["step"],
        "asked": REQUIRED,
        "clips": len(chosen),
        "calibration.clips": args.calibration_clips,
        "fp16.range": half_range(net, ranges),
        "precisions": {},
        "ranges": ranges.of,
        "widest.frame": [round(v, 5) for v in widest_frame(inputs).tolist()],
    }

    def measure(name: str, other: nn.Module) -> bool:
        row = result["precisions"][name] = loss(player, other, chosen)
        print(f"{name:32s}", " ".join(f"{k} {v:.3f}" for k, v in row.items() if v is not None), "met" if meets(row) else "NOT met", flush=True)
        return meets(row)

    measure("fp16", HalfNet(net))
    measure("int16", ShortNet(net))
    met, name = None, ""
    for name, layers in sixteen(net).items():  # all, for the table; the first that meets the requirements is exported
        good = measure(f"int8, {name} in 16 bits", WindowNet(net, ranges.scheme(layers)))
        if good and met is None:
            met = name
    chosen_name = met or name
    exported = ranges.scheme(sixteen(net)[chosen_name])
    result |= {"exported": f"int8, {chosen_name} in 16 bits", "met": met is not None, "scheme": exported.as_json()}
    (folder / "quantisation.json").write_text(json.dumps(result, indent=1) + "\n")
    print({k: round(v, 3) for k, v in result["fp16.range"].items()})
    return 0
