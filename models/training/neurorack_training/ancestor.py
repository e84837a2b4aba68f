"""Comparison with the ancestor: figures measured on its own checkpoint, and the differences in measurement."""

from __future__ import annotations

from .definitions import DESCRIPTORS

#: The published Neurorack (Python, Jetson Nano), its own checkpoint and code on a two-core x86 server, 15 of its reference impacts.
LSD_RAW = 6.2
R = {"rms": 0.975, "zcr": 0.57, "rolloff": 0.70, "flatness": 0.26, "bandwidth": 0.68, "centroid": 0.74, "f0": 0.67}
WITHIN_50_CENTS = 0.25
#: Octaves measured per octave requested: mean of ×0.5 and ×2, the others held.
RESPONSE = {"rms": 0.68, "zcr": -0.16, "rolloff": 0.27, "flatness": 0.0, "bandwidth": 0.69, "centroid": 1.18, "f0": 0.35}
SILENCE_DBFS = -61
DC = 0.023


def table(result: dict) -> list[list[str]]:
    """Lines of the comparison, header first."""
    q = result["quality"]
    alone = result["control"]["alone"]
    signed = lambda values: " · ".join(f"{d} {values[d]:.2f}" for d in DESCRIPTORS)
    return [
        ["measure", "ancestor", "this model"],
        ["log-spectral distance to the source, dB", f"{LSD_RAW:.1f}", f"{q['lsd.raw']:.1f}"],
        ["descriptors followed, r", signed(R), signed({d: q[f"{d}.r"] for d in DESCRIPTORS})],
        ["f0 within 50 cents", f"{WITHIN_50_CENTS:.0%} of all frames", f"{q['f0.within50cents']:.0%} of periodic frames"],
        ["octaves measured per octave requested, alone", signed(RESPONSE), signed({d: alone[d][d] for d in DESCRIPTORS})],
        ["level of silence", f"{SILENCE_DBFS} dBFS", f"{q['silence.dbfs']:.0f} dBFS"],
        ["largest DC offset", f"{DC:.1e}", f"{q['dc.max']:.1e}"],
        ["same input twice", "another sound (correlation 0.66)", "the same samples"],
    ]


DIFFERENCES = (
    "Differences: the ancestor's figures are from its own 15 reference impacts, which may be part of its training data, at 22 050 Hz and with its own "
    "definition of the log-spectral distance (one FFT size); this model's are from held-out kits, at 44 100 Hz, over three FFT "
    "sizes. The ancestor counts every frame as voiced. None of its data or weights are used here."
)
