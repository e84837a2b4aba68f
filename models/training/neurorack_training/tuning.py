"""Tuning of what rings: the steady partials of a target that an output has, and those of the output that the target has.

A spectral distance barely changes when a partial moves by a semitone; this measure does. Partials are peaks of frames of 8192
samples; a steady one is found again, within 15 cents, one and two whole windows later, which peaks of noise are not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .definitions import SAMPLE_RATE

WINDOW, HOP = 8192, 2048
#: Hops between two frames without common samples.
APART = WINDOW // HOP
#: A partial is within 30 dB of its frame's strongest, 15 dB above the median of the bins around it, above -70 dBFS and 60 Hz.
BELOW_STRONGEST_DB, ABOVE_MEDIAN_DB, MIN_DB, LOW_HZ = 30, 15, -70, 60
#: Bins on either side of which the median is taken.
AROUND = 50
STEADY_CENTS = 15
KEPT_CENTS, TRUE_CENTS = 20, 50
#: Pairs further apart than this are different partials, not one out of tune.
RELATED_CENTS = 300
#: Steady partials, counted in all frames, of a sound that rings.
RINGING = 8

#: Frequencies (Hz) and levels (dBFS of a sine) of one frame's partials.
Frame = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Tuning:
    """Tuning of an output against a target that rings; shares are weighted by amplitude."""

    #: Share of the target's steady partials that the output has within 20 cents, 0 to 1.
    kept: float
    #: Share of the output's steady partials that the target has within 50 cents, 0 to 1; NaN without any.
    true: float
    #: Median distance of the target's steady partials from the output's nearest, cents; NaN where none is within 300.
    cents: float


def levels(samples: np.ndarray) -> np.ndarray:
    """Spectra of the whole windows in a sound, dB [frames, bins]; a sine of full scale has 0 dB."""
    y = np.asarray(samples, np.float64)
    if len(y) < WINDOW:
        return np.zeros((0, WINDOW // 2 + 1))
    windows = np.lib.stride_tricks.sliding_window_view(y, WINDOW)[::HOP]
    return 20 * np.log10(np.abs(np.fft.rfft(windows * np.hanning(WINDOW))) / (WINDOW / 4) + 1e-9)


def peaks(db: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Frame and bin of each peak of spectra [frames, bins] that is strong enough for a partial."""
    inner = db[:, 3:-2]
    strong = (inner > db.max(1, keepdims=True) - BELOW_STRONGEST_DB) & (inner > MIN_DB)
    frame, k = np.nonzero(strong & (inner > db[:, 2:-3]) & (inner >= db[:, 4:-1]))
    k = k + 3
    mirrored = np.pad(db, ((0, 0), (AROUND, AROUND)), "symmetric")
    median = np.median(mirrored[frame[:, None], k[:, None] + np.arange(2 * AROUND + 1)], axis=1)
    clear = db[frame, k] > median + ABOVE_MEDIAN_DB
    return frame[clear], k[clear]


def partials(samples: np.ndarray, rate: float = SAMPLE_RATE) -> list[Frame]:
    """The partials of every frame; frequencies are those of a parabola through the peak's three bins."""
    db = levels(samples)
    if not len(db):
        return []
    frame, k = peaks(db)
    before, here, after = (db[frame, k + step] for step in (-1, 0, 1))
    hz = (k + 0.5 * (before - after) / (before - 2 * here + after)) * rate / WINDOW
    audible = hz > LOW_HZ
    frame, hz, here = frame[audible], hz[audible], here[audible]
    ends = np.searchsorted(frame, np.arange(1, len(db)))
    return list(zip(np.split(hz, ends), np.split(here, ends)))


def distance(hz: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Cents from each frequency to the nearest of the others; infinite without any."""
    return np.abs(1200 * np.log2(others / hz[:, None])).min(1, initial=np.inf)


def steady(frames: list[Frame]) -> list[Frame]:
    """The partials of each frame that the frames one and two windows later have too; the last frames have none."""
    result = []
    for number, (hz, db) in enumerate(frames[: -2 * APART]):
        later = [frames[number + windows * APART][0] for windows in (1, 2)]
        lasts = np.max([distance(hz, others) for others in later], axis=0) < STEADY_CENTS
        result.append((hz[lasts], db[lasts]))
    none = (np.zeros(0), np.zeros(0))
    return result + [none] * (len(frames) - len(result))


def rings(steady_frames: list[Frame]) -> bool:
    """Whether a sound has enough steady partials to be in tune or not."""
    return sum(len(hz) for hz, _ in steady_frames) >= RINGING


def share(of: list[Frame], within: list[Frame], cents: float) -> tuple[float, np.ndarray]:
    """The amplitude-weighted share of partials that the same frames of another sound have within `cents`; and all distances."""
    distances = np.concatenate([distance(hz, others) for (hz, _), (others, _) in zip(of, within)])
    weights = 10 ** (np.concatenate([db for _, db in of]) / 20)
    total = weights.sum()
    return float(weights[distances <= cents].sum() / total) if total > 0 else float("nan"), distances


def tuning(output: np.ndarray, target: np.ndarray, rate: float = SAMPLE_RATE) -> Tuning | None:
    """The tuning of an output, over the shorter of both sounds; None where the target does not ring."""
    n = min(len(output), len(target))
    asked = partials(target[:n], rate)
    lasting = steady(asked)
    if not rings(lasting):
        return None
    made = partials(output[:n], rate)
    kept, distances = share(lasting, made, KEPT_CENTS)
    true, _ = share(steady(made), asked, TRUE_CENTS)
    related = distances[distances < RELATED_CENTS]
    return Tuning(kept, true, float(np.median(related)) if len(related) else float("nan"))


def mean(tunings: list[Tuning]) -> dict[str, float]:
    """Mean shares and the median of the cents over sounds that ring, and their number; NaN without any."""
    over = lambda values, of: float(of(values)) if np.isfinite(values).any() else float("nan")
    column = lambda name: np.array([getattr(one, name) for one in tunings], np.float64)
    return {
        "kept": over(column("kept"), np.nanmean),
        "true": over(column("true"), np.nanmean),
        "cents": over(column("cents"), np.nanmedian),
        "clips": len(tunings),
    }
