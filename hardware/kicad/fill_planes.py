"""Fills the planes of both boards with KiCad's own Python (pcbnew) and saves them: /usr/bin/python3 hardware/kicad/fill_planes.py"""

from pathlib import Path

import pcbnew

for name in ("faceplate", "base"):
    file = str(Path(__file__).parent / f"neurorack-{name}.kicad_pcb")
    board = pcbnew.LoadBoard(file)
    pcbnew.ZONE_FILLER(board).Fill(board.Zones())
    board.Save(file)
