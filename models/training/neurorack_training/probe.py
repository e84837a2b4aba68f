"""How much of the descriptors can be read from the timbre code: a small network tries, on sounds that it was not trained with."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from .definitions import COLOUR, DESCRIPTORS, HOP
from .model import Critic

#: Training sounds of the probe, and its steps.
SOUNDS, STEPS = 240, 600


def _rows(player, examples: list[dict]) -> list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Code [1, CODE, C], normalised descriptors [1, 7, C] and a mask of the sounding points [1, C] of each sound."""
    rows = []
    for example in examples:
        _, natural, _ = player.examples.read(example)
        code = player.code(player.examples.partials(example), natural)
        every = COLOUR["hop"] // HOP
        points = torch.tensor(player.examples.normalise(natural)[:, ::every])[None, :, : code.shape[2]]
        sounding = torch.tensor(natural[0, ::every] > 10 ** (-50 / 20))[None, : code.shape[2]]
        rows.append((code[..., : points.shape[2]], points, sounding))
    return rows


def readable(player, held_out: list[dict], seed: int = 1) -> dict[str, float]:
    """Pearson r of each descriptor as the probe reads it from the code of held-out sounds, and `mean` of the seven."""
    rng = np.random.default_rng(seed)
    pool = player.examples.train
    trained = _rows(player, [pool[i] for i in rng.permutation(len(pool))[:SOUNDS]])
    torch.manual_seed(seed)
    probe = Critic(trained[0][0].shape[1])
    optimizer = torch.optim.Adam(probe.parameters(), 3e-3)
    for step in range(STEPS):
        loss = torch.zeros(())
        for n in rng.integers(len(trained), size=8):
            code, points, sounding = trained[n]
            loss = loss + (F.mse_loss(probe(code), points, reduction="none").mean(1) * sounding).sum() / (sounding.sum() + 1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        pairs = [(probe(code)[0][:, sounding[0]], points[0][:, sounding[0]]) for code, points, sounding in _rows(player, held_out)]
    read, true = (torch.cat([pair[i] for pair in pairs], 1).numpy() for i in (0, 1))
    result = {name: float(np.corrcoef(read[i], true[i])[0, 1]) if min(read[i].std(), true[i].std()) > 1e-6 else 0.0 for i, name in enumerate(DESCRIPTORS)}
    return result | {"mean": float(np.mean(list(result.values())))}
