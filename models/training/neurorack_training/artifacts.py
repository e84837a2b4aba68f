"""Further exports of a model's weights: the windowed graph and its 8-bit simulation.

`window MODEL` adds the windowed fp32 graph to a model folder. It is not shipped, because it holds the same weights as the stateful
graph and can be built from it.
"""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import torch

from .checksum import sha256
from .model import FrameNet
from .reference import write_reference
from .rounding import Scheme
from .window import describe, net_of, reach, window_graph


def write_window(net: FrameNet, path: Path, scheme: Scheme | None = None) -> dict:
    """Write the windowed graph, rounded by `scheme` if given; returns its entry in the manifest."""
    onnx.save(window_graph(net, scheme), path)
    return describe(net, path, "fp32" if scheme is None else "int8", sha256(path))


def quantisation_of(run: Path, step: int) -> tuple[Scheme, torch.Tensor] | None:
    """The scheme chosen by `quantise` and its widest input frame [inputs], from RUN/quantisation.json; None before `quantise` has run.

    Raises ValueError when the file belongs to another training step, whose weights have other ranges, or to an older `quantise`.
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


def add_arguments(parser) -> None:
    parser.add_argument("model", metavar="MODEL", help="a model folder, such as models/impacts")


def run(args) -> int:
    """Write MODEL/<id>-window.onnx from the stateful graph there, and its entry in the manifest."""
    folder = Path(args.model)
    manifest = json.loads((folder / "manifest.json").read_text())
    stateful = next(a for a in manifest["artifacts"] if a["kind"] == "stateful")
    net = net_of(onnx.load(folder / stateful["file"]))
    entry = write_window(net, folder / f"{manifest['id']}-window.onnx")
    manifest["artifacts"] = [*(a for a in manifest["artifacts"] if a["file"] != entry["file"]), entry]
    if manifest["reference"]["frames"] < reach(net):  # a window must be full before it can be compared
        longer, kinds = write_reference(net, folder), ("tolerance", "rmsTolerance")
        kept = {kind: manifest["reference"][kind] for kind in kinds if kind in manifest["reference"]}  # includes int8
        manifest["reference"] = {key: value for key, value in longer.items() if key not in kinds} | kept
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"{folder / entry['file']}: {(folder / entry['file']).stat().st_size / 1e6:.2f} MB, {reach(net)} frames in, one out")
    return 0
