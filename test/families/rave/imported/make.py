"""Makes imported models for tests: modules of this project with the layout of a RAVE export, untrained, through the importer.

Run from the repository: `PYTHONPATH=models/training python test/families/rave/imported/make.py`

`v2-small` has the operators of a decoder with noise, `spherical` those of angles; between them are all that an import can have but one: v3's sines
are in `spherical` too.
"""

import tempfile
from pathlib import Path

from neurorack_training import __main__ as command
from neurorack_training.rave import fixture

FOLDER = Path(__file__).parent

if __name__ == "__main__":
    for kind in ("v2-small", "spherical"):
        with tempfile.TemporaryDirectory() as temporary:
            source = fixture.make(kind, Path(temporary) / f"{kind}.ts")
            words = ["import-rave", str(source), "-o", str(FOLDER / kind), "--licence", "MIT", "--replace"]
            assert command.main(words) == 0
        (FOLDER / kind / "README.md").unlink()
