"""Training of the hybrid `texture`, which begins as a Frame Sinc-NSF: spectral losses, then critics in the last fifth; resumes exactly."""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from pathlib import Path

import torch

from .definitions import dither
from .examples import BLOCKS, Examples, make_batch
from .losses import Analysis, control_loss, descriptor_loss, onset_loss
from .player import Player
from .start import StartError, read_start, same_statistics
from .texture import LATENT_NOISE, LATENTS, Texture, hidden_frames, played_code
from .texture_losses import Critics, TextureLoss, critic_loss, adversarial_losses
from .train import MOVED_WEIGHTS, control_targets, copy_of, learning_rate, logged_rows, progress_line, save

RUN = "models/training/runs/texture"
WEIGHTS = {"distance": 0.25, "descriptors": 0.6, "onset": 0.5, "control": 0.15, "spread": 0.001, "adversarial": 0.05, "layers": 0.3}
LOG_FIELDS = ("step", "spectral", "distance", "descriptors", "onset", "control", "spread", "adversarial", "layers", "critic", "total")
#: Share of the clips without latents: drawn sets have none.
WITHOUT_LATENTS = 0.12
#: Share of the steps without critics.
CRITICS_FROM = 0.8
CRITIC_RATE = 3e-4
#: Clips from which the encoder begins.
BEGIN_BATCHES, BEGIN_CLIPS, BEGIN_STEP = 8, 16, 10**9


def add_arguments(parser) -> None:
    parser.add_argument("--examples", default="models/training/cache/examples", help="folder made by `analyse`")
    parser.add_argument("--base", default="models/impacts", help="model folder or checkpoint that it begins as")
    parser.add_argument("--also", action="append", default=[], help="another folder made by `analyse`, with the same --statistics-of; may be given again")
    parser.add_argument("--from-checkpoint", default="", help="begin with the averaged weights of this checkpoint of `train-texture`")
    parser.add_argument("--run", default=RUN, help="checkpoints, losses and settings go here")
    parser.add_argument("--steps", type=int, default=4500)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--controlled", type=int, default=1, help="clips of a batch with moved descriptors")
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--channels", type=int, default=288)
    parser.add_argument("--ema", type=float, default=0.998)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--checkpoint-minutes", type=float, default=4)
    parser.add_argument("--stop-after", type=int, default=0, help="stop (with a checkpoint) after this step; 0: at the end")


