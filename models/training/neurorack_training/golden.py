"""Golden vectors of the DSP: random network outputs, pitch and level to samples, computed by the training's synthesis."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from .definitions import HOP, OUTPUTS, SUBFRAMES
from .model import Synthesis, seeded_offsets, seeded_phase

FRAMES = 12


def add_arguments(parser) -> None:
    parser.add_argument("--out", default="test/golden/synth")
    parser.add_argument("--seed", type=int, default=3)


def run(args) -> int:
    """Write y.f32 [F*1160], f0.f32 [F+1], level.f32 [F*8], audio.f32 [F*256] and case.json."""
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(args.seed)
    y = rng.normal(0, 2, (FRAMES, OUTPUTS * SUBFRAMES)).astype(np.float32)
    f0 = (110 * 2 ** np.cumsum(rng.normal(0, 0.4, FRAMES + 1))).clip(50, 5000).astype(np.float32)
    level = (0.03 * 10 ** rng.normal(0, 0.3, FRAMES * SUBFRAMES)).astype(np.float32)
    with torch.no_grad():
        audio = Synthesis()(
            torch.tensor(y).T[None],
            torch.tensor(f0)[None],
            torch.tensor(level)[None],
            seeded_phase(args.seed),
            seeded_offsets(args.seed),
        )[0].numpy()
    assert audio.shape == (FRAMES * HOP,)
    files = {"y": y, "f0": f0, "level": level, "audio": audio}
    for name, values in files.items():
        np.ascontiguousarray(values, "<f4").tofile(out / f"{name}.f32")
    case = {
        "made": "python -m neurorack_training golden",
        "frames": FRAMES,
        "seed": args.seed,
        "files": {name: f"{name}.f32" for name in files},
    }
    (out / "case.json").write_text(json.dumps(case, indent=2) + "\n")
    print(f"{out}: {FRAMES} frames, peak {np.abs(audio).max():.3f}")
    return 0
