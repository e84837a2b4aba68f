"""The mean of the weights of trainings that grew out of one another: between a run that follows better and one that answers better.

A run of a smaller timbre code is widened first.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

from .start import same_statistics
from .train import save, widened


def add_arguments(parser) -> None:
    parser.add_argument("runs", nargs="+", help="RUN=share, as in runs/a=0.4 runs/b=0.6; the last one's sounds and statistics count")
    parser.add_argument("--out", required=True, help="the run that is written")


def as_large(state: dict, largest: dict) -> dict:
    """The state with a code as large as the largest's: what it lacks counts nothing, and is folded as there."""
    known = len(state["encoderEma"]["fold.bias"])
    encoder = {k: torch.cat([v, largest["encoderEma"][k][known:]]) for k, v in state["encoderEma"].items()}
    return {"ema": widened(state["ema"], largest["ema"]), "encoderEma": encoder}


def mean(states: list[dict[str, torch.Tensor]], shares: list[float]) -> dict[str, torch.Tensor]:
    return {name: sum(share * state[name] for share, state in zip(shares, states)) for name in states[-1]}


def run(args) -> int:
    """Write OUT/checkpoint.pt, whose averaged weights are the mean of the runs' own."""
    pairs = [given.rsplit("=", 1) for given in args.runs]
    try:
        shares = [float(share) for _, share in pairs]
    except ValueError:
        print("average: give each run its share, as in runs/a=0.4 runs/b=0.6", file=sys.stderr)
        return 2
    if abs(sum(shares) - 1) > 1e-6:
        print(f"average: the shares sum to {sum(shares):g}, not to 1", file=sys.stderr)
        return 2
    states = [torch.load(Path(folder) / "checkpoint.pt", weights_only=False, map_location="cpu") for folder, _ in pairs]
    if not all(same_statistics(state["statistics"], states[-1]["statistics"]) for state in states):
        print("average: these runs are normalised differently; only trainings that grew out of one another have a mean", file=sys.stderr)
        return 2
    result = dict(states[-1])
    largest = max(states, key=lambda state: len(state["encoderEma"]["fold.bias"]))
    alike = [as_large(state, largest) for state in states]
    for key in ("ema", "encoderEma"):
        result[key] = mean([state[key] for state in alike], shares)
    result["net"], result["encoder"] = result["ema"], result["encoderEma"]
    result["settings"] = result["settings"] | {"average": " ".join(args.runs)}
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    save(out / "checkpoint.pt", result)
    losses = Path(pairs[-1][0]) / "losses.csv"  # of the last run, as its steps are; the card draws them
    if losses.exists():
        (out / "losses.csv").write_bytes(losses.read_bytes())
    (out / "settings.json").write_text(json.dumps(result["settings"], default=str, indent=1))
    print(f"{out}: the mean of {', '.join(args.runs)}")
    return 0