class TextureTrainer:
    """The state of a training; `step(n)` depends only on the state and n."""

    def __init__(self, args):
        self.args = args
        self.examples = Examples(args.examples, *args.also)
        self.slopes = self.examples.slopes()
        start = read_start(args.base)
        if not same_statistics(start.statistics, self.examples.meta["statistics"]):
            raise StartError(
                f"{args.examples} is normalised differently from {start.name}; "
                f"run `analyse --out {args.examples} --statistics-of {start.name}` with its other options (done in a second)"
            )
        self.base = start.checkpoint(self.examples.meta["silence"])
        torch.manual_seed(args.seed)
        self.model = Texture(Player(self.base, self.examples).model, args.channels)
        self.critics = Critics()
        self.parameters = list(self.model.parameters())
        self.ema = copy_of(self.model)
        self.optimizer = torch.optim.AdamW(self.parameters, args.learning_rate, betas=(0.9, 0.98), weight_decay=1e-4)
        self.critic_optimizer = torch.optim.AdamW(self.critics.parameters(), CRITIC_RATE, betas=(0.5, 0.9))
        self.loss, self.analysis = TextureLoss(), Analysis()
        self.dither = torch.tensor(dither(BLOCKS * 256), dtype=torch.float32)

    def begin(self) -> None:
        """The first weights: those of another training, or the encoder's axes found in clips and in what the base plays for them."""
        if self.args.from_checkpoint:
            self.start_from(self.args.from_checkpoint)
        else:
            self.find_axes()
        self.ema = copy_of(self.model)

    def find_axes(self) -> None:
        sounds, played, known = [], [], []
        for n in range(BEGIN_BATCHES):
            batch = make_batch(self.examples, BEGIN_CLIPS, 0, self.args.seed, BEGIN_STEP + n, self.slopes)
            base, x = self.model.base[0], played_code(self.model.base[0], batch)
            with torch.no_grad():
                played.append(base.synthesis(base.net(x), batch.f0, batch.level, batch.sources, batch.harmonicity))
                known.append(hidden_frames(base.net, x))
            sounds.append(batch.audio)
        share = self.model.begin_with(torch.cat(sounds), torch.cat(played), torch.cat(known))
        print(f"the first latents explain {share:.2f} of what the base lacks", flush=True)

    def start_from(self, path: str) -> None:
        """Start from the averaged weights of another training of `texture`, with the same sizes."""
        state = read_texture(Path(path))
        if state["settings"]["channels"] != self.args.channels:
            raise StartError(f"{path} has other sizes of the network; give its --channels")
        self.model.load_state_dict(state["ema"])

    def losses(self, step: int) -> dict[str, torch.Tensor]:
        args = self.args
        batch = make_batch(self.examples, args.batch, args.controlled, args.seed, step, self.slopes)
        torch.manual_seed(args.seed * 1_000_003 + step)  # latent noise, phases and noise offsets
        code = self.model.encoder(batch.audio)
        kept = (torch.rand(args.batch, 1, 1) >= WITHOUT_LATENTS).float()
        latents = (code + LATENT_NOISE * torch.randn_like(code)) * kept
        x = played_code(self.model.base[0], batch)
        made = self.model(latents, x, batch.f0, batch.level, batch.sources, batch.harmonicity)
        plain = slice(0, args.batch - args.controlled)
        output, target = made[plain], batch.audio[plain]
        result = dict(zip(("spectral", "distance"), self.loss(output, target)))
        result["descriptors"] = descriptor_loss(self.analysis, output, target, self.dither)
        result["onset"] = onset_loss(output, target)
        result["spread"] = code.square().mean()
        if args.controlled:
            moved = slice(plain.stop, args.batch)
            weights = 0.2 + 0.4 * batch.followers[moved] + (1.3 - 0.4 * batch.followers[moved]) * batch.moved[moved, :6]
            weights = weights * (1 + (weights.new_tensor(MOVED_WEIGHTS) - 1) * batch.moved[moved, :6])
            result["control"] = control_loss(
                self.analysis, made[moved], self.dither, control_targets(batch, moved), batch.active[moved], weights
            )
        if step >= CRITICS_FROM * args.steps:
            result["critic"] = critic_loss(self.critics, output, target)
            self.critics.requires_grad_(False)
            result["adversarial"], result["layers"] = adversarial_losses(self.critics, output, target)
            self.critics.requires_grad_(True)
        return result

    def step(self, step: int) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(step, self.args.steps, self.args.learning_rate)
        parts = self.losses(step)
        total = parts["spectral"] + sum(WEIGHTS[k] * v for k, v in parts.items() if k in WEIGHTS)
        self.optimizer.zero_grad(set_to_none=True)
        total.backward()
        if "critic" in parts:
            self.critic_optimizer.zero_grad(set_to_none=True)
            parts["critic"].backward()
            self.critic_optimizer.step()
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        if torch.isfinite(norm):
            self.optimizer.step()
        decay = min(self.args.ema, (step + 1) / (step + 10))
        with torch.no_grad():
            for name, value in self.model.state_dict().items():
                self.ema[name].lerp_(value, 1 - decay)
        return {k: float(v.detach()) for k, v in parts.items()} | {"total": float(total.detach())}

    def state(self, step: int, seconds: float) -> dict:
        return {
            "family": "texture",
            "step": step,
            "seconds": seconds,
            "base": self.base,
            "net": self.model.state_dict(),
            "ema": self.ema,
            "optimizer": self.optimizer.state_dict(),
            "critics": self.critics.state_dict(),
            "criticOptimizer": self.critic_optimizer.state_dict(),
            "settings": {k: v for k, v in vars(self.args).items() if isinstance(v, (int, float, str))},
            "latents": LATENTS,
            "statistics": self.examples.meta["statistics"],
            "silence": self.examples.meta["silence"],
            "examples": self.examples.key,
        }

    def load(self, state: dict) -> None:
        self.model.load_state_dict(state["net"])
        self.ema = state["ema"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.critics.load_state_dict(state["critics"])
        self.critic_optimizer.load_state_dict(state["criticOptimizer"])


def read_texture(path: Path) -> dict:
    """A checkpoint of `train-texture`; raises StartError."""
    if not path.is_file():
        raise StartError(f"{path} is not a file; give RUN/checkpoint.pt of `train-texture`")
    state = torch.load(path, weights_only=False, map_location="cpu")
    if not isinstance(state, dict) or state.get("family") != "texture":
        raise StartError(f"{path} is a checkpoint of another family; give one of `train-texture`")
    return state


def resume(trainer: TextureTrainer, state: dict | None, folder: Path) -> tuple[int, float]:
    """Resume from a checkpoint's state, or begin; returns its step and seconds. Raises StartError when it does not belong to this training."""
    if state is None:
        trainer.begin()
        return 0, 0.0
    if state["examples"] != trainer.examples.key:
        raise StartError(f"{folder} was trained on other sounds; use another run folder, or delete it to train again")
    if state["settings"]["channels"] != trainer.args.channels:
        raise StartError(f"{folder} has other sizes of the network; give its --channels, or use another run folder")
    trainer.load(state)
    return state["step"], state["seconds"]


def run(args) -> int:
    """Train to `--steps`, resuming from RUN/checkpoint.pt if present; losses go to RUN/losses.csv."""
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    folder = Path(args.run)
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    try:
        state = read_texture(checkpoint) if checkpoint.exists() else None
        trainer = TextureTrainer(args)
        first, before = resume(trainer, state, folder)
    except (StartError, FileNotFoundError) as error:
        print(f"train-texture: {error}", file=sys.stderr)
        return 2
    last = min(args.steps, args.stop_after) if args.stop_after else args.steps
    if first >= last:
        print(f"{folder}: already finished, {first} steps")
        return 0
    (folder / "settings.json").write_text(json.dumps(vars(args), default=str, indent=1))
    started = saved = time.time()
    log_path = folder / "losses.csv"
    rows, recent = logged_rows(log_path, first), []
    with open(log_path, "w", newline="") as log:
        writer = csv.DictWriter(log, LOG_FIELDS)
        writer.writeheader()
        writer.writerows(rows)
        for step in range(first, last):
            values = trainer.step(step)
            writer.writerow({"step": step, **{k: f"{v:.6g}" for k, v in values.items()}})
            recent = (recent + [values])[-100:]
            now, done = time.time(), step + 1
            if done % 20 == 0 or done == last:
                print(progress_line(done, last, (done - first) / (now - started), recent), flush=True)
            if now - saved > args.checkpoint_minutes * 60:
                log.flush()
                save(checkpoint, trainer.state(done, before + now - started))
                saved = now
    save(checkpoint, trainer.state(last, before + time.time() - started))
    return 0
