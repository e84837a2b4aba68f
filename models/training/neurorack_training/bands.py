"""A bank of 16 cosine-modulated filters at a sixteenth of the sample rate; no code of others."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from scipy.optimize import minimize_scalar

#: Number of bands, and samples a band sample.
SPLIT = 16
#: Half of the prototype's length, by which a causal implementation lags.
HALF = 128
#: Side lobes of the Kaiser window, about -90 dB.
BETA = 9.0


def prototype(cutoff: float) -> np.ndarray:
    """Low-pass of 2 HALF + 1 taps; `cutoff` is a share of the Nyquist frequency."""
    q = np.arange(-HALF, HALF + 1)
    return cutoff * np.sinc(cutoff * q) * np.kaiser(2 * HALF + 1, BETA)


def unevenness(cutoff: float) -> float:
    """Largest value, at multiples of two decimations, of the prototype's autocorrelation: zero for perfect reconstruction."""
    taps = prototype(cutoff)
    lags = np.convolve(taps, taps[::-1])[len(taps) - 1 :: 2 * SPLIT]
    return float(np.abs(lags[1:]).max() / lags[0])


def filters() -> np.ndarray:
    """The filters, float32 [SPLIT, 2 HALF + 1]."""
    cutoff = minimize_scalar(unevenness, bounds=(0.4 / SPLIT, 0.8 / SPLIT), method="bounded", options={"xatol": 1e-9}).x
    taps = prototype(cutoff)
    q, k = np.arange(-HALF, HALF + 1), np.arange(SPLIT)[:, None]
    turn = (2 * k + 1) * np.pi / (2 * SPLIT) * q
    quarter = np.where(k % 2, -1, 1) * np.pi / 4
    scale = np.sqrt(2 * SPLIT / (2 * SPLIT * (taps**2).sum()))
    return (scale * taps * np.sqrt(2) * np.cos(turn + quarter)).astype(np.float32)


class Bands(nn.Module):
    """Samples [B, 16 n] to bands [B, 16, n]; centred, without delay."""

    def __init__(self):
        super().__init__()
        self.register_buffer("analysis", torch.tensor(filters())[:, None], persistent=False)

    def split(self, x: torch.Tensor) -> torch.Tensor:
        padded = F.pad(x[:, None], (HALF, HALF - SPLIT + 1))
        return F.conv1d(padded, self.analysis.flip(2), stride=SPLIT)
