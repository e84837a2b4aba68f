"""Reference vectors of a model: input and output of its network, and the tolerance of each precision."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from .checksum import sha256
from .model import FrameNet
from .precision import HalfNet, ShortNet, WindowNet
from .rounding import Scheme
from .window import reach

#: Longer than a window, so that windowed graphs can be compared as well.
REFERENCE_FRAMES = 96
#: Smallest tolerance of each precision, network output, per value and as RMS; a model with coarser rounding gets a larger one.
MIN_TOLERANCE = {"fp32": 1e-3, "fp16": 0.05, "int16": 0.01, "int8": 0.5}
MIN_RMS_TOLERANCE = {"fp32": 1e-4, "fp16": 0.005, "int16": 0.001, "int8": 0.05}
#: Ratio of a tolerance to the errors of the simulation: an accelerator adds in another order.
MARGIN = 1.5


def reference_input(inputs: int, widest: torch.Tensor | None = None, seed: int = 7) -> torch.Tensor:
    """The reference input [1, inputs, 96]: a random walk within 2, fine enough to distinguish 8 bits from 16.

    The last frame is the widest of the calibration. It detects chips whose streams hold a smaller range than sounds need (7 and
    more), which the walk cannot detect.
    """
    generator = torch.Generator().manual_seed(seed)
    walk = torch.randn(1, inputs, REFERENCE_FRAMES, generator=generator)
    x = F.avg_pool1d(F.pad(walk, (4, 4), mode="replicate"), 9, 1)  # the usual range of sounds, for which 8 bits are calibrated
    if widest is not None:
        x[0, :, -1] = widest
    return x


def write_reference(net: FrameNet, folder: Path, scheme: Scheme | None = None, widest: torch.Tensor | None = None) -> dict:
    """Write input and output of 96 frames from zero state, raw little-endian float32; returns the manifest's entry.

    `scheme` is the rounding of int8.
    """
    x = reference_input(net.inputs, widest)
    with torch.no_grad():
        y = net(x)
    names = {"input": "reference-input.f32", "output": "reference-output.f32"}
    for key, tensor in (("input", x), ("output", y)):
        tensor[0].T.contiguous().numpy().astype("<f4").tofile(folder / names[key])
    return {
        **names,
        "frames": REFERENCE_FRAMES,
        "sha256": {k: sha256(folder / v) for k, v in names.items()},
        **tolerances(net, x, scheme),
    }


def tolerances(net: FrameNet, x: torch.Tensor, scheme: Scheme | None = None) -> dict[str, dict[str, float]]:
    """Tolerance of each precision against the reference for input x [1, inputs, T]: 1.5 times the error of its simulation.

    `tolerance` is for the worst value. `rmsTolerance` is the stricter one: a few values far from zero determine the worst.
    """
    others = {"fp16": HalfNet(net), "int16": ShortNet(net), **({"int8": WindowNet(net, scheme)} if scheme else {})}
    result = {"tolerance": dict(MIN_TOLERANCE), "rmsTolerance": dict(MIN_RMS_TOLERANCE)}
    with torch.no_grad():
        exact = net(x)
        for precision, other in others.items():
            first = reach(net) - 1 if precision == "int8" else 0  # windowed graphs are compared once their window is full
            error = (other(x) - exact)[..., first:]
            for kind, size, steps in (("tolerance", error.abs().max(), 100), ("rmsTolerance", error.square().mean().sqrt(), 1000)):
                allowed = float(np.ceil(MARGIN * float(size) * steps)) / steps
                result[kind][precision] = max(result[kind][precision], allowed)
    return result
