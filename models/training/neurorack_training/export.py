"""Export of trained weights to a model folder: ONNX with explicit state, manifest, reference vectors."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch

from .artifacts import quantisation_of, write_window
from .bands import Bands
from .checksum import sha256
from .definitions import (
    COLOUR,
    DESCRIPTORS,
    DITHER_DB,
    HOP,
    LEVEL_FLOOR,
    LEVEL_RELATIVE_SCALE,
    MODES,
    OUTPUTS,
    PLAIN_INPUTS,
    SAMPLE_RATE,
    SCALES,
    SUBFRAMES,
    SYNTHESIS,
    TRACKS,
    WINDOWS,
    to_perceptual,
)
from .model import CodeEncoder, FrameNet
from .reference import write_reference
from .stateful import past_size, stateful_graph
from .texture import TextureEncoder
from .texture_graph import write_encoder
from .texture_player import as_trained


#: Number of weights above which they are stored as 16-bit floats.
LARGE = 1_000_000


def half_weights(net: FrameNet) -> FrameNet:
    """The network with its weights rounded to 16-bit floats."""
    with torch.no_grad():
        for weights in net.parameters():
            weights.copy_(weights.half().float())
    return net


def write_texture(checkpoint: dict, path: Path) -> dict:
    """Write the encoder of the texture; returns its part of the manifest's `timbre`, empty without one."""
    if "texture" not in checkpoint:
        return {}
    encoder = TextureEncoder(Bands())
    encoder.load_state_dict(checkpoint["texture"])
    return {"texture": write_encoder(encoder.eval(), path)}


def write_onnx(net: FrameNet, path: Path, half: bool = False) -> dict:
    """Write the stateful graph, its weights as 16-bit floats with `half`; returns its entry in the manifest."""
    onnx.save(stateful_graph(net, half), str(path))
    past = [1, past_size(net)]
    return {
        "accelerator": "onnxruntime",
        "precision": "fp32",
        "kind": "stateful",
        "file": path.name,
        "sha256": sha256(path),
        "inputs": [{"name": "x", "shape": [1, net.inputs, 1, 1]}, {"name": "past", "shape": past}],
        "outputs": [{"name": "y", "shape": [1, net.outputs * SUBFRAMES, 1, 1]}, {"name": "next", "shape": past}],
        "state": [{"input": "past", "output": "next"}],
    }


def silence_input(statistics: list[dict], silence: list[float], timbre: int = 0) -> list[float]:
    """The network input of silence: its normalised descriptors, a level lane at the floor, and `timbre` zeros (no tracks, no harmonics)."""
    frame = [
        (float(to_perceptual(s["name"], silence[i])) - s["mean"]) / s["std"] for i, s in enumerate(statistics)
    ]
    relative = (np.log2(LEVEL_FLOOR) - np.log2(max(silence[0], LEVEL_FLOOR))) * LEVEL_RELATIVE_SCALE
    return [float(np.float32(v)) for v in [*frame, *[relative] * SUBFRAMES, *[0.0] * timbre]]


def trained_net(checkpoint: dict) -> FrameNet:
    """The averaged weights of a checkpoint."""
    return FrameNet.of(checkpoint["ema"]).eval()


def timbre_encoder(checkpoint: dict) -> dict:
    """The manifest's encoder of the timbre code, `model.CodeEncoder` layer by layer; weights of linear layers are [out, in]."""
    weights = checkpoint["encoderEma"]
    rounded = lambda tensor: [float(f"{v:.6g}") for v in tensor.flatten().tolist()]

    def layer(name: str) -> dict:
        weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
        return {"shape": list(weight.shape), "weight": rounded(weight), "bias": rounded(bias)}

    expected = sorted({name.rsplit(".", 1)[0] for name in weights if name.startswith("expected.")})
    encoder = {"expected": [layer(name) for name in expected], "first": layer("first"), "last": layer("last")}
    colour = {key: value for key, value in COLOUR.items() if key != "stretches"}
    return {
        "colour": colour,
        "code": len(weights["last.bias"]),
        "encoder": {"centre": CodeEncoder.CENTRE, "scale": CodeEncoder.SCALE, **encoder},
    }


