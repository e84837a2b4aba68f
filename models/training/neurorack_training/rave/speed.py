"""`rave-speed`: the time of decoders of RAVE's own sizes, untrained, on one core of this computer.

Prints the tables of docs/rave.md and docs/boards/README.md: the time of a run as a share of its hop, beside what the project asks for. The time is that
of the processor, so that other programs change it less. `--write KIND FILE.ts` writes one of them as an export instead, to be imported and played.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from . import fixture
from .measure import Streaming
from .read import read_export

#: Layouts as RAVE's and BRAVE's configurations have them, hops in samples with the share that is asked for.
KINDS: dict[str, tuple[str, dict, dict[int, float | None]]] = {
    "v1": ("v1", dict(ratios=[4, 4, 4, 2], capacity=64, dilations=[[1, 1], [3, 1], [5, 1]]), {2048: None}),
    "v2": ("v2", dict(ratios=[2, 4, 4, 4], capacity=96, units=[(1, 3), *[(1, 3, 9)] * 3]), {2048: 0.2}),
    "v2_small": ("v2-small", dict(ratios=[2, 4, 4], capacity=96, units=[(1, 3), *[(1, 3, 9)] * 2], noise=[2, 2]), {512: 0.12, 2048: None}),
    "BRAVE": ("brave", dict(ratios=[2, 2, 2], capacity=64, dilations=[[3, 1], [9, 1], [27, 1], [36, 1]]), {128: None, 256: None, 512: 0.14, 2048: None}),
    "raspberry": ("raspberry", dict(ratios=[4, 4, 4, 2], capacity=16, dilations=[[1, 1], [3, 1], [5, 1]]), {2048: 0.02}),
}
#: Latents of RAVE's networks, the kept ones and the random ones.
LATENTS = 128
WARM_UP = 5


def of_full_size(make, kind: str):
    """What `make` gives of a kind's layout, with RAVE's number of latents."""
    layout, changes, _ = KINDS[kind]
    before, fixture.FULL = fixture.FULL, LATENTS
    try:
        return make(layout, changes)
    finally:
        fixture.FULL = before


def add_arguments(parser) -> None:
    parser.add_argument("kinds", nargs="*", help=f"exports to time, of {', '.join(KINDS)} (default: all)")
    parser.add_argument("--seconds", type=float, default=4.0, help="sound to decode for each figure (default 4)")
    parser.add_argument("--write", nargs=2, metavar=("KIND", "FILE.ts"), help="write an untrained export of this kind instead")


def run(args) -> int:
    kinds = [args.write[0]] if args.write else args.kinds or list(KINDS)
    for kind in kinds:
        if kind not in KINDS:
            print(f"error: there is no kind {kind!r}\nremedy: give one of {', '.join(KINDS)}")
            return 2
    if args.write:
        of_full_size(lambda layout, changes: fixture.make(layout, Path(args.write[1]), **changes), args.write[0])
        return 0
    print("| export | hop | M parameters | of real time, one core: median | fastest tenth | asked |\n|---|---|---|---|---|---|")
    for kind in kinds:
        for row in rows(kind, args.seconds):
            print(row, flush=True)
    return 0


def rows(kind: str, seconds: float) -> list[str]:
    hops = KINDS[kind][2]
    with torch.no_grad():
        model = of_full_size(lambda layout, changes: fixture.module(layout, **changes), kind)
        parameters = sum(parameter.numel() for parameter in model.decoder.parameters()) / 1e6
        export = read_export(model)
    found = []
    for hop, asked in hops.items():
        median, fastest = shares_of(export, hop // export.hop, seconds)
        found.append(f"| {kind} | {hop} | {parameters:.1f} | {median:.3f} | {fastest:.3f} | {'' if asked is None else f'{asked:.2f}'} |")
    return found


def shares_of(export, per_run: int, seconds: float) -> tuple[float, float]:
    """Processor time of a run over the time that its samples last: the median, and the fastest tenth, which other programs disturb least."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "decoder.onnx"
        path.write_bytes(export.decoder_graph(True, per_run).SerializeToString())
        decoder = Streaming(path)
    lasts = export.hop * per_run / export.sample_rate
    lanes = np.random.default_rng(1).standard_normal((1, export.inputs * per_run)).astype(np.float32)
    times = []
    for count in range(WARM_UP + max(int(seconds / lasts), 8)):
        since = time.process_time()
        decoder.run(lanes)
        if count >= WARM_UP:
            times.append(time.process_time() - since)
    return float(np.median(times)) / lasts, float(np.quantile(times, 0.1)) / lasts
