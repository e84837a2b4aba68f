"""Training: AdamW, cosine schedule, EMA; resuming from a checkpoint gives the same result."""

from __future__ import annotations

import csv
import json
import math
import os
import sys
import time
from pathlib import Path

import torch

from .definitions import BANDS, CODE, COLOUR, HOP, MODAL_BANDS, PARTIALS, PLAIN_INPUTS, SUBFRAMES, dither
from .examples import BLOCKS, Examples, make_batch
from .losses import Analysis, SpectralLoss, control_loss, descriptor_loss, onset_loss, pitch_loss, readable_share, steady_loss
from .model import Critic, FrameSincNsf, at_frames
from .start import Start, StartError, read_start, same_statistics

WEIGHTS = {"descriptors": 1.2, "onset": 0.5, "crossings": 1.0, "pitch": 0.3, "control": 1.2, "expected": 1.0, "fader": 0.8, "spread": 0.02, "steady": 1.0, "readable": 1.0}
#: Factors on the weights of the control loss where a descriptor moves, level ... centroid. Zero crossings and roll-off follow the strongest
#: tracks, flatness is a log mean of bins far below the partials: without extra weight the network leaves them.
MOVED_WEIGHTS = (1.0, 3.0, 2.5, 5.0, 2.0, 2.5)
#: With --minutes, the pace between these two steps determines the number of steps, before any checkpoint.
PACED = (20, 100)
LOG_FIELDS = ("step", "spectral", "descriptors", "onset", "crossings", "pitch", "control", "expected", "fader", "spread", "steady", "readable", "critic", "total")
UNDECIDED = 10**9
#: Minimum weight of the level of clips with moved descriptors: a walk of all seven must not change the loudness.
LEVEL_WEIGHT = 1.5
#: Deviation of the noise on the timbre code, so that neighbours on the map sound similar.
CODE_NOISE = 0.2
#: Learning rate of the critic, above the encoder's: a critic that lags behind does not restrain it.
CRITIC_RATE = 4e-3


def add_arguments(parser) -> None:
    parser.add_argument("--examples", default="models/training/cache/examples", help="folder made by `analyse`")
    parser.add_argument("--also", action="append", default=[], help="another folder made by `analyse`, with the same --statistics-of; may be given again")
    parser.add_argument("--run", default="models/training/runs/impacts", help="checkpoints, losses and settings go here")
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--controlled", type=int, default=4, help="clips of a batch with moved descriptors")
    parser.add_argument("--weights", default="", help="other weights of the losses: control=.8,crossings=.6")
    parser.add_argument("--from-checkpoint", default="", help="begin with the averaged weights of this checkpoint")
    parser.add_argument("--from-model", default="", help="begin with the weights of this model folder, models/impacts for one")
    parser.add_argument("--minutes", type=float, default=0, help="train for about this long, instead of --steps")
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--channels", type=int, default=128)
    parser.add_argument("--ema", type=float, default=0.998)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--checkpoint-minutes", type=float, default=4)
    parser.add_argument("--stop-after", type=int, default=0, help="stop (with a checkpoint) after this step; 0: at the end")


def loss_weights(written: str) -> dict[str, float]:
    """WEIGHTS, overridden by comma-separated name=value pairs. ValueError names a wrong one."""
    weights = dict(WEIGHTS)
    for part in filter(None, written.split(",")):
        name, _, value = part.partition("=")
        if name not in WEIGHTS:
            raise ValueError(f"--weights: there is no loss '{name}'; there are {', '.join(WEIGHTS)}")
        try:
            weights[name] = float(value)
        except ValueError:
            weights[name] = math.nan
        if not 0 <= weights[name] < math.inf:
            raise ValueError(f"--weights: {name} needs a number of zero or more, not '{value}'")
    return weights


def learning_rate(step: int, steps: int, peak: float) -> float:
    """100 warm-up steps, then cosine to 3 %."""
    return peak * min(1.0, (step + 1) / 100) * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def save(path: Path, state: dict) -> None:
    """Save atomically: an interrupted save leaves the previous checkpoint."""
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    os.replace(temporary, path)


def control_targets(batch, rows: slice) -> dict:
    natural = batch.natural[rows]
    return {
        "level": 20 * torch.log10(natural[:, 0].clamp_min(1e-5)),
        "zcr": natural[:, 1],
        "rolloff": natural[:, 2],
        "flatness": torch.log10(natural[:, 3].clamp_min(1e-6)),
        "bandwidth": torch.log2(natural[:, 4] + 20),
        "centroid": torch.log2(natural[:, 5] + 20),
    }


