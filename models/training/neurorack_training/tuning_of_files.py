"""The command `tuning`: is what rings in tune? Compares sound files with the sounds that they are to reproduce."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import soundfile

from . import tuning
from .data.folder import EXTENSIONS

EPILOG = """
example:
  npx neurorack render --model impacts --set bell.wav -o bell-again.wav
  python -m neurorack_training tuning bell.wav bell-again.wav

kept   share, by amplitude, of the reference's steady partials that the output has within 20 cents
true   share of the output's steady partials that the reference has within 50 cents
cents  median distance of the reference's steady partials from the output's nearest

A steady partial is a clear peak of the spectrum that is found again one and two windows (186 ms at 44.1 kHz) later, so that noise has none.
A reference with fewer than eight of them does not ring and is left out of the mean. Required of a model, over its held-out sounds: kept .75, true .85.
"""


class FilesError(ValueError):
    """The files cannot be compared; the message names the file and the remedy."""


def add_arguments(parser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="REFERENCE OUTPUT", help="pairs of sound files, or two folders: files of the same name are compared"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table; undefined figures are null")


def pairs_of(paths: list[Path]) -> tuple[list[tuple[Path, Path]], list[Path]]:
    """Pairs of reference and output, and the references without an output; raises FilesError."""
    folders = [path for path in paths if path.is_dir()]
    if not folders:
        if len(paths) % 2:
            raise FilesError(f"{paths[-1]} has no partner; give pairs of reference and output")
        return list(zip(paths[::2], paths[1::2])), []
    if len(paths) != 2 or len(folders) != 2:
        raise FilesError(f"{folders[0]} is a folder; give two folders, or only files")
    reference, output = paths
    sounds = sorted(path for path in reference.rglob("*") if path.suffix.lower() in EXTENSIONS and path.is_file())
    partner = {path: output / path.relative_to(reference) for path in sounds}
    found = [(path, other) for path, other in partner.items() if other.is_file()]
    if not found:
        raise FilesError(f"no sound of {reference} has a file of the same name in {output}; name the outputs as their references")
    return found, [path for path, other in partner.items() if not other.is_file()]


def read(path: Path) -> tuple[np.ndarray, int]:
    """Samples, the mean of the channels, and the sample rate; raises FilesError."""
    try:
        samples, rate = soundfile.read(path, always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise FilesError(f"{path} cannot be read as sound ({error}); check the path, or convert it to WAV") from error
    return samples.mean(1), rate


def compared(reference: Path, output: Path) -> tuning.Tuning | None:
    """The tuning of an output file; raises FilesError."""
    (target, rate), (made, other) = read(reference), read(output)
    if rate != other:
        raise FilesError(f"{reference} has {rate} Hz, {output} {other} Hz; resample one of them")
    return tuning.tuning(made, target, rate)


def as_json(results: list[tuple[Path, Path, tuning.Tuning | None]], alone: list[Path]) -> str:
    """All results and their mean as JSON."""
    defined = lambda value: None if value != value else value
    figures = lambda one: {name: defined(getattr(one, name)) if one else None for name in ("kept", "true", "cents")}
    sounds = [{"reference": str(a), "output": str(b), "rings": one is not None, **figures(one)} for a, b, one in results]
    mean = tuning.mean([one for *_, one in results if one])
    return json.dumps({"sounds": sounds, "mean": {k: defined(v) for k, v in mean.items()}, "withoutOutput": [str(p) for p in alone]}, indent=1)


def as_table(results: list[tuple[Path, Path, tuning.Tuning | None]]) -> str:
    """All results as aligned lines, the mean last."""
    mean = tuning.mean([one for *_, one in results if one])
    last = f"mean of {mean['clips']} that ring (cents: median)"
    wide = max(len(last), *(len(str(output)) for _, output, _ in results))
    number = lambda value, form: "-" if value != value else form.format(value)

    def line(name: str, kept: float, true: float, cents: float) -> str:
        return f"{name:{wide}s}  {number(kept, '{:.2f}'):>5s} {number(true, '{:.2f}'):>5s} {number(cents, '{:.0f}'):>6s}"

    lines = [f"{'output':{wide}s}  {'kept':>5s} {'true':>5s} {'cents':>6s}"]
    for _, output, one in results:
        lines.append(line(str(output), one.kept, one.true, one.cents) if one else f"{str(output):{wide}s}  its reference does not ring")
    return "\n".join([*lines, line(last, mean["kept"], mean["true"], mean["cents"])])


def run(args) -> int:
    """Print the table or JSON; exit code 2 where files cannot be compared."""
    try:
        pairs, alone = pairs_of(args.paths)
        results = [(reference, output, compared(reference, output)) for reference, output in pairs]
    except FilesError as error:
        print(f"tuning: {error}", file=sys.stderr)
        return 2
    for path in alone:
        print(f"tuning: {path} has no output of the same name; left out", file=sys.stderr)
    print(as_json(results, alone) if args.json else as_table(results))
    return 0
