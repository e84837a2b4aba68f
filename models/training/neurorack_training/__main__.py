"""`python -m neurorack_training <command>`: from a folder of sounds to a playable model."""

from __future__ import annotations

import argparse
import importlib
import sys

COMMANDS = {
    "prepare": ("data.prepare", "download permissive material, design impacts, write the data set"),
    "overview": ("data.overview", "write a page with spectrograms and sounds of the data set"),
    "analyse": ("analyse", "augment and analyse the data set into training examples"),
    "train": ("train", "train, or resume training"),
    "train-texture": ("train_texture", "train the hybrid `texture`: partials of a model, noise and transients of a decoder"),
    "average": ("average", "average the weights of related training runs"),
    "evaluate": ("evaluate", "write the evaluation table of a run or a model folder, with reference rows"),
    "tuning": ("tuning_of_files", "compare the steady partials of sound files with those of their references: is what rings in tune?"),
    "listen": ("listen", "write a page of held-out sounds as asked and as models play them in the instrument"),
    "export": ("export", "write the model folder: manifest, ONNX, reference vectors, card"),
    "quantise": ("quantise", "measure the cost of fp16, int16 and int8: calibrate, play held-out clips, write the figures"),
    "window": ("artifacts", "add the windowed graph, the input of the Hailo-8 compiler, to a model folder"),
    "tolerances": ("tolerances", "measure the tolerances of fp16 and int16 again and write them into the manifest of model folders"),
    "hailo-check": ("hailo", "list the parts of an ONNX graph that the Hailo compiler is not known to support"),
    "card": ("card", "write the model card"),
    "rave-speed": ("rave.speed", "time decoders of RAVE's own sizes, untrained, on one core"),
    "import-rave": ("rave.importer", "import a RAVE export (.ts) as a model folder of the family rave"),
    "rave-figures": ("rave.measurements", "import RAVE exports and print how exact, how long, how much memory, how fast to play"),
    "golden": ("golden", "write golden vectors of the DSP for the TypeScript tests"),
    "all": ("pipeline", "run the whole pipeline; finished parts are skipped"),
}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="neurorack_training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    argv = sys.argv[1:] if argv is None else argv
    wanted = argv[0] if argv else None
    for name, (module, text) in COMMANDS.items():
        sub = commands.add_parser(name, help=text, description=text)
        if name == wanted:  # modules load slowly: import only the requested one
            loaded = load(module)
            loaded.add_arguments(sub)
            sub.set_defaults(handler=loaded.run)
    args = parser.parse_args(argv)
    try:
        return args.handler(args)
    except ModuleNotFoundError as missing:
        raise SystemExit(without_packages(missing)) from missing


def load(module: str):
    """The module of a command."""
    try:
        return importlib.import_module(f".{module}", __package__)
    except ModuleNotFoundError as missing:
        raise SystemExit(without_packages(missing)) from missing


def without_packages(missing: ModuleNotFoundError) -> str:
    """The remedy for a package that is not installed. A module of this package that is missing is an error of the code."""
    if (missing.name or "").startswith(__package__ or "neurorack_training"):
        raise missing
    return (
        f"error: the package {missing.name} of the training is not installed for {sys.executable}\n"
        "remedy: python3 models/training/install.py, then models/training/.venv/bin/python -m neurorack_training"
    )


if __name__ == "__main__":
    raise SystemExit(main())
