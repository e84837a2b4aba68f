"""`rave-figures FILE...`: imports exports one after the other and prints, for each, how exact, how long, how much memory, how fast to play.

Seconds are of the processor, of all processes of the import, so that another program on the computer counts little. The share is the processor time of a
run of the decoder over the time that its hop sounds, one thread; other programs do count there, by the processor's cache.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from .measure import Streaming

#: The folder of this package, where the importing process finds it too.
PACKAGES = Path(__file__).resolve().parents[2]
#: Runs of a decoder before its time is taken, and the seconds of sound that are timed.
WARM_UP, SECONDS = 8, 3.0
COLUMNS = ("file", "MB", "generation", "hop", "decoder", "encoder", "delay, ms", "import, s", "GB", "share")


def add_arguments(parser) -> None:
    parser.add_argument("models", nargs="+", metavar="FILE", help="a .ts file written by `rave export --streaming`; it is code, see import-rave")


def run(args) -> int:
    """Exit code 1 when a file was refused."""
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    refused = False
    for model in args.models:
        with tempfile.TemporaryDirectory() as temporary:
            row = figures_of(Path(model), Path(temporary) / "model")
        refused = refused or len(row) < len(COLUMNS)
        print(f"| {' | '.join(row)} |", flush=True)
    return 1 if refused else 0


def figures_of(source: Path, folder: Path) -> list[str]:
    command = [sys.executable, "-m", "neurorack_training", "import-rave", str(source), "-o", str(folder)]
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, env=os.environ | {"PYTHONPATH": str(PACKAGES)})
        _, status, usage = os.wait4(process.pid, 0)  # of the process and all that it has waited for
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        if process.returncode:
            refusal = next((line for line in errors if line.startswith("error: ")), "error: no reason\n")
            return [source.name, refusal[len("error: ") :].strip()]
    manifest = json.loads((folder / "manifest.json").read_text())
    report = (folder / "README.md").read_text()
    error = lambda part: next(iter(re.findall(rf"{part} against the file \| (\S+)", report)), "none")
    rate, synthesis = manifest["sampleRate"], manifest["synthesis"]
    return [
        source.name,
        f"{source.stat().st_size / 1e6:.0f}",
        synthesis["generation"],
        str(manifest["hop"]),
        error("Decoder"),
        error("Encoder"),
        f"{1000 * synthesis['decoderDelay'] / rate:.1f}",
        f"{usage.ru_utime + usage.ru_stime:.0f}",
        f"{usage.ru_maxrss * 1024 / 1e9:.1f}",
        f"{share_of(folder / manifest['artifacts'][0]['file'], manifest):.3f}",
    ]


def share_of(decoder: Path, manifest: dict) -> float:
    """Processor time of a run over the time of its hop: the tenth of all runs that another program disturbed least."""
    network, hop = Streaming(decoder), manifest["hop"] / manifest["sampleRate"]
    lanes = np.random.default_rng(1).standard_normal((max(int(SECONDS / hop), 20), len(manifest["silence"]))).astype(np.float32)
    network.run(lanes[:WARM_UP])
    times = []
    for lane in lanes:
        began = time.process_time()
        network.run(lane[None])
        times.append(time.process_time() - began)
    return float(np.percentile(times, 10)) / hop
