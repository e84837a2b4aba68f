"""`import-rave`: a RAVE export (`.ts`) to a model folder of the family `rave`.

Exit codes: 0, the folder is written; 2, wrong usage; 3, the file cannot be imported, with the reason and a remedy.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np

from ..checksum import sha256
from .measure import Streaming, correlation, error_over_peak, lag_of, offline
from .refusal import ANOTHER, Refusal
from .report import report
from .signals import test_sound, walk

USAGE, FAULT = 2, 3
#: Largest error of the rebuilt networks over the peak of the file's own output.
MAX_ERROR = 1e-4
#: Smallest correlation with the offline form with which a measured delay is used.
MIN_CORRELATION = 0.6
#: Largest angle of a spherical model's reference vectors, where 1 is half a turn.
ANGLE_LIMIT = 0.9
IMPACTS = Path(__file__).resolve().parents[4] / "models/impacts/manifest.json"
ID = re.compile(r"^[a-z0-9][a-z0-9-]*$")


def add_arguments(parser) -> None:
    parser.add_argument("model", help="a .ts file written by `rave export --streaming`; it is code: import only files of people you trust")
    parser.add_argument("-o", "--out", required=True, help="the model folder to write, e.g. models/mine")
    parser.add_argument("--id", help="identifier: lower-case letters, digits and hyphens; default: the name of the folder")
    parser.add_argument("--name", help="name on the panel; default: the name of the file")
    parser.add_argument("--licence", default="unknown: the maker of the model decides", help="licence of the model, as its maker states it")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--corrected", action="store_true", help="repair odd filter bands that streaming inverts (the default)")
    form.add_argument("--as-exported", action="store_true", help="keep inverted bands: the sound of other players of the file")
    parser.add_argument(
        "--hop",
        type=hops,
        default=(),
        metavar="SAMPLES",
        help="samples of a run of the decoder, e.g. 512 for four latents of 128; several, as 128,512: the larger ones are for boards that are too slow for the "
        "smallest (default: one latent, and four where they are at most 2048 samples)",
    )
    parser.add_argument("--memory", type=int, default=4096, metavar="MB", help="memory for reading the file (default 4096)")
    parser.add_argument("--timeout", type=int, default=600, metavar="S", help="seconds for reading the file (default 600)")
    parser.add_argument("--replace", action="store_true", help="replace a model folder that exists")


def hops(text: str) -> tuple[int, ...]:
    found = tuple(int(word) for word in text.split(","))
    if min(found) < 1:
        raise ValueError(text)
    return found


def run(args) -> int:
    source, folder = Path(args.model), Path(args.out)
    identifier = args.id or re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    if not ID.match(identifier) or len(identifier) > 200:
        return failed(USAGE, f"--id {identifier!r} has other characters than lower-case letters, digits and hyphens", "give one such as --id my-strings")
    if args.memory < 256 or args.timeout < 1:
        return failed(USAGE, "--memory is below 256 MB or --timeout below 1 s", "leave them out for 4096 MB and 600 s")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not args.replace:
        return failed(USAGE, f"{folder} exists", "give another folder, or --replace")
    started = time.monotonic()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=folder.parent) as temporary:
        read, made = Path(temporary) / "read", Path(temporary) / "made"
        read.mkdir(), made.mkdir()
        try:
            recognise(source)
            read_behind_limits(source, read, args.memory, args.timeout, args.hop)
            summary = write_folder(read, made, source, identifier, args)
        except Refusal as refusal:
            return failed(FAULT, f"{source}: {refusal}", refusal.remedy)
        if folder.exists():
            shutil.rmtree(folder)
        made.chmod(0o755)
        made.rename(folder)
    print(f"{folder}: {summary}; {time.monotonic() - started:.0f} s; see {folder}/README.md")
    return 0


def failed(code: int, reason: str, remedy: str) -> int:
    print(f"error: {reason}\nremedy: {remedy}", file=sys.stderr)
    return code


def recognise(source: Path) -> None:
    """Refuse a file that is no TorchScript archive before PyTorch opens it."""
    if not source.is_file():
        raise Refusal("there is no such file" if not source.exists() else "it is no file", ANOTHER)
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError) as error:
        begin = source.open("rb").read(4)
        if begin[:2] == b"PK":
            raise Refusal("it is truncated or damaged: its list of contents is missing", "copy or download the file again") from error
        raise Refusal("it is no TorchScript file", ANOTHER) from error
    if any("/code/" in name for name in names):
        return
    if any(name.endswith("data.pkl") for name in names):
        raise Refusal("it is a plain PyTorch checkpoint, without the model's code", "export it first: rave export --run RUN --streaming")
    raise Refusal("it is a zip file of another kind", ANOTHER)


def read_behind_limits(source: Path, folder: Path, megabytes: int, seconds: int, hops: tuple[int, ...] = ()) -> None:
    """Run `child` on the file. Nothing of the file is executed in this process."""
    package = str(Path(__file__).resolve().parents[2])
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "TMPDIR", "VIRTUAL_ENV")}
    command = [sys.executable, "-m", "neurorack_training.rave.child", str(source.resolve()), str(folder), str(megabytes), *map(str, hops)]
    try:
        done = subprocess.run(command, env=environment | {"PYTHONPATH": package}, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise Refusal(f"reading it took more than {seconds} s", "give more with --timeout, if you trust the file") from error
    refusal = folder / "refusal.json"
    if refusal.exists():
        refused = json.loads(refusal.read_text())
        raise Refusal(refused["reason"], refused["remedy"])
    if done.returncode < 0:  # PyTorch ends without an exception where the bound stops it
        raise Refusal(f"the process that reads it was ended, by the bound of {megabytes} MB of memory or by the system", "give more with --memory, if you trust the file")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1][:300]
        raise Refusal(f"reading it failed ({last})", "give a .ts of RAVE 1 to 2.3 or BRAVE; if it is one, report this message")


def write_folder(read: Path, made: Path, source: Path, identifier: str, args) -> str:
    """The model folder in `made` from what the child wrote; returns a summary of a line."""
    facts = json.loads((read / "facts.json").read_text())
    file = np.load(read / "file.npz", allow_pickle=False)
    figures = compare_decoder(read, facts, file)
    corrected = not args.as_exported
    first, *more = facts["runs"]
    decoder, encoder = made / f"{identifier}.onnx", made / f"{identifier}-encoder.onnx"
    is_turned = facts["mirrored"] and corrected
    shutil.copyfile(decoder_file(read, first, is_turned), decoder)
    synthesis = {
        "latents": facts["latents"],
        "randomLatents": facts["inputs"] - facts["latents"],
        "randomScale": 1.0,
        "decoderDelay": figures["decoderDelay"],
        "encoderDelay": facts["encoderDelay"],
        "generation": facts["generation"],
        "correction": "odd-bands" if corrected and (facts["mirrored"] or facts["encoderMirrored"]) else "none",
        "latentMean": [0.0] * facts["latents"],
        "latentStd": [1.0] * facts["latents"],
    }
    if first > 1:
        synthesis["latentsPerRun"] = first
    for count in more:
        larger = made / f"{identifier}-{facts['hop'] * count}.onnx"
        shutil.copyfile(decoder_file(read, count, is_turned), larger)
        synthesis.setdefault("largerRuns", []).append({"latentsPerRun": count, "artifacts": [artifact(larger, facts, count)]})
    silence = np.zeros(facts["inputs"], np.float32)
    if facts["encoder"]:
        figures |= compare_encoder(read, facts, file)
        shutil.copyfile(read / ("encoder-corrected.onnx" if facts["encoderMirrored"] and corrected else "encoder.onnx"), encoder)
        synthesis |= statistics(encoder, facts)
        silence[: facts["latents"]] = encoded_silence(encoder, facts)
        synthesis["encoder"] = entry(encoder, facts["hop"], facts["latents"])
    manifest = {
        "format": "neurorack-model",
        "formatVersion": 1,
        "id": identifier,
        "name": args.name or source.stem,
        "version": "1.0.0",
        "family": "rave",
        "licence": args.licence,
        "description": f"RAVE {facts['generation']}, imported from {source.name}.",
        "sampleRate": facts["sampleRate"],
        "hop": facts["hop"] * first,
        "lookaheadFrames": 1,
        **{key: json.loads(IMPACTS.read_text())[key] for key in ("analysis", "descriptors")},
        "silence": [float(value) for value in np.tile(silence, first)],
        "synthesis": synthesis,
        "artifacts": [artifact(decoder, facts, first)],
        "reference": write_reference(decoder, rows_of(reference_lanes(file["x"], facts), first), made),
        "training": {"data": [], "steps": 0, "seconds": 0, "seed": 0},
        "quality": {},
    }
    (made / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    (made / "README.md").write_text(report(manifest, facts, figures, source))
    return f"RAVE {facts['generation']}, {facts['latents']} latents at {facts['hop']} samples, error {figures['decoderError']:.1e} of the peak"


def decoder_file(read: Path, count: int, is_turned: bool) -> Path:
    return read / ("decoder" + (f"-{count}" if count > 1 else "") + ("-corrected" if is_turned else "") + ".onnx")


def rows_of(lanes: np.ndarray, count: int) -> np.ndarray:
    """Input of runs of `count` latents."""
    return lanes.reshape(len(lanes) // count, -1)


def artifact(path: Path, facts: dict, count: int) -> dict:
    """The entry of a decoder of `count` latents a run."""
    return {"accelerator": "onnxruntime", "precision": "fp32", "kind": "stateful", **entry(path, facts["inputs"] * count, facts["hop"] * count)}


def entry(path: Path, inputs: int, outputs: int) -> dict:
    """The manifest's entry of a graph."""
    state = list(Streaming(path).past.shape)
    return {
        "file": path.name,
        "sha256": sha256(path),
        "inputs": [{"name": "x", "shape": [1, inputs, 1, 1]}, {"name": "past", "shape": state}],
        "outputs": [{"name": "y", "shape": [1, outputs, 1, 1]}, {"name": "next", "shape": state}],
        "state": [{"input": "past", "output": "next"}],
    }


