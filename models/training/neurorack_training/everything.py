"""From packages to a playable model in one command; parts that are finished are skipped, training resumes."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import analyse, card, evaluate, export, train
from .data import prepare

PARTS = (("prepare", prepare), ("analyse", analyse), ("train", train), ("evaluate", evaluate), ("export", export), ("card", card))


def add_arguments(parser) -> None:
    parser.add_argument("--id", default="impacts", help="model id; the run goes to models/training/runs/ID")
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--impacts", type=int, default=None, help="designed impacts of the training split")


def run(args) -> int:
    folder = f"models/training/runs/{args.id}"
    out = f"models/{args.id}"
    given = {
        "prepare": [] if args.impacts is None else ["--impacts", str(args.impacts)],
        "train": ["--run", folder, "--steps", str(args.steps)],
        "evaluate": ["--run", folder],
        "export": ["--run", folder, "--id", args.id, "--name", args.id.capitalize(), "--out", out],
        "card": ["--run", folder, "--model", out],
    }
    for name, part in PARTS:
        print(f"== {name}", flush=True)
        parser = argparse.ArgumentParser(prog=name)
        part.add_arguments(parser)
        code = part.run(parser.parse_args(given.get(name, [])))
        if code:
            return code
    print(f"done: {Path(out)}")
    return 0
