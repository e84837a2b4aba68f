"""Losses of the hybrid `texture`: distance as the evaluation measures it beside the spectral loss, and critics of spectrograms."""

from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F

from .losses import MEL_BANDS, SpectralLoss
from .metrics import LSD_SIZES

#: Bins below this share of a clip's largest power do not count, as in `metrics.frame_distances`: -80 dB; and frames below -60 dB.
FLOOR, ACTIVE = 1e-8, 1e-6
DECIBELS = 10 / torch.log(torch.tensor(10.0)).item()


class TextureLoss(SpectralLoss):
    """The spectral loss, and a tenth of the log-spectral distance in dB of bins and mel bands, from the same spectra."""

    def forward(self, output: torch.Tensor, target: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        spectral, distance = output.new_zeros(()), output.new_zeros(())
        for size in MEL_BANDS:
            mel = getattr(self, f"mel{size}")
            a, b = self.power(output, size), self.power(target, size)
            a_mel, b_mel = mel @ a, mel @ b
            spectral = spectral + 0.5 * (torch.log(a_mel + 1e-7) - torch.log(b_mel + 1e-7)).abs().mean()
            spectral = spectral + 0.15 * (torch.log(a + 1e-6) - torch.log(b + 1e-6)).abs().mean()
            scale = b_mel.sqrt().mean() + 1e-3
            spectral = spectral + 0.3 * ((a_mel + 1e-8).sqrt() - (b_mel + 1e-8).sqrt()).abs().mean() / scale
            if size in LSD_SIZES:
                distance = distance + frame_distance(a, b) + frame_distance(a_mel, b_mel)
        return spectral / len(MEL_BANDS), distance / (2 * len(LSD_SIZES))


def frame_distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Log-spectral distance of powers [B, bins, frames] in dB, mean over the clips' frames within 60 dB of the loudest."""
    floor = FLOOR * b.amax((1, 2), keepdim=True) + 1e-10
    error = DECIBELS * (torch.log(a + floor) - torch.log(b + floor))
    loud = b.sum(1)
    active = (loud > ACTIVE * loud.amax(1, keepdim=True)).to(a.dtype)
    return ((error.square().mean(1) + 1e-2).sqrt() * active).sum() / (active.sum() + 1)


class Critics(nn.Module):
    """Two convolutional critics of log spectrograms; each gives its hidden layers and, last, its output at every place."""

    SIZES = (1024, 256)

    def __init__(self, width: int = 16):
        super().__init__()
        for size in self.SIZES:
            window = torch.hann_window(size)
            self.register_buffer(f"window{size}", window / window.square().sum().sqrt(), persistent=False)
        self.nets = nn.ModuleList(
            nn.ModuleList(
                [
                    nn.Conv2d(1, width, (5, 3), (2, 1), (2, 1)),
                    nn.Conv2d(width, 2 * width, (5, 3), (2, 2), (2, 1)),
                    nn.Conv2d(2 * width, 2 * width, (5, 3), (2, 2), (2, 1)),
                    nn.Conv2d(2 * width, 1, (3, 3), 1, 1),
                ]
            )
            for _ in self.SIZES
        )

    def forward(self, x: torch.Tensor) -> list[list[torch.Tensor]]:
        result = []
        for size, net in zip(self.SIZES, self.nets):
            spectrum = torch.stft(x, size, size // 4, window=getattr(self, f"window{size}"), return_complex=True)
            h, layers = torch.log(torch.view_as_real(spectrum).square().sum(-1) + 1e-7)[:, None] / 8 + 1, []
            for layer in net[:-1]:
                h = F.leaky_relu(layer(h), 0.2)
                layers.append(h)
            result.append([*layers, net[-1](h)])
        return result


def critic_loss(critics: Critics, output: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Hinge loss of the critics: recordings above 1, outputs below -1."""
    made, real = critics(output.detach()), critics(target)
    return sum(F.relu(1 - b[-1]).mean() + F.relu(1 + a[-1]).mean() for a, b in zip(made, real)) / len(made)


def adversarial_losses(critics: Critics, output: torch.Tensor, target: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The critics' outputs, negated, and the distance of their hidden layers from those of the recording."""
    made = critics(output)
    with torch.no_grad():
        real = critics(target)
    adversarial = -sum(a[-1].mean() for a in made) / len(made)
    apart = [(a - b).abs().mean() / (b.abs().mean() + 1e-3) for one, other in zip(made, real) for a, b in zip(one[:-1], other[:-1])]
    return adversarial, sum(apart) / len(apart)
