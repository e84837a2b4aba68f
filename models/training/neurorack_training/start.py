"""Where a training starts from: a checkpoint, or a model folder whose weights are read back from its ONNX file and manifest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch

from .definitions import CODE, COLOUR, DESCRIPTORS, DITHER_DB, HOP, SAMPLE_RATE, SCALES, SYNTHESIS, WINDOWS
from .model import FrameNet
from .stateful import weights_of

#: Keys of a descriptor's row that a network is bound to: it was trained on inputs normalised with them.
BOUND = ("name", "mean", "std")


class StartError(ValueError):
    """Nothing that a training could start from; the message says what to do."""


@dataclass(frozen=True)
class Start:
    """Averaged network weights, the timbre encoder's (None where the model has none), and the statistics they go with."""

    net: dict[str, torch.Tensor]
    encoder: dict[str, torch.Tensor] | None
    statistics: list[dict]
    name: str

    @property
    def channels(self) -> int:
        return int(self.net["first.weight"].shape[0])


def read_start(path: str | Path) -> Start:
    """A model folder, or a checkpoint file of `train`; raises StartError."""
    path = Path(path)
    if path.is_dir():
        return _from_model(path)
    if not path.is_file():
        raise StartError(f"{path} is no model folder and no checkpoint; `ls models` shows the models there are")
    state = torch.load(path, weights_only=False, map_location="cpu")
    if not isinstance(state, dict) or "ema" not in state:
        raise StartError(f"{path} is no checkpoint of `train`; give a model folder or RUN/checkpoint.pt")
    return Start(state["ema"], state.get("encoderEma"), state["statistics"], str(path))


def _from_model(folder: Path) -> Start:
    manifest_path = folder / "manifest.json"
    if not manifest_path.is_file():
        raise StartError(f"{folder} has no manifest.json; give a model folder, models/impacts for one")
    manifest = json.loads(manifest_path.read_text())
    _check_definitions(folder, manifest)
    artifact = next((a for a in manifest["artifacts"] if a["kind"] == "stateful" and a["precision"] == "fp32"), None)
    if artifact is None:
        raise StartError(f"{folder} has no stateful fp32 graph, whose weights could be read back; start from another model")
    data = (folder / artifact["file"]).read_bytes()
    if hashlib.sha256(data).hexdigest() != artifact["sha256"]:
        raise StartError(f"{folder / artifact['file']} is not the file its manifest names; get the model folder again")
    net = _weights(onnx.load_from_string(data), folder)
    _replay(net, folder, manifest["reference"])
    return Start(net, _encoder(manifest, folder), manifest["descriptors"], str(folder))


def _check_definitions(folder: Path, manifest: dict) -> None:
    """A model of another sample rate, window or scale hears other descriptors than this training measures."""
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
    """The numbers that weights are bound to: noise of any envelope suits them, and any floor of the gains."""
    free = {"noiseBands": "flattening", "gain": "floor"}
    bound = {key: synthesis[key] for key in SYNTHESIS if key in synthesis}
    return bound | {key: {k: v for k, v in bound[key].items() if k != name} for key, name in free.items() if key in bound}


def _weights(model: onnx.ModelProto, folder: Path) -> dict[str, torch.Tensor]:
    try:
        return weights_of(model)
    except ValueError as error:
        raise StartError(f"{folder}: {error}; start from a model of this version") from error


def _replay(weights: dict[str, torch.Tensor], folder: Path, reference: dict) -> None:
    """The weights must give the model's own reference output: what was read is what was shipped."""
    net = FrameNet.of(weights).eval()
    read = lambda key, rows: np.fromfile(folder / reference[key], "<f4").reshape(reference["frames"], rows)
    x = torch.from_numpy(np.ascontiguousarray(read("input", net.inputs).T))[None]
    with torch.no_grad():
        made = net(x)[0].numpy().T
    worst = float(np.abs(made - read("output", made.shape[1])).max())
    if not worst <= reference["tolerance"]["fp32"]:
        raise StartError(f"{folder}: the weights read back miss the reference by {worst:.2g}; get the model folder again")


def _encoder(manifest: dict, folder: Path) -> dict[str, torch.Tensor] | None:
    timbre = manifest.get("timbre")
    if timbre is None:
        return None
    fits = timbre["code"] <= CODE and len(timbre["weight"]) == timbre["code"] * 3 * COLOUR["bands"]
    if not fits or timbre["colour"] != json.loads(json.dumps(COLOUR)):
        raise StartError(f"{folder} hears colour in another way; start from a model of this version")
    weight = torch.tensor(timbre["weight"], dtype=torch.float32).view(timbre["code"], 3 * COLOUR["bands"])
    return {"fold.weight": weight, "fold.bias": torch.tensor(timbre["bias"], dtype=torch.float32)}


def same_statistics(a: list[dict], b: list[dict]) -> bool:
    """Whether two sets of statistics normalise alike."""
    bound = lambda rows: [[row[key] for key in BOUND] for row in rows]
    return bound(a) == bound(b)


def bound_statistics(own: list[dict], start: list[dict]) -> list[dict]:
    """Means and deviations of the start, on which its weights rest; the range (min, max) of the sounds themselves."""
    kept = {row["name"]: row for row in start}
    return [row | {key: kept[row["name"]][key] for key in ("mean", "std")} for row in own]