def copy_of(module: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {k: v.clone() for k, v in module.state_dict().items()}


def widened(old: dict[str, torch.Tensor], new: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Weights of a network with a static code, or none, in one with tracks: it begins without a code, and plays the tracks as measured."""
    if old["first.weight"].shape == new["first.weight"].shape:
        return old
    result = {k: v.clone() for k, v in old.items()}
    first, before = torch.zeros_like(new["first.weight"]), old["first.weight"]
    first[:, :PLAIN_INPUTS] = before[:, :PLAIN_INPUTS]
    if before.shape[1] > PLAIN_INPUTS:  # the modal bands are its last inputs
        first[:, PLAIN_INPUTS + CODE : PLAIN_INPUTS + CODE + MODAL_BANDS] = before[:, -MODAL_BANDS:]
    result["first.weight"] = first
    rows = lambda x: x.view(SUBFRAMES, -1, *x.shape[1:])
    for name in ("last.weight", "last.bias"):
        before, after = rows(old[name]), torch.zeros_like(rows(new[name]))
        after[:, : PARTIALS + BANDS], after[:, -1] = before[:, : PARTIALS + BANDS], before[:, -1]
        result[name] = after.reshape(new[name].shape)
    return result


class Trainer:
    """The state of a training; `step(n)` depends only on the state and n."""

    def __init__(self, args):
        self.args = args
        self.weights = loss_weights(args.weights)
        self.examples = Examples(args.examples, *args.also)
        self.slopes = self.examples.slopes()
        torch.manual_seed(args.seed)
        source = args.from_model or args.from_checkpoint
        start = read_start(source) if source else None
        if start is not None:
            args.channels = start.channels
        self.model = FrameSincNsf(args.channels).to(args.device)
        self.critic = Critic().to(args.device)
        if start is not None:
            self.start_from(start)
        self.parameters = list(self.model.parameters())
        self.ema = copy_of(self.model.net)
        self.encoder_ema = copy_of(self.model.encoder)
        self.optimizer = torch.optim.AdamW(self.parameters, args.learning_rate, betas=(0.9, 0.98), weight_decay=1e-4)
        self.critic_optimizer = torch.optim.AdamW(self.critic.parameters(), CRITIC_RATE, weight_decay=1e-4)
        self.spectral = SpectralLoss().to(args.device)
        self.analysis = Analysis().to(args.device)
        self.dither = torch.tensor(dither(BLOCKS * 256), dtype=torch.float32, device=args.device)

    def losses(self, step: int) -> dict[str, torch.Tensor]:
        args = self.args
        batch = make_batch(self.examples, args.batch, args.controlled, args.seed, step, self.slopes).to(args.device)
        torch.manual_seed(args.seed * 1_000_003 + step)  # phases and noise offsets
        rest = self.model.encoder.residual(batch.colour, batch.points)
        code = self.model.encoder(batch.colour, batch.points)
        heard = batch.sounds
        reading = self.critic(code.detach())
        played = (code + CODE_NOISE * torch.randn_like(code)) * batch.coded * heard
        frames = batch.natural.shape[2] - 1
        x = self.model.network_input(batch.normalised, batch.rms, batch.level, at_frames(played, frames), batch.modal, batch.harmonic)
        out = self.model.net(x)
        made = self.model.synthesis(out, batch.f0, batch.level, batch.sources, batch.harmonicity)
        plain = slice(0, args.batch - args.controlled)
        result = {
            "spectral": self.spectral(made[plain], batch.audio[plain]),
            "descriptors": descriptor_loss(self.analysis, made[plain], batch.audio[plain], self.dither),
            "onset": onset_loss(made[plain], batch.audio[plain]),
        }
        sounding = heard * batch.active[:, None, :: COLOUR["hop"] // HOP]
        points = batch.points.transpose(1, 2)
        result["expected"] = (rest.square().mean(2) * sounding[:, 0]).sum() / (sounding.sum() + 1)
        result["critic"] = ((reading - points).square().mean(1) * sounding[:, 0]).sum() / (sounding.sum() + 1)
        for parameter in self.critic.parameters():
            parameter.requires_grad_(False)
        error = (self.critic(code) - points).square().clamp_max(1).mean(1)
        for parameter in self.critic.parameters():
            parameter.requires_grad_(True)
        result["fader"] = -(error * sounding[:, 0]).sum() / (sounding.sum() + 1)
        result["spread"] = code.square().mean()
        result["readable"] = readable_share(code, points, sounding[:, 0])
        result["steady"] = steady_loss(out, batch.modal)
        own = batch.moved.new_zeros(args.batch - args.controlled, 6)
        own[:, 1:3] = 1  # zero crossings and roll-off; the others are in `descriptor_loss`
        result["crossings"] = control_loss(
            self.analysis, made[plain], self.dither, control_targets(batch, plain), batch.active[plain], own
        )
        # Includes clips moved only in pitch: they must be as clear at the new pitch, and not at the old one.
        alone = torch.ones_like(batch.followers)
        alone[plain.stop :] = (1 - batch.followers[plain.stop :]) * (1 - batch.swapped[plain.stop :]) * (batch.moved[plain.stop :, :6].sum(1, True) == 0)
        result["pitch"] = pitch_loss(made, batch.f0, batch.audio, batch.own_f0, batch.active * alone)
        if args.controlled:
            moved = slice(args.batch - args.controlled, args.batch)
            # Held descriptors have a low weight, since they can only partly be held; following ones have a full weight.
            weights = 0.2 + 0.4 * batch.followers[moved] + (1.3 - 0.4 * batch.followers[moved]) * batch.moved[moved, :6]
            swapped = weights.new_tensor([0.2, 0.4, 0.7, 0.8, 0.9, 1.0])
            weights = weights * (1 - batch.swapped[moved]) + swapped * batch.swapped[moved]
            weights = weights * (1 + (weights.new_tensor(MOVED_WEIGHTS) - 1) * batch.moved[moved, :6])
            weights[:, 0] = weights[:, 0].clamp_min(LEVEL_WEIGHT)
            targets = control_targets(batch, moved)
            result["control"] = control_loss(
                self.analysis, made[moved], self.dither, targets, batch.active[moved], weights
            )
        return result

    def step(self, step: int) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(step, self.args.steps, self.args.learning_rate)
        parts = self.losses(step)
        total = parts["spectral"] + sum(self.weights[k] * v for k, v in parts.items() if k in self.weights)
        self.optimizer.zero_grad(set_to_none=True)
        self.critic_optimizer.zero_grad(set_to_none=True)
        total.backward()
        parts["critic"].backward()
        self.critic_optimizer.step()
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        if torch.isfinite(norm):
            self.optimizer.step()
        decay = min(self.args.ema, (step + 1) / (step + 10))
        with torch.no_grad():
            for average, module in ((self.ema, self.model.net), (self.encoder_ema, self.model.encoder)):
                for name, value in module.state_dict().items():
                    average[name].lerp_(value, 1 - decay)
        return {k: float(v.detach()) for k, v in parts.items()} | {"total": float(total.detach())}

    def state(self, step: int, seconds: float) -> dict:
        return {
            "step": step,
            "seconds": seconds,
            "net": self.model.net.state_dict(),
            "ema": self.ema,
            "encoder": self.model.encoder.state_dict(),
            "encoderEma": self.encoder_ema,
            "optimizer": self.optimizer.state_dict(),
            "critic": self.critic.state_dict(),
            "criticOptimizer": self.critic_optimizer.state_dict(),
            "settings": {k: v for k, v in vars(self.args).items() if isinstance(v, (int, float, str))},
            "statistics": self.examples.meta["statistics"],
            "silence": self.examples.meta["silence"],
            "examples": self.examples.key,
        }

    def load(self, state: dict) -> None:
        self.model.net.load_state_dict(state["net"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.model.encoder.load_state_dict(state["encoder"])
        self.critic.load_state_dict(state["critic"])
        self.critic_optimizer.load_state_dict(state["criticOptimizer"])
        self.ema, self.encoder_ema = state["ema"], state["encoderEma"]

    def start_from(self, start: Start) -> None:
        """Start from the averaged weights of another training, also of one without timbre.

        They are valid only for inputs normalised with the start's statistics.
        """
        if not same_statistics(start.statistics, self.examples.meta["statistics"]):
            raise StartError(
                f"{self.args.examples} is normalised differently from {start.name}; "
                f"run `analyse --out {self.args.examples} --statistics-of {start.name}` with its other options (done in a second)"
            )
        self.model.net.load_state_dict(widened(start.net, self.model.net.state_dict()))
        if start.encoder is not None and "expected.0.weight" in start.encoder:
            self.model.encoder.load_state_dict(start.encoder)


def steps_in(minutes: float, step: int, elapsed: float, pace: float) -> int:
    """Total number of steps that fit into the minutes, at `step` after `elapsed` seconds, at `pace` steps per second."""
    return step + max(0, round((60 * minutes - elapsed) * pace))


def logged_rows(path: Path, first: int) -> list[dict]:
    """Rows of a loss log before step `first`."""
    if not path.exists():
        return []
    with open(path, newline="") as log:
        return [row for row in csv.DictReader(log) if int(row["step"]) < first]


def progress_line(step: int, last: int, pace: float, recent: list[dict]) -> str:
    """Step, pace in steps per second, remaining time and mean losses of the recent steps."""
    mean = {k: sum(r.get(k, 0) for r in recent) / len(recent) for k in recent[-1]}
    parts = " ".join(f"{k} {v:.3f}" for k, v in mean.items())
    return f"step {step}/{last} {pace:.2f}/s, {(last - step) / pace / 60:.0f} min left: {parts}"


def run(args) -> int:
    """Train to `--steps`, resuming from RUN/checkpoint.pt if present; losses go to RUN/losses.csv."""
    from .pictures import loss_curves

    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    folder = Path(args.run)
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    state = torch.load(checkpoint, weights_only=False, map_location=args.device) if checkpoint.exists() else None
    try:
        trainer = Trainer(args)
        first, before = resume(trainer, state, folder)
    except (StartError, FileNotFoundError, ValueError) as error:
        print(f"train: {error}", file=sys.stderr)
        return 2
    if args.minutes and args.stop_after:
        print("train: --minutes determines the steps; omit --stop-after, or give --steps", file=sys.stderr)
        return 2
    if args.minutes:
        args.steps = state["settings"]["steps"] if state else UNDECIDED
    if state is not None:
        print(f"resuming {checkpoint} at step {first}", file=sys.stderr)
    last = min(args.steps, args.stop_after) if args.stop_after else args.steps
    if first >= last:
        print(f"{folder}: already finished, {first} steps")
        return 0
    note_settings = lambda: (folder / "settings.json").write_text(json.dumps(vars(args), default=str, indent=1))
    note_settings()
    if args.steps == UNDECIDED:
        print(f"the first {PACED[1]} steps show the pace", flush=True)
    started = saved = time.time()
    log_path = folder / "losses.csv"
    rows = logged_rows(log_path, first)
    recent: list[dict] = []
    with open(log_path, "w", newline="") as log:
        writer = csv.DictWriter(log, LOG_FIELDS)
        writer.writeheader()
        writer.writerows(rows)
        step = first
        while step < last:
            values = trainer.step(step)
            writer.writerow({"step": step, **{k: f"{v:.6g}" for k, v in values.items()}})
            recent = (recent + [values])[-100:]
            now, step = time.time(), step + 1
            if step == PACED[0]:
                paced = now
            if step == PACED[1] and args.steps == UNDECIDED:
                pace = (PACED[1] - PACED[0]) / (now - paced)
                args.steps = steps_in(args.minutes, step, now - started, pace)
                last = min(args.steps, args.stop_after) if args.stop_after else args.steps
                print(f"{pace:.2f} steps a second: {args.steps} steps fit into {args.minutes:g} minutes", flush=True)
                note_settings()
            if args.steps == UNDECIDED:
                continue
            if step % 20 == 0 or step == last:
                print(progress_line(step, last, (step - first) / (now - started), recent), flush=True)
            if now - saved > args.checkpoint_minutes * 60:
                log.flush()
                save(checkpoint, trainer.state(step, before + now - started))
                loss_curves(log_path, folder / "losses.png")
                saved = now
    save(checkpoint, trainer.state(last, before + time.time() - started))
    loss_curves(log_path, folder / "losses.png")
    return 0


def resume(trainer: Trainer, state: dict | None, folder: Path) -> tuple[int, float]:
    """Resume from a checkpoint's state; returns its step and seconds. Raises StartError when it was trained on other sounds."""
    if state is None:
        return 0, 0.0
    if state.get("examples", trainer.examples.key) != trainer.examples.key:
        raise StartError(f"{folder} was trained on other sounds; use another run folder or id, or delete it to train again")
    trainer.load(state)
    return state["step"], state["seconds"]
