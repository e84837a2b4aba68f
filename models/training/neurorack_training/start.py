"""Starting point of a training: a checkpoint, or a model folder whose weights are read from its ONNX file and manifest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch

from .definitions import DESCRIPTORS, DITHER_DB, HOP, SAMPLE_RATE, SCALES, SYNTHESIS, WINDOWS
from .model import CodeEncoder, FrameNet
from .stateful import weights_of

#: Keys of a descriptor's row that belong to the weights: the network's inputs were normalised with them.
BOUND = ("name", "mean", "std")


class StartError(ValueError):
    """The path is not a usable start; the message names the remedy."""


@dataclass(frozen=True)
class Start:
    """Averaged weights of the network and of the timbre encoder (None where the model has none), their statistics and training."""

    net: dict[str, torch.Tensor]
    encoder: dict[str, torch.Tensor] | None
    statistics: list[dict]
    name: str
    steps: int
    seconds: float

    @property
    def channels(self) -> int:
        return int(self.net["first.weight"].shape[0])

    def checkpoint(self, silence: list[float]) -> dict:
        """What `evaluate` and `export` read of a checkpoint of `train`; `silence` in natural units, as in the examples."""
        state = {"step": self.steps, "seconds": self.seconds, "ema": self.net, "statistics": self.statistics, "silence": silence}
        return state | {"settings": {}} | ({} if self.encoder is None else {"encoderEma": self.encoder})


def read_start(path: str | Path) -> Start:
    """Read a model folder, or a checkpoint file of `train`; raises StartError."""
    path = Path(path)
    if path.is_dir():
        return _from_model(path)
    if not path.is_file():
        raise StartError(f"{path} is neither a model folder nor a checkpoint; `ls models` lists the available models")
    state = torch.load(path, weights_only=False, map_location="cpu")
    if not isinstance(state, dict) or "ema" not in state:
        raise StartError(f"{path} is not a checkpoint of `train`; give a model folder or RUN/checkpoint.pt")
    return Start(state["ema"], state.get("encoderEma"), state["statistics"], str(path), state.get("step", 0), state.get("seconds", 0.0))


def _from_model(folder: Path) -> Start:
    manifest_path = folder / "manifest.json"
    if not manifest_path.is_file():
        raise StartError(f"{folder} has no manifest.json; give a model folder, models/impacts for one")
    manifest = json.loads(manifest_path.read_text())
    _check_definitions(folder, manifest)
    artifact = next((a for a in manifest["artifacts"] if a["kind"] == "stateful" and a["precision"] == "fp32"), None)
    if artifact is None:
        raise StartError(f"{folder} has no stateful fp32 graph to read the weights from; start from another model")
    data = (folder / artifact["file"]).read_bytes()
    if hashlib.sha256(data).hexdigest() != artifact["sha256"]:
        raise StartError(f"{folder / artifact['file']} does not match the checksum in its manifest; download the model folder again")
    net = _weights(onnx.load_from_string(data), folder)
    _replay(net, folder, manifest["reference"])
    training = manifest["training"]
    return Start(net, _encoder(manifest, folder), manifest["descriptors"], str(folder), training["steps"], training["seconds"])


def _check_definitions(folder: Path, manifest: dict) -> None:
    """Refuse a model of another sample rate, window or scale: its descriptors differ from those of this training."""
    ours = {"sampleRate": SAMPLE_RATE, "hop": HOP, "windows": WINDOWS, "ditherDb": DITHER_DB}
    theirs = {"sampleRate": manifest["sampleRate"], "hop": manifest["hop"], **manifest["analysis"]}
    ours["scales"], theirs["scales"] = (
        [[name, *SCALES[name]] for name in DESCRIPTORS],
        [[row["name"], row["scale"], row.get("floor", 0.0)] for row in manifest["descriptors"]],
    )
    ours["synthesis"], theirs["synthesis"] = _bound_synthesis(SYNTHESIS), _bound_synthesis(manifest["synthesis"])
    wrong = [key for key in ours if json.loads(json.dumps(ours[key])) != theirs.get(key)]
    if wrong:
        raise StartError(f"{folder} was made with other definitions ({', '.join(wrong)}); start from a model of this version")


def _bound_synthesis(synthesis: dict) -> dict:
    """The constants that the weights depend on: all but the noise's flattening and the floor of the gains."""
    free = {"noiseBands": "flattening", "gain": "floor"}
    bound = {key: synthesis[key] for key in SYNTHESIS if key in synthesis}
    return bound | {key: {k: v for k, v in bound[key].items() if k != name} for key, name in free.items() if key in bound}


def _weights(model: onnx.ModelProto, folder: Path) -> dict[str, torch.Tensor]:
    try:
        return weights_of(model)
    except ValueError as error:
        raise StartError(f"{folder}: {error}; start from a model of this version") from error


def _replay(weights: dict[str, torch.Tensor], folder: Path, reference: dict) -> None:
    """Check that the weights reproduce the model's reference output."""
    net = FrameNet.of(weights).eval()
    read = lambda key, rows: np.fromfile(folder / reference[key], "<f4").reshape(reference["frames"], rows)
    x = torch.from_numpy(np.ascontiguousarray(read("input", net.inputs).T))[None]
    with torch.no_grad():
        made = net(x)[0].numpy().T
    worst = float(np.abs(made - read("output", made.shape[1])).max())
    if not worst <= reference["tolerance"]["fp32"]:
        raise StartError(f"{folder}: the weights differ from the reference by {worst:.2g}; download the model folder again")


def _encoder(manifest: dict, folder: Path) -> dict[str, torch.Tensor] | None:
    """The weights of the code's encoder; None for a model without one, or with a static code, whose encoder is trained anew."""
    encoder = manifest.get("timbre", {}).get("encoder")
    if encoder is None:
        return None
    mine = CodeEncoder().state_dict()
    names = sorted({name.rsplit(".", 1)[0] for name in mine if name.startswith("expected.")})
    layers = dict(zip(names, encoder["expected"])) | {"first": encoder["first"], "last": encoder["last"]}
    tensor = lambda values, shape: torch.tensor(values, dtype=torch.float32).view(shape)
    try:
        weights = {f"{name}.weight": tensor(layer["weight"], layer["shape"]) for name, layer in layers.items()}
        weights |= {f"{name}.bias": tensor(layer["bias"], [layer["shape"][0]]) for name, layer in layers.items()}
        fits = {k: v.shape for k, v in weights.items()} == {k: v.shape for k, v in mine.items()}
    except (KeyError, RuntimeError):
        fits = False
    if not fits or (encoder["centre"], encoder["scale"]) != (CodeEncoder.CENTRE, CodeEncoder.SCALE):
        raise StartError(f"{folder} encodes colour differently; start from a model of this version")
    return weights


def same_statistics(a: list[dict], b: list[dict]) -> bool:
    """Whether two sets of statistics give the same normalisation."""
    bound = lambda rows: [[row[key] for key in BOUND] for row in rows]
    return bound(a) == bound(b)


def bound_statistics(own: list[dict], start: list[dict]) -> list[dict]:
    """Means and deviations of the start, which its weights depend on, with the range (min, max) of the new sounds."""
    kept = {row["name"]: row for row in start}
    return [row | {key: kept[row["name"]][key] for key in ("mean", "std")} for row in own]
