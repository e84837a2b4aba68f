"""Tolerances of a model folder's reference, measured from its weights: for a precision that its manifest lacks, without a training run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch

from .reference import tolerances
from .window import net_of


def add_arguments(parser) -> None:
    parser.add_argument("models", metavar="MODEL", nargs="+", help="model folders of the family sinc-nsf, such as models/impacts")


def measured(folder: Path, manifest: dict) -> dict[str, dict[str, float]]:
    """The tolerances of the folder's network over its reference input; that of int8 is the least one, since its scheme is not here."""
    stateful = next(a for a in manifest["artifacts"] if a["kind"] == "stateful")
    net, reference = net_of(onnx.load(folder / stateful["file"])), manifest["reference"]
    given = np.fromfile(folder / reference["input"], "<f4").reshape(reference["frames"], -1)
    return tolerances(net, torch.from_numpy(given.T.copy())[None])


def run(args) -> int:
    """Write the tolerances of every precision but int8, which `export` measures, into MODEL/manifest.json."""
    for folder in map(Path, args.models):
        path = folder / "manifest.json"
        manifest = json.loads(path.read_text())
        found, reference = measured(folder, manifest), manifest["reference"]
        for kind, row in found.items():
            reference[kind] = row | {"int8": reference.get(kind, row)["int8"]}
        path.write_text(json.dumps(manifest, indent=2) + "\n")
        print(f"{path}: {', '.join(f'{p} {v:g}' for p, v in reference['tolerance'].items())}")
    return 0
