"""A bank of 16 cosine-modulated filters at a sixteenth of the sample rate, nearly perfectly reconstructing; no code of others."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from scipy.optimize import minimize_scalar

#: Number of bands, and samples a band sample.
SPLIT = 16
#: Half of the prototype's length; analysis and synthesis delay a causal implementation by this each.
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


def filters() -> tuple[np.ndarray, np.ndarray]:
    """Analysis and synthesis filters, float32 [SPLIT, 2 HALF + 1] each."""
    cutoff = minimize_scalar(unevenness, bounds=(0.4 / SPLIT, 0.8 / SPLIT), method="bounded", options={"xatol": 1e-9}).x
    taps = prototype(cutoff)
    q, k = np.arange(-HALF, HALF + 1), np.arange(SPLIT)[:, None]
    turn = (2 * k + 1) * np.pi / (2 * SPLIT) * q
    quarter = np.where(k % 2, -1, 1) * np.pi / 4
    scale = np.sqrt(2 * SPLIT / (2 * SPLIT * (taps**2).sum()))
    return tuple((scale * taps * np.sqrt(2) * np.cos(turn + sign * quarter)).astype(np.float32) for sign in (1, -1))


class Bands(nn.Module):
    """Samples [B, 16 n] to bands [B, 16, n] and back; centred, without delay. In a causal player both together take 256 samples."""

    def __init__(self):
        super().__init__()
        analysis, synthesis = filters()
        self.register_buffer("analysis", torch.tensor(analysis)[:, None], persistent=False)
        self.register_buffer("synthesis", torch.tensor(synthesis)[:, None], persistent=False)

    def split(self, x: torch.Tensor) -> torch.Tensor:
        padded = F.pad(x[:, None], (HALF, HALF - SPLIT + 1))
        return F.conv1d(padded, self.analysis.flip(2), stride=SPLIT)

    def join(self, bands: torch.Tensor) -> torch.Tensor:
        whole = F.conv_transpose1d(bands, self.synthesis, stride=SPLIT)
        return whole[:, 0, HALF : HALF + SPLIT * bands.shape[2]]
