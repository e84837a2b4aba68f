"""Reads the fab files of both boards and of the faceplate by another library than KiCad (gerbonara) and compares them with the boards' own numbers:
layers, outline, holes by diameter, copper at each pad. usage: read_gerbers.py FOLDER, which hardware/fabricate.sh has written. Never fabricated."""

import re
import sys
import warnings
from collections import Counter
from pathlib import Path

from gerbonara import LayerStack
from gerbonara.utils import MM

LAYERS = {"faceplate": 2, "base": 4, "plate": 0}
# The line of the outline is 0.1 mm wide.
LINE = 0.1


def numbers(text: str) -> list[float]:
    return [float(one) for one in re.findall(r"-?\d+\.?\d*", text)]


def expected_holes(board: str) -> Counter:
    """Holes of a board's file by diameter, through pads and vias, and those without copper."""
    vias = re.findall(r"\(via\s[\s\S]*?\(drill ([\d.]+)\)", board)
    pads = re.findall(r'\(pad "[^"]*" (?:np_)?thru_hole[\s\S]*?\(drill ([\d.]+)\)', board)
    return Counter(round(float(one), 3) for one in vias + pads)


def check(name: str, folder: Path) -> list[str]:
    board = (Path(__file__).parent / f"neurorack-{name}.kicad_pcb").read_text()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stack = LayerStack.open(folder / name / "gerbers")
    faults = []
    if len(stack.copper_layers) != LAYERS[name]:
        faults.append(f"{len(stack.copper_layers)} layers of copper, not {LAYERS[name]}")
    edge = re.search(r"\(gr_rect\s+\(start ([^)]*)\)\s+\(end ([^)]*)\)", board)
    (left, top), (right, bottom) = numbers(edge[1]), numbers(edge[2])
    wanted = (right - left + LINE, bottom - top + LINE)
    (low_x, low_y), (high_x, high_y) = stack.board_bounds(MM)
    if abs(high_x - low_x - wanted[0]) > 0.01 or abs(high_y - low_y - wanted[1]) > 0.01:
        faults.append(f"outline of {high_x - low_x:.2f} x {high_y - low_y:.2f} mm, not {wanted[0]:.2f} x {wanted[1]:.2f}")
    holes = Counter(round(hole.tool.diameter, 3) for file in stack.drill_layers for hole in file.objects)
    if holes != expected_holes(board):
        faults.append(f"holes {dict(holes)}, not {dict(expected_holes(board))}")
    if any(len(file.objects) == 0 for _, file in stack.copper_layers):
        faults.append("a layer without copper")
    print(f"{name}: {len(stack.copper_layers)} layers, {sum(holes.values())} holes, {high_x - low_x:.2f} x {high_y - low_y:.2f} mm")
    return [f"{name}: {fault}" for fault in faults]


def main() -> None:
    faults = [fault for name in LAYERS for fault in check(name, Path(sys.argv[1]))]
    print("\n".join(faults) or "the fab files have what the boards have")
    sys.exit(len(faults) > 0)


main()