def compare_decoder(read: Path, facts: dict, file) -> dict:
    """Error against the file, and the delay against the offline form; raises Refusal when the networks differ."""
    lanes_of = lambda count: rows_of(file["x"], count)
    errors = [error_over_peak(Streaming(decoder_file(read, count, False)).run(lanes_of(count)).reshape(file["y"].shape), file["y"]) for count in {1, *facts["runs"]}]
    error = max(errors)
    if not error <= MAX_ERROR:
        raise Refusal(f"the rebuilt decoder differs from the file by {error:.1e} of the peak", "report the file's layout: it has a part that is not known here")
    hops, full = file["x"].shape[0], facts["full"]
    lanes = np.zeros((hops, facts["inputs"]), np.float32)
    lanes[:, :full] = walk(hops, full, 1.0, seed=3)
    expected = offline(read / "offline-decoder.onnx", np.ascontiguousarray(lanes[:, :full].T))
    structural = facts["decoderDelay"]
    figures = {"decoderError": error, "decoderDelay": structural}
    for key, name in (("asExported", "decoder.onnx"), ("corrected", "decoder-corrected.onnx")):
        if (read / name).exists():
            streamed = Streaming(read / name).run(lanes).reshape(-1)
            lag, similar = lag_of(streamed, expected, min(structural + 4 * facts["hop"], len(expected) // 2))
            figures[f"{key}Correlation"] = correlation(streamed, expected, structural)
            if similar >= MIN_CORRELATION:
                figures["decoderDelay"] = lag
    return figures


def compare_encoder(read: Path, facts: dict, file) -> dict:
    found, expected = Streaming(read / "encoder.onnx").run(file["sound"]), file["z"]
    whole = np.isfinite(expected).all(1)  # silence has no angles in a spherical file
    if not whole.any():
        raise Refusal("its encoder answers a sound with NaN", "export an earlier checkpoint of the run")
    error = error_over_peak(found[whole], expected[whole]) if np.isfinite(found).all() else float("nan")
    if not error <= MAX_ERROR:
        raise Refusal(f"the rebuilt encoder differs from the file by {error:.1e} of the peak", "report the file's layout: it has a part that is not known here")
    return {"encoderError": error}


def statistics(encoder: Path, facts: dict) -> dict:
    """Mean and deviation of every latent over four seconds of the test sound."""
    hops = max(64, 4 * facts["sampleRate"] // facts["hop"])
    found = Streaming(encoder).run(test_sound(hops * facts["hop"], facts["sampleRate"]).reshape(hops, -1))
    found = found[facts["encoderDelay"] // facts["hop"] + 1 :]
    rounded = lambda values: [float(f"{v:.6g}") for v in values]
    return {"latentMean": rounded(found.mean(0)), "latentStd": rounded(np.maximum(found.std(0), 1e-3))}


def encoded_silence(encoder: Path, facts: dict) -> np.ndarray:
    """The latents of silence, once the encoder's past is silent."""
    hops = 2 * facts["encoderDelay"] // facts["hop"] + 16
    return Streaming(encoder).run(np.zeros((hops, facts["hop"]), np.float32))[-1]


def reference_lanes(lanes: np.ndarray, facts: dict) -> np.ndarray:
    """The comparison's input; angles keep off their seam at 1, since half precision can round one to its other side, which is another sound."""
    return np.clip(lanes, -ANGLE_LIMIT, ANGLE_LIMIT) if facts["spherical"] else lanes


def write_reference(decoder: Path, lanes: np.ndarray, made: Path) -> dict:
    """Input and output from zero state, raw little-endian float32; tolerances as shares of the peak."""
    sound = Streaming(decoder).run(lanes)
    names = {"input": "reference-input.f32", "output": "reference-output.f32"}
    lanes.astype("<f4").tofile(made / names["input"])
    sound.astype("<f4").tofile(made / names["output"])
    peak = max(float(np.abs(sound).max()), 1e-3)
    return {
        **names,
        "frames": len(lanes),
        "sha256": {key: sha256(made / name) for key, name in names.items()},
        "tolerance": {"fp32": 1e-4 * peak, "fp16": 0.05 * peak, "int8": peak},
    }
