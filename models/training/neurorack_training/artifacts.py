"""Further exports of a model's weights: the windowed graph and its 8-bit simulation, with the tolerances of each precision.

`window MODEL` adds the windowed fp32 graph to a model folder. It is not shipped: it holds the same weights as the stateful graph
once more, so that everyone who needs it can make it from what is shipped.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch

from .model import FrameNet
from .precision import HalfNet, WindowNet
from .rounding import Scheme
from .window import describe, net_of, reach, window_graph

#: What a precision may be off at least, network output, anywhere and as RMS; a model whose own rounding is coarser is given more.
LEAST_TOLERANCE = {"fp32": 1e-3, "fp16": 0.05, "int8": 0.5}
LEAST_RMS_TOLERANCE = {"fp32": 1e-4, "fp16": 0.005, "int8": 0.05}
#: How much more than the simulation's own errors is allowed: an accelerator adds in another order.
MARGIN = 1.5


def write_window(net: FrameNet, path: Path, scheme: Scheme | None = None) -> dict:
    """Write the windowed graph, rounded with a scheme; returns its entry in the manifest."""
    from .export import sha256

    onnx.save(window_graph(net, scheme), path)
    return describe(net, path, "fp32" if scheme is None else "int8", sha256(path))


def quantisation_of(run: Path, step: int) -> tuple[Scheme, torch.Tensor] | None:
    """The grids that `quantise` chose and the widest frame [inputs] it heard, from RUN/quantisation.json; none where it has not run.

    Raises ValueError when they are of another step of the training, whose weights have other ranges, or of an older `quantise`.
    """
    path = run / "quantisation.json"
    if not path.exists():
        return None
    quantisation = json.loads(path.read_text())
    if quantisation["step"] != step:
        raise ValueError(f"{path} is of step {quantisation['step']}, the checkpoint of {step}: run `quantise` again, or remove it")
    if "widest.frame" not in quantisation:
        raise ValueError(f"{path} has no widest.frame: run `quantise` again, or remove it")
    return Scheme.of_json(quantisation["scheme"]), torch.tensor(quantisation["widest.frame"])


def tolerances(net: FrameNet, x: torch.Tensor, scheme: Scheme | None = None) -> dict[str, dict[str, float]]:
    """How far each precision may be from the reference of input x [1, inputs, T]: 1.5 times what its simulation is off.

    `tolerance` is for the worst number. `rmsTolerance` is the sharper one: a few numbers far from zero decide the worst.
    """
    others = {"fp16": HalfNet(net), **({"int8": WindowNet(net, scheme)} if scheme else {})}
    result = {"tolerance": dict(LEAST_TOLERANCE), "rmsTolerance": dict(LEAST_RMS_TOLERANCE)}
    with torch.no_grad():
        exact = net(x)
        for precision, other in others.items():
            replayed = reach(net) - 1 if precision == "int8" else 0  # windowed graphs are compared where their window is full
            off = (other(x) - exact)[..., replayed:]
            for kind, error, steps in (("tolerance", off.abs().max(), 100), ("rmsTolerance", off.square().mean().sqrt(), 1000)):
                allowed = float(np.ceil(MARGIN * float(error) * steps)) / steps
                result[kind][precision] = max(result[kind][precision], allowed)
    return result


def add_arguments(parser) -> None:
    parser.add_argument("model", metavar="MODEL", help="a model folder, such as models/impacts")


def run(args) -> int:
    """Write MODEL/<id>-window.onnx from the stateful graph there, and its entry in the manifest."""
    from .export import write_reference

    folder = Path(args.model)
    manifest = json.loads((folder / "manifest.json").read_text())
    stateful = next(a for a in manifest["artifacts"] if a["kind"] == "stateful")
    net = net_of(onnx.load(folder / stateful["file"]))
    entry = write_window(net, folder / f"{manifest['id']}-window.onnx")
    manifest["artifacts"] = [*(a for a in manifest["artifacts"] if a["file"] != entry["file"]), entry]
    if manifest["reference"]["frames"] < reach(net):  # a window has to be full before it can be compared
        longer, kinds = write_reference(net, folder), ("tolerance", "rmsTolerance")
        kept = {kind: manifest["reference"][kind] for kind in kinds if kind in manifest["reference"]}  # those of its 8 bits
        manifest["reference"] = {key: value for key, value in longer.items() if key not in kinds} | kept
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"{folder / entry['file']}: {(folder / entry['file']).stat().st_size / 1e6:.2f} MB, {reach(net)} frames in, one out")
    return 0
