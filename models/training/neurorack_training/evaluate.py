"""The evaluation: one script, one table, with reference rows computed in the same run."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import torch

from . import metrics
from .definitions import DESCRIPTORS, SUBFRAMES
from .examples import Examples
from .export import silence_input
from .measurements import Measurements
from .offsets import follow, offset
from .partials import played
from .player import Player
from .precision import session_of
from .probe import readable
from .start import StartError, read_start
from .stateful import past_size, stateful_graph
from .texture_player import TexturePlayer, missed_gates, player_of

SHIFTS = (-1.0, 1.0)
RUN = "models/training/runs/impacts"
#: Where evaluations of model folders go, one folder a model.
OF_MODELS = "models/training/runs/of-models"


def add_arguments(parser) -> None:
    parser.add_argument("--run", help=f"evaluate the checkpoint of this run (default {RUN}); the results go beside it")
    parser.add_argument("--model", help="evaluate a model folder instead, models/impacts for one")
    parser.add_argument("--out", help=f"folder of the results (default: the run, or {OF_MODELS}/NAME)")
    parser.add_argument("--examples", default="models/training/cache/examples", help="folder made by `analyse`")
    parser.add_argument("--clips", type=int, default=80, help="held-out clips, half of them designed impacts")
    parser.add_argument("--control-clips", type=int, default=24)
    parser.add_argument("--without-timbre", action="store_true", help="evaluate like drawn sets: zero code, no tracks, no latents")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)


def choose(examples: Examples, count: int, seed: int) -> list[dict]:
    rng = np.random.default_rng(seed)
    chosen = []
    for designed in (True, False):
        pool = [e for e in examples.held_out if e["designed"] is designed]
        chosen += [pool[i] for i in rng.permutation(len(pool))[: count // 2]]
    return chosen


def measured(name: str, natural: np.ndarray, mask: np.ndarray) -> float:
    """Mean of a descriptor in octaves (of its natural value) over the masked frames."""
    index = DESCRIPTORS.index(name)
    return float(np.log2(np.maximum(natural[index][mask], 1e-6)).mean())


def control(player: Player, chosen: list[dict], slopes: np.ndarray) -> dict:
    """Octaves measured per octave requested, alone and natural, with crosstalk: {mode: {requested: {measured: value}}}.

    The requested shift is limited by the range of the descriptor: 60 Hz an octave down is 50 Hz.
    """
    requested = {mode: {a: [] for a in DESCRIPTORS} for mode in ("alone", "natural")}
    result = {mode: {a: {b: [] for b in DESCRIPTORS} for a in DESCRIPTORS} for mode in ("alone", "natural")}
    for example in chosen:
        x, natural, level = player.examples.read(example)
        mask = natural[0] > 10 ** (-40 / 20)
        if mask.sum() < 8:
            continue
        tonal = mask & (metrics.periodicity(x, natural[6]) > 0.9)
        for i, name in enumerate(DESCRIPTORS):
            responses = {}
            own = tonal if name == "f0" else mask
            for mode in result:
                targets = []
                for shift in SHIFTS:
                    moved, lane = natural.copy(), level.copy()
                    active = moved[0] > 10 ** (-55 / 20)
                    if mode == "natural":
                        follow(moved, i, shift, slopes, active)
                    offset(moved, lane, i, shift, active)
                    targets.append(moved)
                    transpose = shift if name == "f0" else 0
                    audio = player(moved, lane, player.examples.partials(example), natural, transpose=transpose, sound=x)
                    made = played(audio, player.examples.octave(example))[:, : natural.shape[1]]
                    responses[mode, shift] = made
                if own.sum() >= 4:
                    requested[mode][name].append((measured(name, targets[1], own) - measured(name, targets[0], own)) / 2)
                for other in DESCRIPTORS:
                    use = tonal if other == "f0" else mask
                    if use.sum() < 4:
                        continue
                    spread = measured(other, responses[mode, 1.0], use) - measured(other, responses[mode, -1.0], use)
                    result[mode][name][other].append(spread / 2)
    mean = lambda v: float(np.mean(v)) if v else float("nan")
    return {
        m: {a: {b: mean(v) / mean(requested[m][a]) for b, v in row.items()} for a, row in rows.items()} for m, rows in result.items()
    }


def streaming_difference(player: Player, example: dict) -> float:
    """Largest difference between frame-by-frame (stateful) and whole-clip network output."""
    _, natural, level = player.examples.read(example)
    tensor = lambda a: torch.tensor(a)[None]
    x = player.model.network_input(tensor(player.examples.normalise(natural)), tensor(natural[0]), tensor(level[SUBFRAMES:]))
    inputs = player.model.net.inputs
    x = torch.nn.functional.pad(x, (0, 0, 0, max(inputs - x.shape[1], 0)))[:, :inputs, :64]  # without latents
    session = session_of(stateful_graph(player.model.net))
    past = np.zeros((1, past_size(player.model.net)), np.float32)
    worst = 0.0
    with torch.no_grad():
        whole = player.model.net(x)
        for k in range(x.shape[2]):
            y, past = session.run(None, {"x": x[:, :, None, k : k + 1].numpy(), "past": past})
            worst = max(worst, float(np.abs(y[0, :, 0, 0] - whole[0, :, k].numpy()).max()))
    return worst


def silence_level(player: Player) -> float:
    """RMS of the output for silent input, dBFS."""
    frames = np.repeat(player.examples.silence[:, None], 172, 1).astype(np.float32)
    audio = player(frames, np.zeros(172 * SUBFRAMES, np.float32))
    return 20 * np.log10(np.sqrt((audio**2).mean()) + 1e-10)


def nearest_other(examples: Examples, example: dict, natural: np.ndarray, summaries: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The held-out clip with the most similar mean descriptors, with length and level of x."""
    distance = np.linalg.norm(summaries - examples.normalise(natural)[:, :100].mean(1), axis=1)
    distance[[e is example for e in examples.held_out]] = np.inf
    other = examples.read(examples.held_out[int(distance.argmin())])[0]
    other = np.pad(other, (0, max(0, len(x) - len(other))))[: len(x)]
    return other * np.sqrt((x**2).mean() / ((other**2).mean() + 1e-12))


