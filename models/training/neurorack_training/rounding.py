"""How an 8-bit accelerator rounds: one scale and zero point a tensor, one scale for each output of a kernel."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Grid:
    """Values `(stored - zero) * scale`, stored as `type`: uint8 or uint16."""

    scale: float
    zero: int
    type: type

    @classmethod
    def over(cls, low: float, high: float, bits: int = 8) -> "Grid":
        """The grid over a range, widened to hold zero exactly, as padding and silence need it."""
        low, high, steps = min(low, 0.0), max(high, 0.0), 2**bits - 1
        scale = float(np.float32(max(high - low, 1e-6) / steps))
        return cls(scale, int(np.clip(round(-low / scale), 0, steps)), np.uint8 if bits == 8 else np.uint16)


@dataclass
class Scheme:
    """Grids of all tensors between the layers, and the convolutions whose kernels have 16 bits instead of 8."""

    activations: dict[str, Grid]
    wide_kernels: set[str] = field(default_factory=set)

    def weight(self, name: str, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Kernel [out, ...] to whole numbers around zero and their scale for each output, float32 [out]."""
        most, kind = (32767, np.int16) if name in self.wide_kernels else (127, np.int8)
        largest = np.abs(values).reshape(len(values), -1).max(1)
        scale = (np.maximum(largest, 1e-12) / most).astype(np.float32)
        stored = np.round(values / scale.reshape(-1, *[1] * (values.ndim - 1)))
        return np.clip(stored, -most, most).astype(kind), scale


class Ranges:
    """Lowest and highest value of every tensor over what it has been shown."""

    def __init__(self):
        self.of: dict[str, tuple[float, float]] = {}

    def see(self, tensors: dict) -> None:
        for name, values in tensors.items():
            low, high = self.of.get(name, (np.inf, -np.inf))
            self.of[name] = min(low, float(values.min())), max(high, float(values.max()))

    def scheme(self, sixteen: set[str] = frozenset()) -> Scheme:
        """8 bits everywhere but in the tensors and convolutions named (`a16_w16` in Hailo's words)."""
        grids = {name: Grid.over(*seen, 16 if name in sixteen else 8) for name, seen in self.of.items()}
        return Scheme(grids, set(sixteen))
