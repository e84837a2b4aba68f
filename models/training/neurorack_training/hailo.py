"""`hailo-check FILE`: checks whether a graph is known to be supported by Hailo's compiler.

The rules are those of the compile recipe, `targets/pi-hailo/recipe/check_graph.py`.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

RECIPE = Path(__file__).parents[3] / "targets/pi-hailo/recipe/check_graph.py"


def rules() -> ModuleType:
    """The recipe's checker; its `check(model)` returns findings with `refused` and `what`."""
    spec = importlib.util.spec_from_file_location("neurorack_check_graph", RECIPE)
    if spec is None or spec.loader is None or not RECIPE.exists():
        raise FileNotFoundError(f"{RECIPE}: run this from a checkout of the repository")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # needed by dataclasses
    spec.loader.exec_module(module)
    return module


def add_arguments(parser) -> None:
    parser.add_argument("graph", metavar="FILE", help="an ONNX graph")
    parser.add_argument("--strict", action="store_true", help="also refuse unproven operations")


def run(args) -> int:
    """Print one finding per line; exit code 0: no refusals, 1: refused, 2: no such graph."""
    return rules().main([args.graph, *(["--strict"] if args.strict else [])])
