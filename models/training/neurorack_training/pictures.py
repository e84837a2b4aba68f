"""Figures of the model card and the evaluation, as PNG: spectrograms, control matrices, loss curves."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402

from .definitions import DESCRIPTORS, SAMPLE_RATE  # noqa: E402


def draw_spectrogram(axes, samples: np.ndarray, title: str) -> None:
    axes.specgram(samples + 1e-7, NFFT=1024, Fs=SAMPLE_RATE, noverlap=768, vmin=-140, vmax=-40, cmap="magma")
    axes.set_yscale("symlog", linthresh=500)
    axes.set_ylim(30, 20_000)
    axes.set_title(title, fontsize=8)
    axes.tick_params(labelsize=6)


def spectrogram_pairs(pairs, path: Path, count: int = 8) -> None:
    """`count` held-out sounds, target beside output, two sounds per row."""
    some = pairs[:: max(1, len(pairs) // count)][:count]
    figure, axes = plt.subplots(-(-len(some) // 2), 4, figsize=(14, 1.8 * -(-len(some) // 2)), constrained_layout=True)
    for (left, right), (example, target, output) in zip(axes.reshape(-1, 2), some):
        draw_spectrogram(left, target, f"target: {example['name']} ({example['kind']})"[:56])
        draw_spectrogram(right, output, "output")
    figure.savefig(path, dpi=80)
    plt.close(figure)


def spectrogram_rows(rows: list[list[tuple[str, np.ndarray]]], path: Path) -> None:
    """Titled sounds, one row of spectrograms per list."""
    figure, axes = plt.subplots(
        len(rows), len(rows[0]), figsize=(3.6 * len(rows[0]), 1.8 * len(rows)), constrained_layout=True, squeeze=False
    )
    for line, row in zip(axes, rows):
        for ax, (title, samples) in zip(line, row):
            draw_spectrogram(ax, samples, title[:44])
    figure.savefig(path, dpi=80)
    plt.close(figure)


def control_matrices(response: dict, path: Path) -> None:
    """Octaves measured (columns) per octave requested (rows), natural and alone."""
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.4), constrained_layout=True)
    for ax, mode in zip(axes, ("natural", "alone")):
        values = np.array([[response[mode][a][b] for b in DESCRIPTORS] for a in DESCRIPTORS])
        ax.imshow(np.clip(values, -1.2, 1.2), cmap="RdBu", vmin=-1.2, vmax=1.2)
        for i in range(7):
            for j in range(7):
                color = "white" if abs(values[i, j]) > 0.7 else "black"
                ax.text(j, i, f"{values[i, j]:.2f}", ha="center", va="center", fontsize=8, color=color)
        ax.set_xticks(range(7), DESCRIPTORS, fontsize=7, rotation=45)
        ax.set_yticks(range(7), DESCRIPTORS, fontsize=7)
        ax.set_xlabel("measured")
        ax.set_ylabel("requested")
        ax.set_title(f"octaves measured per octave requested, {mode}", fontsize=9)
    figure.savefig(path, dpi=90)
    plt.close(figure)


def loss_curves(csv_path: Path, path: Path) -> None:
    """Training losses, smoothed over 50 steps."""
    data = np.genfromtxt(csv_path, delimiter=",", names=True)
    figure, ax = plt.subplots(figsize=(7, 3), constrained_layout=True)
    for name in ("spectral", "distance", "descriptors", "onset", "pitch", "control"):
        if name not in data.dtype.names:  # a loss of the other training
            continue
        values = data[name][np.isfinite(data[name])]
        if len(values) > 50:
            ax.plot(np.convolve(values, np.ones(50) / 50, "valid"), label=name, lw=1)
    if ax.lines:
        ax.set_yscale("log")
        ax.legend(fontsize=7)
    ax.set_xlabel("step")
    figure.savefig(path, dpi=90)
    plt.close(figure)
