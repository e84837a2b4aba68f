"""`hailo-check FILE`: is this graph one that Hailo's compiler is known to take?

The rules are those of the recipe that compiles it, `targets/pi-hailo/recipe/check_graph.py`: one list for both.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

RECIPE = Path(__file__).parents[3] / "targets/pi-hailo/recipe/check_graph.py"


def rules() -> ModuleType:
    """The recipe's checker; its `check(model)` gives findings with `refused` and `what`."""
    spec = importlib.util.spec_from_file_location("neurorack_check_graph", RECIPE)
    if spec is None or spec.loader is None or not RECIPE.exists():
        raise FileNotFoundError(f"{RECIPE}: run this from a checkout of the repository")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def add_arguments(parser) -> None:
    parser.add_argument("graph", metavar="FILE", help="an ONNX graph")
    parser.add_argument("--strict", action="store_true", help="refuse what is unproven as well")


def run(args) -> int:
    """Every finding on a line; exit code 0 nothing against it, 1 refused, 2 no such graph."""
    return rules().main([args.graph, *(["--strict"] if args.strict else [])])
