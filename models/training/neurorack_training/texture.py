"""The hybrid `texture`: a Frame Sinc-NSF that also reads eight latents of its sound a frame.

It begins as a trained, smaller model: its partials give the pitch, which a decoder of waveforms locks to its frame rate. The latents are
encoded from the recording; they begin as what the smaller model's noise bands lack.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .bands import SPLIT, Bands
from .definitions import BANDS, HOP, INPUTS, PARTIALS, SAMPLE_RATE, SUBFRAMES, SYNTHESIS, erb_edges
from .losses import mel_filters
from .model import FrameNet, FrameSincNsf, at_frames

#: Size of the texture's code, one for each frame.
LATENTS = 8
#: Deviation of the noise on the latents in training, so that neighbours sound similar.
LATENT_NOISE = 0.1
#: Frames by which the latents lag behind the sound: they depend on so many that follow.
LOOKAHEAD = 5
#: Power that is silence in the encoder's features, and the slope of all bent layers.
QUIET, SLOPE = 1e-9, 0.1
_MEL = 64


class TextureEncoder(nn.Module):
    """Samples [B, T*HOP] -> latents [B, LATENTS, T] bounded by 2: colour and short-time shape of each frame, whatever its level.

    They begin as axes found by regression (`begin_with`). From random weights the encoder saturated: all latents were one constant.
    """

    def __init__(self, bands: Bands, width: int = 96):
        super().__init__()
        self.bands = [bands]  # a list: its filters belong to the decoder
        window = torch.hann_window(4 * HOP)
        self.register_buffer("window", window / window.square().sum().sqrt(), persistent=False)
        self.register_buffer("mel", mel_filters(4 * HOP, _MEL), persistent=False)
        features = len(self.mel) + 4 * SPLIT
        self.net = nn.Sequential(
            nn.Conv1d(features, width, 5, padding=2),
            nn.LeakyReLU(0.1),
            nn.Conv1d(width, width, 3, padding=1),
            nn.LeakyReLU(0.1),
            nn.Conv1d(width, LATENTS, 1),
        )
        with torch.no_grad():
            self.net[-1].weight.mul_(0.1)
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("std", torch.ones(features))
        self.register_buffer("axes", torch.zeros(LATENTS, features))

    def begin_with(self, x: torch.Tensor, base: torch.Tensor, known: torch.Tensor) -> tuple[float, torch.Tensor, torch.Tensor]:
        """Standardise the features, and find the axes that say most of what the base lacks.

        Returns the share of it that they explain, its slopes on the latents, and those of the latents on what is known.

        x are clips [B, T*HOP], `base` the base's sound for them, `known` [B, C, T] what the decoder reads beside the latents: what
        that explains is removed first. Reduced-rank regression of log mel differences on the features, on frames that sound.
        """
        with torch.no_grad():
            loud = x.view(len(x), -1, HOP).square().mean(2).flatten() > 1e-6
            rows = lambda value: value.transpose(1, 2).flatten(0, 1)[loud].double()
            features = rows(self.features(x))
            self.mean.copy_(features.mean(0))
            self.std.copy_(features.std(0) + 1e-2)
            features = (features - self.mean) / self.std
            lacking = rows(torch.log((self.mel_power(x) + QUIET) / (self.mel_power(base) + QUIET)).clamp(-5, 5))
            beside = F.pad(rows(known), (0, 1), value=1.0)
            rest, wanted = (value - beside @ _ridge(beside, value) for value in (features, lacking))
            full = _ridge(rest, wanted)
            axes = full @ torch.linalg.svd(rest @ full, full_matrices=False)[2][:LATENTS].T
            axes = axes / ((features @ axes).std(0) + 1e-6)
            self.axes.copy_(axes.T)
            read = rest @ axes
            slopes = _ridge(read, wanted)
            share = 1 - (wanted - read @ slopes).square().sum() / wanted.square().sum()
            return float(share), slopes.float(), _ridge(beside, features @ axes).float()

    def mel_power(self, x: torch.Tensor) -> torch.Tensor:
        spectrum = torch.stft(x, 4 * HOP, HOP, window=self.window, return_complex=True)
        return self.mel @ torch.view_as_real(spectrum).square().sum(-1)[..., 1:]

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """Log shares of energy of mel bands, and of the 16 bands in quarters of each frame: [B, 128, T]."""
        mel = self.mel_power(x)
        quarters = F.avg_pool1d(self.bands[0].split(x).square(), HOP // SPLIT // 4)
        b, _, count = quarters.shape
        quarters = quarters.view(b, SPLIT, count // 4, 4).permute(0, 1, 3, 2).reshape(b, 4 * SPLIT, count // 4)
        shares = [torch.log((part + QUIET) / (part.mean(1, keepdim=True) + QUIET)) for part in (mel, quarters)]
        return torch.cat(shares, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        features = (self.features(x) - self.mean[:, None]) / self.std[:, None]
        return 2 * torch.tanh((self.axes @ features + self.net(features)) / 2)


def _ridge(given: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Slopes of a regression of `wanted` [N, W] on `given` [N, G]: [G, W]."""
    return torch.linalg.solve(given.T @ given + 0.01 * len(given) * torch.eye(given.shape[1], dtype=given.dtype), given.T @ wanted)


