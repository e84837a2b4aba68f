"""Tracks as sources of sound: sines with their levels, summed by modal band, for the gains of a network in training."""

from __future__ import annotations

import numpy as np

from .compiled import numba
from .definitions import SAMPLE_RATE, SUB, SYNTHESIS, TRACKS
from .tracks import Tracks

_HOP = TRACKS["hop"]
_NYQUIST_HZ, _FADE_HZ = SYNTHESIS["antiAlias"]["nyquistFraction"] * SAMPLE_RATE, SYNTHESIS["antiAlias"]["widthHz"]


@numba.njit(cache=False)
def band_sources(hz, ratio, level, band, phases, first, subframes, bands):
    """The tracks as sources of the modal bands, for gains that ramp over each sub-frame: [2, bands, SUB * subframes].

    The first has the amplitudes of the sub-frame before, the second those of its end. hz and ratio [K, G], level [subframes], band [K] and
    phases [K] in cycles; `first` is the position of the first sample in the sound. Also the bands' mean power at the end of each
    sub-frame, [bands, subframes].
    """
    count, grid = hz.shape
    sources = np.zeros((2, bands, subframes * SUB), np.float32)
    power = np.zeros((bands, subframes))
    for k in range(count):
        before, phase = 0.0, phases[k]
        for s in range(subframes):
            at = (first + (s + 1) * SUB) / _HOP
            g = int(np.floor(at))
            now, pitch = 0.0, 0.0
            if 0 <= g < grid:
                part = at - g
                after = min(g + 1, grid - 1)
                now = (ratio[k, g] + (ratio[k, after] - ratio[k, g]) * part) * level[s]
                pitch = hz[k, g] + (hz[k, after] - hz[k, g]) * part
            elif g < 0:
                pitch = hz[k, 0]
                now = ratio[k, 0] * level[s]
            fade = 1 / (1 + np.exp((pitch - _NYQUIST_HZ) / _FADE_HZ))
            now *= fade
            power[band[k], s] += 0.5 * now * now
            if now > 0 or before > 0:
                turn = 2 * np.pi * pitch / SAMPLE_RATE
                cr, ci = np.cos(turn), np.sin(turn)
                angle = 2 * np.pi * phase
                x, y = np.cos(angle), np.sin(angle)
                for n in range(s * SUB, (s + 1) * SUB):
                    x, y = x * cr - y * ci, x * ci + y * cr
                    sources[0, band[k], n] += before * y
                    sources[1, band[k], n] += now * y
            phase += pitch * SUB / SAMPLE_RATE
            phase -= np.floor(phase)
            before = now
    return sources, power


def phases_at(tracks: Tracks, position: int, factor: float = 1.0) -> np.ndarray:
    """Phases one sample before `position` (which may lie before the sound), cycles [K], with all frequencies times `factor`."""
    hop, count = TRACKS["hop"], tracks.count
    if not count:
        return np.zeros(0)
    g = max(0, min(position // hop, tracks.hz.shape[1] - 1))
    whole = (tracks.hz[:, :g] + tracks.hz[:, 1 : g + 1]).sum(1) * (hop / 2)
    return (tracks.phase + factor * (whole + tracks.hz[:, g] * (position - g * hop - 1)) / SAMPLE_RATE) % 1
