"""`overview`: an HTML page with spectrograms and sounds of the data set, a few clips of every kind and split."""

from __future__ import annotations

import argparse
import html
import sys
from pathlib import Path

import numpy as np
import soundfile

from ..definitions import SAMPLE_RATE
from .prepare import CACHE
from .store import read_index, write_atomically

WINDOW, HOP, RANGE_DB = 2048, 256, 80
STYLE = """body{font:14px system-ui;margin:2em;background:#16161a;color:#ddd}h2{margin:1.6em 0 .4em}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(250px,1fr));gap:14px}
figure{margin:0}img{width:100%;display:block}audio{width:100%;height:28px}figcaption{font-size:12px;color:#aaa}"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=CACHE / "data", help="folder that prepare wrote")
    parser.add_argument("--out", type=Path, default=CACHE / "overview", help="folder of the page")
    parser.add_argument("--each", type=int, default=12, help="clips of each kind and split")
    parser.add_argument("--seed", type=int, default=1, help="chooses other clips")


def spectrogram(x: np.ndarray, rows: int = 160) -> np.ndarray:
    """dB relative to the loudest bin, [rows, frames], rows log-spaced from 30 Hz to 20 kHz, lowest first."""
    padded = np.pad(x, WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP] * np.hanning(WINDOW)
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    bins = np.round(np.geomspace(30, 20_000, rows) / SAMPLE_RATE * WINDOW).astype(int)
    level = 10 * np.log10(power[:, bins].T + 1e-12)
    return np.clip(level - level.max(), -RANGE_DB, 0)


def choose(index: list[dict], each: int, seed: int) -> dict[tuple[str, str], list[dict]]:
    """Up to `each` rows of every (split, kind), in the order of the index."""
    groups: dict[tuple[str, str], list[dict]] = {}
    for row in index:
        groups.setdefault((row["split"], row["kind"]), []).append(row)
    rng = np.random.default_rng(seed)
    return {
        key: [rows[i] for i in sorted(rng.choice(len(rows), min(each, len(rows)), replace=False))]
        for key, rows in sorted(groups.items(), reverse=True)
    }


def run(args: argparse.Namespace) -> int:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.image import imsave

    try:
        samples, index = read_index(args.data)
    except FileNotFoundError as error:
        print(f"overview: {error}", file=sys.stderr)
        return 3
    args.out.mkdir(parents=True, exist_ok=True)
    minutes = sum(row["length"] for row in index) / SAMPLE_RATE / 60
    page = [f"<!doctype html><meta charset=utf-8><title>Data set</title><style>{STYLE}</style>"]
    page.append(f"<h1>Data set</h1><p>{len(index)} clips, {minutes:.0f} minutes. Spectrograms: 30 Hz to 20 kHz, {RANGE_DB} dB.</p>")
    for (split, kind), rows in choose(index, args.each, args.seed).items():
        page.append(f"<h2>{html.escape(kind)} ({split})</h2><div class=grid>")
        for row in rows:
            x = samples[row["offset"] : row["offset"] + row["length"]]
            stem = f"{row['offset']:012d}"
            imsave(args.out / f"{stem}.png", spectrogram(x / 32767)[::-1], cmap="magma", vmin=-RANGE_DB, vmax=0)
            soundfile.write(args.out / f"{stem}.flac", x, SAMPLE_RATE)
            text = f"{row['name']}, {row['length'] / SAMPLE_RATE:.2f} s; {row['kit']}; {row['licence']}"
            page.append(
                f'<figure><img src="{stem}.png" height=120 alt=""><audio controls preload=none src="{stem}.flac"></audio>'
                f"<figcaption>{html.escape(text)}</figcaption></figure>"
            )
        page.append("</div>")
    write_atomically(args.out / "index.html", "\n".join(page).encode())
    print(f"wrote {args.out / 'index.html'}")
    return 0
