"""From sounds to a playable model in one command. Finished parts are skipped, training resumes."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path

CACHE = Path("models/training/cache")
RUNS = Path("models/training/runs")
#: Variants per sound: enough that few sounds give a few hundred examples.
MIN_EXAMPLES, MIN_VARIANTS, MAX_VARIANTS = 300, 3, 8
#: Learning rate of a training that starts from a model, below that of a random start.
FINE_TUNING_RATE = 6e-4


def add_arguments(parser) -> None:
    parser.add_argument("--sounds", type=Path, help="a folder of your own sounds; a subfolder is a kit")
    parser.add_argument("--licence", help="licence of --sounds, stated in the model card: CC0-1.0, CC-BY-4.0, or another")
    parser.add_argument("--id", help="model id (default: the folder's name, or impacts); the run goes to models/training/runs/ID")
    parser.add_argument("--name", help="name on the display (default: the id)")
    parser.add_argument("--from-model", type=Path, help="start from this model folder, models/impacts for one")
    parser.add_argument("--minutes", type=float, default=0, help="train for about this long, instead of --steps")
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--impacts", type=int, help="number of additional sounds designed from this material (default 3500; with --sounds 0)")
    parser.add_argument("--recipes", default="impacts", help="recipe book of the designed sounds: impacts or metal")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, help="the model folder (default models/ID)")


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "mine"


def complaint(args, id: str, out: Path) -> str | None:
    """The first error in the arguments, with its remedy."""
    if id != slug(id):
        return f"--id {id}: use small letters, digits and hyphens"
    if (out / "manifest.json").is_file() and not (RUNS / id / "checkpoint.pt").is_file():
        return f"{out} already exists and does not belong to a run on this machine; choose another --id"
    if args.from_model and args.from_model.resolve() == out.resolve():
        return f"{out} would overwrite the model it starts from; choose another --id"
    return None


def run(args) -> int:
    """Run all parts in order; the first failure ends the run with its exit code."""
    # Here, not above: `all --help` is read before the packages are there.
    from . import analyse, card, evaluate, export, gain, train
    from .data import prepare

    id = args.id or (slug(args.sounds.resolve().name) if args.sounds else "impacts")
    out = args.out or Path("models") / id
    if wrong := complaint(args, id, out):
        print(f"all: {wrong}", file=sys.stderr)
        return 2
    own = bool(args.sounds) or args.recipes != "impacts"
    data, examples = (CACHE / f"data-{id}", CACHE / f"examples-{id}") if own else (CACHE / "data", CACHE / "examples")
    folder = RUNS / id
    begun = time.monotonic()
    given = {
        "--sounds": args.sounds,
        "--licence": args.licence,
        "--from-model": args.from_model,
        "--impacts": 0 if args.impacts is None and args.sounds else args.impacts,
    }
    code = step(prepare, "prepare", begun, "--out", data, "--recipes", args.recipes, *chosen(given))
    if code:
        return code
    start = chosen({"--statistics-of": args.from_model})
    code = step(analyse, "analyse", begun, "--data", data, "--out", examples, "--variants", variants(data), "--workers", args.threads, *start)
    if code:
        return code
    if args.from_model:
        code = gain.before(args.from_model, examples, folder / "before", args.threads)
        if code:
            return code
    length = ["--minutes", args.minutes] if args.minutes else ["--steps", args.steps]
    if args.from_model:
        length += ["--from-model", args.from_model, "--learning-rate", FINE_TUNING_RATE, "--controlled", 6]
    code = step(train, "train", begun, "--run", folder, "--examples", examples, "--threads", args.threads, *length)
    if code:
        return code
    if evaluated(folder):
        print("== evaluate: already finished", flush=True)
    else:
        clips = "--control-clips", 8 if args.sounds else 24
        code = step(evaluate, "evaluate", begun, "--run", folder, "--examples", examples, "--threads", args.threads, *clips)
        if code:
            return code
    name = args.name or id.capitalize()
    about = f"{name}, trained on {args.sounds.name}." if args.sounds else None
    words = ["--run", folder, "--data", data, "--id", id, "--name", name, "--out", out, *chosen({"--description": about})]
    whose = ["--own-sounds"] if args.sounds else []
    code = step(export, "export", begun, *words) or step(card, "card", begun, "--run", folder, "--data", data, "--model", out, *whose)
    if code:
        return code
    if args.from_model:
        gain.report(folder, examples, args.from_model)
    minutes = (time.monotonic() - begun) / 60
    print(f"done in {minutes:.0f} minutes: {out}\n  npx neurorack model check {out}\n  npx neurorack start --model {out}")
    return 0


def chosen(options: dict) -> list:
    """The given options as command-line words."""
    return [word for option, value in options.items() if value is not None for word in (option, value)]


def step(part, name: str, begun: float, *words) -> int:
    """Run one part, printing its name and the elapsed time."""
    print(f"== {name} ({(time.monotonic() - begun) / 60:.0f} min)", flush=True)
    parser = argparse.ArgumentParser(prog=name)
    part.add_arguments(parser)
    return part.run(parser.parse_args([str(word) for word in words]))


def variants(data: Path) -> int:
    """Number of variants per training sound."""
    index = json.loads((data / "index.json").read_text())
    sounds = sum(row["split"] == "train" for row in index)
    return max(MIN_VARIANTS, min(MAX_VARIANTS, -(-MIN_EXAMPLES // max(sounds, 1))))


def evaluated(folder: Path) -> bool:
    """Whether the evaluation belongs to the current checkpoint."""
    result, checkpoint = folder / "evaluation.json", folder / "checkpoint.pt"
    return result.is_file() and result.stat().st_mtime >= checkpoint.stat().st_mtime
