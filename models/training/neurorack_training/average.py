"""Weighted mean of the weights of related training runs, to combine a run with better tracking and one with better control response.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

from .start import same_statistics
from .train import save


def add_arguments(parser) -> None:
    parser.add_argument("runs", nargs="+", help="RUN=share, as in runs/a=0.4 runs/b=0.6; sounds and statistics are those of the last run")
    parser.add_argument("--out", required=True, help="output run folder")


def mean(states: list[dict[str, torch.Tensor]], shares: list[float]) -> dict[str, torch.Tensor]:
    return {name: sum(share * state[name] for share, state in zip(shares, states)) for name in states[-1]}


def run(args) -> int:
    """Write OUT/checkpoint.pt with the mean of the runs' averaged weights."""
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
        print("average: these runs are normalised differently; only related trainings can be averaged", file=sys.stderr)
        return 2
    if any(state["ema"]["first.weight"].shape != states[-1]["ema"]["first.weight"].shape for state in states):
        print("average: these runs have other network inputs; average runs of this version", file=sys.stderr)
        return 2
    result = dict(states[-1])
    for key in ("ema", "encoderEma"):
        result[key] = mean([state[key] for state in states], shares)
    result["net"], result["encoder"] = result["ema"], result["encoderEma"]
    result["settings"] = result["settings"] | {"average": " ".join(args.runs)}
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    save(out / "checkpoint.pt", result)
    losses = Path(pairs[-1][0]) / "losses.csv"  # of the last run, whose steps are recorded too; drawn in the card
    if losses.exists():
        (out / "losses.csv").write_bytes(losses.read_bytes())
    (out / "settings.json").write_text(json.dumps(result["settings"], default=str, indent=1))
    print(f"{out}: mean of {', '.join(args.runs)}")
    return 0
