"""Measurements of evaluated clips: spectral distances, tuning, tracking, attacks, DC and clipping, with their means."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from . import metrics, tuning
from .definitions import DESCRIPTORS
from .partials import played

#: Columns of the evaluation table: the model and the references.
COLUMNS = ("model", "random-phase copy", "shaped white noise", "nearest other clip")


def mean_rows(rows: list[dict[str, dict[str, float]]]) -> dict[str, float]:
    """Mean over clips of every `descriptor.figure`, ignoring undefined values."""
    result = {}
    for name in DESCRIPTORS:
        for figure in rows[0][name]:
            values = np.array([r[name][figure] for r in rows])
            result[f"{name}.{figure}"] = float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")
    return result


def parts_and_tuning(parts: list[tuple[float, float]], tunings: list[tuning.Tuning | None]) -> dict[str, float]:
    """Mean mel distances of attacks and tails, ignoring undefined values, and tuning of the clips that ring."""
    mean = lambda values: float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")
    attacks, tails = zip(*parts)
    return {
        "lsd.mel.attack": mean(attacks),
        "lsd.mel.tail": mean(tails),
        **{f"tuning.{figure}": value for figure, value in tuning.mean([one for one in tunings if one is not None]).items()},
    }


@dataclass
class Measurements:
    """Measurements of all evaluated clips."""

    #: By column of the table: spectral distances (raw, mel; mel of attack and tail), tuning, tracking, and pitch pairs (log2 Hz) of each clip.
    columns: dict[str, dict[str, list]] = field(
        default_factory=lambda: {name: {"lsd": [], "parts": [], "tuning": [], "follow": [], "pitch": []} for name in COLUMNS}
    )
    #: Attack figures of the clips with a sharp attack.
    sharp: list[dict[str, float]] = field(default_factory=list)
    #: DC offset of each output, before and after the DC blocker.
    dc: list[tuple[float, float]] = field(default_factory=list)
    #: Share of the samples above full scale.
    over: list[float] = field(default_factory=list)
    #: Spectral distances by kind of sound.
    kinds: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    #: Example, target and output of each clip.
    pairs: list[tuple[dict, np.ndarray, np.ndarray]] = field(default_factory=list)

    def add(self, example: dict, x: np.ndarray, natural: np.ndarray, candidates: dict[str, np.ndarray], octave: float) -> None:
        """Measure a clip x with the octave factor of its pitch: the model's output and the reference columns, all as samples."""
        made = candidates["model"]
        confident = metrics.periodicity(x, natural[6]) > 0.9
        for name, y in candidates.items():
            column = self.columns[name]
            column["lsd"].append(metrics.log_spectral_distance(y, x))
            column["parts"].append(metrics.attack_and_tail_distance(y, x))
            column["tuning"].append(tuning.tuning(y, x))
            again = played(np.asarray(y, np.float32), octave)[:, : natural.shape[1]]
            column["follow"].append(metrics.following(natural, again, confident))
            voiced = confident & (natural[0] > 10 ** (-50 / 20))
            column["pitch"].append(np.log2(np.stack([natural[6][voiced], again[6][voiced]])))
        self.kinds.setdefault(example["kind"], []).append(self.columns["model"]["lsd"][-1])
        self.add_attack(x, made)
        self.dc.append((abs(float(made.mean())), abs(float(metrics.dc_blocked(made).mean()))))
        self.over.append(float(np.mean(np.abs(made) > 1)))
        self.pairs.append((example, x, made))

    def add_attack(self, x: np.ndarray, made: np.ndarray) -> None:
        """Measure the attack, if it is sharp (rises within 3 ms)."""
        target, output = metrics.attack(x), metrics.attack(made)
        if target["rise"] >= 3:
            return
        a, b = metrics.envelope_db(x), metrics.envelope_db(made)
        near = (np.arange(len(a)) < 6000 // 32) & (a > a.max() - 40)
        self.sharp.append(
            {
                "asked": target["rise"],
                "made": output["rise"],
                "envelope": float(np.abs(a - b)[near].mean()),
                "turned": float(np.abs(a - metrics.envelope_db(metrics.turned(x)))[near].mean()),
                "energy2": abs(target["energy2"] - output["energy2"]),
            }
        )

    def table(self) -> dict[str, dict[str, float]]:
        """Figures of each column, means over the clips."""
        return {
            name: {
                "lsd.raw": float(np.mean([v[0] for v in column["lsd"]])),
                "lsd.mel": float(np.mean([v[1] for v in column["lsd"]])),
                **parts_and_tuning(column["parts"], column["tuning"]),
                **mean_rows(column["follow"]),
                "f0.pooled.r": float(np.corrcoef(np.concatenate(column["pitch"], 1))[0, 1]),
            }
            for name, column in self.columns.items()
        }

    def by_kind(self) -> dict[str, dict[str, dict[str, float]]]:
        """Mel distances of attack and tail, and tuning, of each column by kind of sound: {column: {kind: {figure: value}}}."""
        kinds = [example["kind"] for example, _, _ in self.pairs]
        of = lambda values, kind: [value for value, own in zip(values, kinds) if own == kind]
        return {
            name: {kind: parts_and_tuning(of(column["parts"], kind), of(column["tuning"], kind)) for kind in sorted(set(kinds))}
            for name, column in self.columns.items()
        }

    def quality(self) -> dict[str, float]:
        """Attack, DC and clipping figures."""
        return {
            "rise.asked.ms": float(np.median([s["asked"] for s in self.sharp])),
            "rise.made.ms": float(np.median([s["made"] for s in self.sharp])),
            "rise.clips": len(self.sharp),
            "envelope.error.db": float(np.mean([s["envelope"] for s in self.sharp])),
            "envelope.floor.db": float(np.mean([s["turned"] for s in self.sharp])),
            "energy2.error.ms": float(np.mean([s["energy2"] for s in self.sharp])),
            "dc.max": float(np.max([after for _, after in self.dc])),
            "dc.max.before": float(np.max([before for before, _ in self.dc])),
            "over.share": float(np.mean(self.over)),
        }
