"""Comparison of a training with the model it started from: evaluation of the start on the same held-out sounds, a table, a picture."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from . import evaluate
from .definitions import DESCRIPTORS
from .examples import Examples
from .start import StartError, read_start

ROWS = (
    ("log-spectral distance, raw, dB (lower is better)", "lsd.raw"),
    ("log-spectral distance, mel, dB", "lsd.mel"),
    *((f"{name} tracking, r (1 is perfect)", f"{name}.r") for name in DESCRIPTORS),
)


def before(model: Path, examples: Path, folder: Path, threads: int) -> int:
    """Evaluate an unchanged model folder on the held-out sounds, into FOLDER; skipped when already done."""
    loaded = Examples(examples)
    key = {"model": str(model), "examples": loaded.meta["key"]}
    marker = folder / "of.json"
    if marker.is_file() and json.loads(marker.read_text()) == key and (folder / "evaluation.json").is_file():
        return 0
    print(f"== {model} unchanged, on the held-out sounds", flush=True)
    try:
        start = read_start(model)
    except StartError as error:
        print(f"all: {error}")
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(start.checkpoint(loaded.meta["silence"]), folder / "checkpoint.pt")
    parser = argparse.ArgumentParser()
    evaluate.add_arguments(parser)
    words = ["--run", folder, "--examples", examples, "--control-clips", 1, "--threads", threads]
    code = evaluate.run(parser.parse_args([str(word) for word in words]))
    if code == 0:
        marker.write_text(json.dumps(key))
    return code


def table(first: dict, then: dict, name: str) -> str:
    """Rows of both evaluations side by side, as Markdown."""
    lines = [f"| on the sounds held out | {name} | after training |", "| --- | --- | --- |"]
    lines += [f"| {label} | {first[key]:.3g} | {then[key]:.3g} |" for label, key in ROWS]
    return "\n".join(lines)


def report(run: Path, examples: Path, model: Path) -> None:
    """Print the table, and write it with the picture beside it: RUN/gain.md, RUN/gain.png."""
    read = lambda folder: json.loads((folder / "evaluation.json").read_text())["table"]["model"]
    text = table(read(run / "before"), read(run), model.name)
    (run / "gain.md").write_text(text + "\n")
    draw(run, Examples(examples), model.name)
    print(text)
    print(f"pictures: {run / 'gain.png'}, {run / 'losses.png'}")


def draw(run: Path, examples: Examples, name: str, count: int = 4) -> None:
    """`count` held-out sounds: asked, made by the start, made by the trained model."""
    from .pictures import spectrogram_rows

    load = lambda folder: torch.load(folder / "checkpoint.pt", weights_only=False, map_location="cpu")
    players = [evaluate.Player(load(folder), examples) for folder in (run / "before", run)]
    held = examples.held_out
    rows = []
    for example in held[:: max(1, len(held) // count)][:count]:
        x, natural, level = examples.read(example)
        parts = examples.partials(example)
        rows.append([(f"asked: {example['name']}", x), *((title, p(natural, level, parts)) for title, p in zip((name, "trained"), players))])
    spectrogram_rows(rows, run / "gain.png")
