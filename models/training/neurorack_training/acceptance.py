"""Acceptance criteria of a model: the rows of the evaluation table with their limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from .definitions import DESCRIPTORS

#: Required response of a descriptor moved alone; below 1, since descriptors depend on each other.
ALONE = {"rms": 0.9, "f0": 0.9, "centroid": 0.7, "bandwidth": 0.7, "flatness": 0.7, "rolloff": 0.3, "zcr": 0.3}
ALONE_TARGET = {"rms": 0.95, "f0": 0.95, "centroid": 0.85, "bandwidth": 0.85, "flatness": 0.85, "rolloff": 0.5, "zcr": 0.5}
R = {"rms": 0.99, "centroid": 0.95, "bandwidth": 0.95, "flatness": 0.95, "rolloff": 0.92, "zcr": 0.9}
R_TARGET = {"rms": 0.99, "centroid": 0.98, "bandwidth": 0.98, "flatness": 0.97, "rolloff": 0.96, "zcr": 0.95}


@dataclass(frozen=True)
class Row:
    """One measure: label, value, limits on both sides (None: no limit) and number format."""

    label: str
    value: Callable[[dict], float]
    required: tuple[float | None, float | None]
    target: tuple[float | None, float | None]
    form: str = "{:.2f}"

    def line(self, result: dict) -> list[str]:
        """Label, value, required, target, verdict; a missing value is marked as not measured."""
        value = self.value(result)
        text = self.form.format(value) if value == value else "not measured"
        verdict = "not measured" if value != value else verdict_of(value, self.required, self.target)
        return [self.label, text, self.limits(self.required), self.limits(self.target), verdict]

    def limits(self, limits: tuple[float | None, float | None]) -> str:
        low, high = limits
        if low is not None and high is not None:
            return f"{self.form.format(low)} to {self.form.format(high)}"
        return f"≥ {self.form.format(low)}" if low is not None else f"≤ {self.form.format(high)}"


def within(value: float, limits: tuple[float | None, float | None]) -> bool:
    low, high = limits
    return (low is None or value >= low) and (high is None or value <= high)


def verdict_of(value: float, required, target) -> str:
    if within(value, target):
        return "target met"
    return "met" if within(value, required) else "**missed**"


def quality(key: str) -> Callable[[dict], float]:
    def find(result: dict) -> float:
        value = result["quality"].get(key)
        return float("nan") if value is None else value

    return find


def metal(result: dict) -> float:
    """Mel distance of the ringing kinds: the mean over their clips."""
    kinds = [v for k, v in result["kinds"].items() if k in ("metal", "bell", "bar", "gong", "plate", "cymbal")]
    clips = sum(v[2] for v in kinds)
    return sum(v[1] * v[2] for v in kinds) / clips if clips else float("nan")


def at_most(limit: float):
    return (None, limit)


def at_least(limit: float):
    return (limit, None)


#: Limits of a model, required and target; cymbals are noise in every band, whose distance has a higher floor.
LSD_RAW = {"impacts": (4.3, 4.0), "metal": (4.8, 4.3)}
LSD_MEL = {"impacts": (4.0, 3.0), "metal": (4.5, 3.5)}


def distances(model: str) -> list[Row]:
    """Rows of the spectral distances; a model of the user's own has the limits of `impacts`."""
    raw, mel = LSD_RAW.get(model, LSD_RAW["impacts"]), LSD_MEL.get(model, LSD_MEL["impacts"])
    return [
        Row("LSD, raw bins, dB", quality("lsd.raw"), at_most(raw[0]), at_most(raw[1])),
        Row("LSD, mel bands, dB", quality("lsd.mel"), at_most(mel[0]), at_most(mel[1])),
    ]


ROWS = [
    *[Row(f"r of {d}", quality(f"{d}.r"), at_least(R[d]), at_least(R_TARGET[d]), "{:.3f}") for d in R],
    Row("r of f0 where confident, frames of all sounds", quality("f0.pooled.r"), at_least(0.9), at_least(0.97), "{:.3f}"),
    Row("f0 within 50 cents where confident", quality("f0.within50cents"), at_least(0.85), at_least(0.95), "{:.0%}"),
    Row("median error of RMS, dB", quality("rms.error"), at_most(0.6), at_most(0.4)),
    Row("median error of centroid, octaves", quality("centroid.error"), at_most(0.08), at_most(0.06), "{:.3f}"),
    *[Row(f"response of {d}, natural", quality(f"control.natural.{d}"), (0.7, 1.3), (0.9, 1.1)) for d in DESCRIPTORS],
    *[
        Row(f"response of {d}, alone", quality(f"control.alone.{d}"), at_least(ALONE[d]), at_least(ALONE_TARGET[d]))
        for d in DESCRIPTORS
    ],
    Row("rise of sharp clips, ms", quality("rise.made.ms"), at_most(2.2), at_most(1.8)),
    Row("32-sample envelope error, dB", quality("envelope.error.db"), at_most(2.0), at_most(1.5)),
    Row("mel LSD of ringing sounds, dB", metal, at_most(8.0), at_most(5.0)),
    Row("steady partials kept, within 20 cents", quality("tuning.kept"), at_least(0.75), at_least(0.9)),
    Row("steady partials true, within 50 cents", quality("tuning.true"), at_least(0.85), at_least(0.95)),
    Row("descriptors read from the timbre code, mean r", quality("code.readable.mean"), at_most(0.3), at_most(0.15)),
    Row("level of silence, dBFS", quality("silence.dbfs"), at_most(-80), at_most(-80), "{:.0f}"),
    Row("largest DC offset, after the DC blocker", quality("dc.max"), at_most(1e-4), at_most(1e-4), "{:.1e}"),
    Row("int16: LSD from fp32, raw, dB", quality("int16.lsd.raw.shift"), at_most(0.3), at_most(0.3), "{:.3f}"),
    Row("int16: LSD from fp32, mel, dB", quality("int16.lsd.mel.shift"), at_most(0.3), at_most(0.3), "{:.3f}"),
    Row("int16: mean gain error, dB", quality("int16.gain.error.db"), at_most(0.25), at_most(0.25), "{:.3f}"),
    Row("int16: steady partials moved, cents", quality("int16.tuning.cents"), at_most(1), at_most(1), "{:.3f}"),
    Row("int8 (simulated): LSD from fp32, raw, dB", quality("int8.lsd.raw.shift"), at_most(0.5), at_most(0.3)),
    Row("int8 (simulated): LSD from fp32, mel, dB", quality("int8.lsd.mel.shift"), at_most(0.5), at_most(0.3)),
    Row("int8 (simulated): mean gain error, dB", quality("int8.gain.error.db"), at_most(0.4), at_most(0.25)),
]


def table(result: dict, model: str = "impacts") -> list[list[str]]:
    """Lines of the table, header first."""
    return [["measure", "value", "required", "target", ""], *[row.line(result) for row in rows(model)]]


def missed(result: dict, model: str = "impacts") -> list[str]:
    """Labels of the rows in which the model misses the requirement."""
    return [row.label for row in rows(model) if row.value(result) == row.value(result) and not within(row.value(result), row.required)]


def rows(model: str) -> list[Row]:
    """All rows, by the id of the model."""
    return [*distances(model), *ROWS]