def measure(player: Player, chosen: list[dict], rng: np.random.Generator, without_timbre: bool) -> Measurements:
    """Play and measure the chosen clips."""
    examples, result = player.examples, Measurements()
    summaries = np.array([examples.normalise(examples.read(e)[1])[:, :100].mean(1) for e in examples.held_out])
    for number, example in enumerate(chosen):
        x, natural, level = examples.read(example)
        made = player(natural, level, None if without_timbre else examples.partials(example), sound=None if without_timbre else x)
        candidates = {
            "model": made,
            "random-phase copy": metrics.random_phase(x, rng),
            "shaped white noise": metrics.shaped_noise(x, natural[0], rng),
            "nearest other clip": nearest_other(examples, example, natural, summaries, x),
        }
        result.add(example, x, natural, candidates, examples.octave(example))
        print(f"\revaluate {number + 1}/{len(chosen)}", end="", flush=True)
    print()
    return result


def weights(args, examples: Examples) -> dict:
    """The checkpoint to evaluate: of a run, or made of a model folder, with the examples normalised as it was trained."""
    if not args.model:
        return torch.load(Path(args.run or RUN) / "checkpoint.pt", weights_only=False, map_location="cpu")
    start = read_start(args.model)
    examples.normalise_as(start.statistics)
    return start.checkpoint(examples.meta["silence"])


def finite(values: dict[str, float]) -> dict[str, float | None]:
    """Rounded figures for JSON; None where undefined."""
    return {name: (round(value, 5) if np.isfinite(value) else None) for name, value in values.items()}


def print_figures(table: dict, by_kind: dict) -> None:
    """Print the table, and the tuning by kind of sound of all its columns."""
    for key, row in table.items():
        print(f"{key:20s}", " ".join(f"{k} {v:.2f}" for k, v in row.items()))
    for key, kinds in by_kind.items():
        for kind, row in kinds.items():
            if row["tuning.clips"]:
                print(f"{key:20s} {kind:12s}", " ".join(f"{k} {v:.2f}" for k, v in row.items()))


def run(args) -> int:
    """Write OUT/evaluation.json and the pictures OUT/pairs.png and OUT/control.png."""
    from .pictures import control_matrices, spectrogram_pairs

    if args.run and args.model:
        print("evaluate: --run and --model name two networks; give one of them", file=sys.stderr)
        return 2
    if not (Path(args.examples) / "examples.json").is_file():
        print(f"evaluate: {args.examples} has no examples; run `analyse` first, or give its folder with --examples", file=sys.stderr)
        return 2
    torch.set_num_threads(args.threads)
    examples = Examples(args.examples)
    try:
        checkpoint = weights(args, examples)
    except StartError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 2
    folder = Path(args.out or (Path(OF_MODELS) / Path(args.model).resolve().name if args.model else args.run or RUN))
    folder.mkdir(parents=True, exist_ok=True)
    player = player_of(checkpoint, examples)
    chosen = choose(examples, args.clips, args.seed)
    measurements = measure(player, chosen, np.random.default_rng(args.seed), args.without_timbre)
    response = control(player, chosen[:: max(1, len(chosen) // args.control_clips)], examples.slopes())
    table, by_kind = measurements.table(), measurements.by_kind()
    quality = {
        **table["model"],
        **{f"control.{mode}.{name}": response[mode][name][name] for mode in response for name in DESCRIPTORS},
        **measurements.quality(),
        "silence.dbfs": float(silence_level(player)),
        "streaming.difference": streaming_difference(player, chosen[0]),
        **({f"code.readable.{k}": v for k, v in readable(player, chosen).items()} if player.coded else {}),
        **player.further(chosen),
        "clips": len(chosen),
    }
    result = {
        "quality": finite(quality),
        "table": table,
        "control": response,
        "kinds": {k: [float(v) for v in np.mean(x, 0)] + [len(x)] for k, x in sorted(measurements.kinds.items())},
        "byKind": {column: {kind: finite(row) for kind, row in kinds.items()} for column, kinds in by_kind.items()},
        "step": checkpoint["step"],
        "seconds": checkpoint["seconds"],
        "silence": silence_input(checkpoint["statistics"], checkpoint["silence"]),
    }
    (folder / "evaluation.json").write_text(json.dumps(result, indent=1))
    spectrogram_pairs(measurements.pairs, folder / "pairs.png")
    control_matrices(response, folder / "control.png")
    print_figures(table, by_kind)
    print({k: v for k, v in result["quality"].items() if "." not in k or k.split(".")[0] not in DESCRIPTORS})
    if isinstance(player, TexturePlayer):
        print("\n".join(missed_gates(quality)) or "all gates are met")
    return 0
