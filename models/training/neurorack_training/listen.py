"""`listen`: a page to compare by ear: held-out sounds as asked, and as models play them in the instrument itself."""

from __future__ import annotations

import html
import subprocess
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import numpy as np  # noqa: E402
import soundfile  # noqa: E402
from matplotlib.image import imsave  # noqa: E402

from . import listening_page  # noqa: E402
from .data.overview import RANGE_DB, STYLE, spectrogram  # noqa: E402
from .data.store import read_index, write_atomically  # noqa: E402
from .definitions import SAMPLE_RATE  # noqa: E402
from .tuning import tuning  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]


def add_arguments(parser) -> None:
    parser.add_argument("models", nargs="+", type=Path, help="model folders, the former one first: /tmp/former/impacts models/impacts")
    parser.add_argument("--data", type=Path, default=ROOT / "models/training/cache/data", help="folder made by `prepare`")
    parser.add_argument("--out", type=Path, default=ROOT / "models/training/cache/listen", help="folder of the page")
    parser.add_argument("--clips", type=int, default=16, help="held-out sounds, half of them recordings")
    parser.add_argument("--seed", type=int, default=1, help="chooses other sounds")
    parser.add_argument("--site", type=Path, help="writes the files of the site's listening page instead, such as docs/listen/impacts")
    parser.add_argument("--sounds", nargs="+", help="with --site: names of held-out sounds; without it the page keeps its sounds")
    parser.add_argument("--seconds", type=float, default=2, help="with --site: longest part of a sound")


def chosen(index: list[dict], clips: int, seed: int) -> list[dict]:
    """Held-out rows, half of them designed."""
    rng = np.random.default_rng(seed)
    rows = []
    for designed in (True, False):
        pool = [row for row in index if row["split"] == "held-out" and row["designed"] is designed]
        rows += [pool[i] for i in rng.permutation(len(pool))[: clips // 2]]
    return rows


def played(model: Path, asked: Path, to: Path) -> np.ndarray:
    """The sound as the instrument plays it with this model; raises CalledProcessError with the instrument's message."""
    words = ["node", ROOT / "bin/neurorack.js", "render", "--set", asked, "--model", model.resolve(), "-o", to]
    subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True)
    return soundfile.read(to)[0]


def figure(out: Path, stem: str, samples: np.ndarray, caption: str) -> str:
    imsave(out / f"{stem}.png", spectrogram(samples)[::-1], cmap="magma", vmin=-RANGE_DB, vmax=0)
    return (
        f'<figure><img src="{stem}.png" height=120 alt=""><audio controls preload=none src="{stem}.wav"></audio>'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
    )


def run(args) -> int:
    """Write OUT/index.html with a row a sound: asked, then each model, with its kept and true partials; with `--site` its listening page."""
    if args.site is not None:
        return listening_page.run(args, played)
    try:
        samples, index = read_index(args.data)
    except FileNotFoundError as error:
        print(f"listen: {error}", file=sys.stderr)
        return 3
    args.out.mkdir(parents=True, exist_ok=True)
    page = [f"<!doctype html><meta charset=utf-8><title>Asked and made</title><style>{STYLE}</style><h1>Asked and made</h1>"]
    for number, row in enumerate(chosen(index, args.clips, args.seed)):
        x = samples[row["offset"] : row["offset"] + row["length"]] / 32767
        stem = f"{number:02d}-asked"
        soundfile.write(args.out / f"{stem}.wav", x, SAMPLE_RATE)
        page.append(f"<h2>{html.escape(row['name'])} ({html.escape(row['kind'])})</h2><div class=grid>")
        page.append(figure(args.out, stem, x, "asked"))
        for place, model in enumerate(args.models):
            stem = f"{number:02d}-{place}"
            try:
                y = played(model, args.out / f"{number:02d}-asked.wav", args.out / f"{stem}.wav")
            except subprocess.CalledProcessError as error:
                print(f"listen: {model}: {error.stderr.strip()}", file=sys.stderr)
                return 3
            result = tuning(y, x)
            heard = "" if result is None else f": {result.kept:.0%} of the partials kept, {result.true:.0%} true"
            page.append(figure(args.out, stem, y, f"{model}{heard}"))
        page.append("</div>")
        print(f"\rlisten {number + 1}/{args.clips}", end="", flush=True)
    write_atomically(args.out / "index.html", "\n".join(page).encode())
    print(f"\nwrote {args.out / 'index.html'}")
    return 0