class Texture(nn.Module):
    """The hybrid: an encoder of latents, and a network that reads them after the other inputs. `base` is the model that it begins as."""

    def __init__(self, base: FrameSincNsf, channels: int = 288):
        super().__init__()
        self.base = [base]  # a list: its weights are not trained, and are stored apart
        self.encoder = TextureEncoder(Bands())
        self.net = embedded(base.net, channels)

    def begin_with(self, sounds: torch.Tensor, played: torch.Tensor, known: torch.Tensor) -> float:
        """First weights of encoder and network from clips, the base's sounds for them, and its hidden frames; see `TextureEncoder.begin_with`."""
        share, slopes, before = self.encoder.begin_with(sounds, played, known)
        hz = torch.fft.rfftfreq(4 * HOP, 1 / SAMPLE_RATE)
        centre = (self.encoder.mel @ hz).numpy()
        noise = SYNTHESIS["noiseBands"]
        edges = erb_edges(noise["lowHz"], noise["highHz"], BANDS)
        after = np.array([np.interp(np.sqrt(edges[1:] * edges[:-1]), centre, row) for row in np.eye(len(centre))])
        begin_noise(self.net, slopes, before, torch.tensor(after).float())
        return share

    def forward(self, latents, x, f0, level, sources=None, harmonicity=None, phase=None, offsets=None):
        """Latents [B, LATENTS, T], network input x [B, INPUTS, T], the rest as for `FrameSincNsf.synthesis` -> samples [B, T*HOP]."""
        return self.base[0].synthesis(self.net(torch.cat([x, latents], 1)), f0, level, sources, harmonicity, phase, offsets)


def embedded(base: FrameNet, channels: int) -> FrameNet:
    """A network of `channels` that gives what `base` gives, whatever the latents are: its first channels are those of the base.

    The next 2 LATENTS hold each latent and its negative: the difference of two bent values is the value, so that `last` reads it unbent.
    The rest reads everything, and nothing reads the rest yet.
    """
    own, pairs = base.first.out_channels, base.first.out_channels + 2 * LATENTS
    net = FrameNet(channels, INPUTS + LATENTS)
    with torch.no_grad():
        net.first.weight[:pairs] = 0
        net.first.bias[:pairs] = 0
        net.first.weight[:own, : base.inputs] = base.first.weight
        net.first.bias[:own] = base.first.bias
        for i in range(LATENTS):
            net.first.weight[own + i, INPUTS + i, -1] = 1
            net.first.weight[own + LATENTS + i, INPUTS + i, -1] = -1
        for (wide, mix), (base_wide, base_mix) in zip(net.blocks, base.blocks):
            for layer, given in ((wide, base_wide), (mix, base_mix)):
                layer.weight[:own] = 0
                layer.weight[:own, :own] = given.weight
                layer.bias[:own] = given.bias
            mix.weight[own:pairs] = 0
            mix.bias[own:pairs] = 0
        net.last.weight.zero_()
        net.last.weight[:, :own] = base.last.weight
        net.last.bias.copy_(base.last.bias)
    return net


def begin_noise(net: FrameNet, slopes: torch.Tensor, before: torch.Tensor, after: torch.Tensor) -> None:
    """The noise bands' first answer to the latents, from the encoder's regression: slopes [LATENTS, mel] of log power, what the base's
    hidden frames say of the latents [1 + hidden, LATENTS].

    `after` [mel, BANDS] are the mel bands at the noise bands. Half of a log power is a log gain; half of that gave a smaller distance
    than all of it, since some of what the base lacks is not noise.
    """
    own = len(before) - 1
    to_bands = slopes @ after / 4
    known = -before @ to_bands
    with torch.no_grad():
        rows = net.last.weight.view(SUBFRAMES, net.outputs, -1)[:, PARTIALS : PARTIALS + BANDS]
        bias = net.last.bias.view(SUBFRAMES, net.outputs)[:, PARTIALS : PARTIALS + BANDS]
        rows[..., :own] += known[:-1].T
        bias += known[-1]
        twice_bent = to_bands.T / (1 + SLOPE**2)
        rows[..., own : own + LATENTS] += twice_bent
        rows[..., own + LATENTS : own + 2 * LATENTS] -= twice_bent


def hidden_frames(net: FrameNet, x: torch.Tensor) -> torch.Tensor:
    """What the last layer of a Frame Sinc-NSF reads, [B, channels, T]."""
    h = F.leaky_relu(net.first(x[:, : net.inputs]), SLOPE)
    for wide, mix in net.blocks:
        h = h + mix(F.leaky_relu(wide(h), SLOPE))
    return F.leaky_relu(h, SLOPE)


def played_code(model: FrameSincNsf, batch) -> torch.Tensor:
    """The base's network input of a training batch, with its code where the clip has one, [B, INPUTS, T]."""
    with torch.no_grad():
        code = model.encoder(batch.colour, batch.points) * batch.coded * batch.sounds
        frames = batch.natural.shape[2] - 1
        x = model.network_input(batch.normalised, batch.rms, batch.level, at_frames(code, frames), batch.modal, batch.harmonic)
    assert x.shape[1] == INPUTS
    return x