def track_section() -> dict:
    """`synthesis.tracks` of the manifest: the bands of the tracks' factors, and the level that they follow."""
    return {key: MODES[key] for key in ("bands", "bandLowHz", "bandHighHz", "floorOctaves")} | TRACKS["level"]


def descriptor_rows(statistics: list[dict]) -> list[dict]:
    rows = []
    for s in statistics:
        kind, floor = SCALES[s["name"]]
        row = {"name": s["name"], "scale": kind, "mean": s["mean"], "std": s["std"], "min": s["min"], "max": s["max"]}
        rows.append(row if kind == "linear" else row | {"floor": floor})
    assert [r["name"] for r in rows] == list(DESCRIPTORS)
    return rows


def add_arguments(parser) -> None:
    parser.add_argument("--run", default="models/training/runs/impacts")
    parser.add_argument("--data", default="models/training/cache/data")
    parser.add_argument("--out", default="models/impacts")
    parser.add_argument("--id", default="impacts")
    parser.add_argument("--name", default="Impacts")
    parser.add_argument("--model-version", default="0.1.0")
    parser.add_argument("--description", default="Cinematic impacts: booms, hits, metal, braams, whoosh-hits, tails.")


def run(args) -> int:
    """Write OUT from RUN/checkpoint.pt (averaged weights), RUN/evaluation.json and RUN/quantisation.json where they exist."""
    folder = Path(args.out)
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = as_trained(torch.load(Path(args.run) / "checkpoint.pt", weights_only=False, map_location="cpu"))
    net = trained_net(checkpoint)
    is_large = sum(weights.numel() for weights in net.parameters()) > LARGE
    artifact = write_onnx(half_weights(net) if is_large else net, folder / f"{args.id}.onnx", is_large)
    texture = write_texture(checkpoint, folder / f"{args.id}-encoder.onnx")
    scheme, widest = quantisation_of(Path(args.run), checkpoint["step"]) or (None, None)
    rounded = [write_window(net, folder / f"{args.id}-int8.onnx", scheme)] if scheme else []
    evaluation = Path(args.run) / "evaluation.json"
    quality = json.loads(evaluation.read_text())["quality"] if evaluation.exists() else {}
    sources = json.loads((Path(args.data) / "sources.json").read_text())
    manifest = {
        "format": "neurorack-model",
        "formatVersion": 1,
        "id": args.id,
        "name": args.name,
        "version": args.model_version,
        "family": "sinc-nsf",
        "licence": "MIT",
        "description": args.description,
        "sampleRate": SAMPLE_RATE,
        "hop": HOP,
        "lookaheadFrames": 1,
        "analysis": {"windows": WINDOWS, "ditherDb": DITHER_DB},
        "descriptors": descriptor_rows(checkpoint["statistics"]),
        "silence": silence_input(checkpoint["statistics"], checkpoint["silence"], net.inputs - PLAIN_INPUTS),
        "synthesis": SYNTHESIS | ({"tracks": track_section()} if net.outputs == OUTPUTS else {}),
        **({"timbre": timbre_encoder(checkpoint) | texture} if "encoderEma" in checkpoint else {}),
        "artifacts": [artifact, *rounded],
        "reference": write_reference(net, folder, scheme, widest),
        "training": {
            "data": [{k: s[k] for k in ("name", "licence", "source")} for s in sources if s["split"] == "train"],
            "steps": checkpoint["step"],
            "seconds": round(checkpoint["seconds"]),
            "seed": checkpoint["settings"]["seed"],
        },
        "quality": quality,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"{folder}: {artifact['file']} {(folder / artifact['file']).stat().st_size / 1e6:.2f} MB, step {checkpoint['step']}")
    return 0
