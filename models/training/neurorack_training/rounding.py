"""Rounding of an 8-bit accelerator: one scale and zero point per tensor, one scale per output of a kernel."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


#: Share of a tensor's values clipped at either end of an 8-bit grid, in exchange for a finer grid.
CLIPPED = 1e-4


@dataclass(frozen=True)
class Grid:
    """Values `(stored - zero) * scale`, stored as `type`: uint8 or uint16."""

    scale: float
    zero: int
    type: type

    @classmethod
    def over(cls, low: float, high: float, bits: int = 8) -> "Grid":
        """The grid over a range, widened to represent zero exactly, as padding and silence need it."""
        low, high, steps = min(low, 0.0), max(high, 0.0), 2**bits - 1
        scale = float(np.float32(max(high - low, 1e-6) / steps))
        return cls(scale, int(np.clip(round(-low / scale), 0, steps)), np.uint8 if bits == 8 else np.uint16)


@dataclass
class Scheme:
    """Grids of all tensors between the layers, and the convolutions whose kernels have 16 bits instead of 8."""

    activations: dict[str, Grid]
    wide_kernels: set[str] = field(default_factory=set)

    def as_json(self) -> dict:
        """A JSON object for `of_json`."""
        grids = {name: [g.scale, g.zero, 8 * np.dtype(g.type).itemsize] for name, g in self.activations.items()}
        return {"grids": grids, "sixteen": sorted(self.wide_kernels)}

    @classmethod
    def of_json(cls, written: dict) -> "Scheme":
        kinds = {8: np.uint8, 16: np.uint16}
        grids = {name: Grid(scale, zero, kinds[bits]) for name, (scale, zero, bits) in written["grids"].items()}
        return cls(grids, set(written["sixteen"]))

    def weight(self, name: str, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Quantise a kernel [out, ...] to integers around zero, with one scale per output, float32 [out]."""
        limit, kind = (32767, np.int16) if name in self.wide_kernels else (127, np.int8)
        largest = np.abs(values).reshape(len(values), -1).max(1)
        scale = (np.maximum(largest, 1e-12) / limit).astype(np.float32)
        stored = np.round(values / scale.reshape(-1, *[1] * (values.ndim - 1)))
        return np.clip(stored, -limit, limit).astype(kind), scale


class Ranges:
    """Observed range of every tensor, with a sample of its values."""

    SAMPLE = 20_000  # values per tensor and call

    def __init__(self):
        self.of: dict[str, tuple[float, float]] = {}
        self.samples: dict[str, list[np.ndarray]] = {}
        self.rng = np.random.default_rng(1)

    def see(self, tensors: dict) -> None:
        for name, tensor in tensors.items():
            values = np.asarray(tensor).ravel()
            low, high = self.of.get(name, (np.inf, -np.inf))
            self.of[name] = min(low, float(values.min())), max(high, float(values.max()))
            chosen = self.rng.integers(0, len(values), min(self.SAMPLE, len(values)))
            self.samples.setdefault(name, []).append(values[chosen])

    def clipped(self, name: str) -> tuple[float, float]:
        """The range without the share `CLIPPED` of the values at either end."""
        low, high = np.quantile(np.concatenate(self.samples[name]), (CLIPPED, 1 - CLIPPED))
        return float(low), float(high)

    def scheme(self, sixteen: set[str] = frozenset()) -> Scheme:
        """16 bits for the named tensors and convolutions (Hailo's `a16_w16`), 8 for the others, whose ranges are clipped."""
        grids = {n: Grid.over(*ends, 16) if n in sixteen else Grid.over(*self.clipped(n)) for n, ends in self.of.items()}
        return Scheme(grids, set(sixteen))
