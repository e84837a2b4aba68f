"""The hybrid `texture`: partials and tracks of a trained Frame Sinc-NSF, noise and transients of a causal decoder with latents of its own.

The partials give the pitch, which a decoder of waveforms locks to its frame rate. The decoder moves the gains of the noise bands at
every sub-frame, and adds a waveform in 16 bands whose excitation is the sound so far: without an excitation it has no clock but the frames.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .bands import SPLIT, Bands
from .definitions import BANDS, HOP, INPUTS, SAMPLE_RATE, SUBFRAMES, SYNTHESIS, erb_edges
from .losses import mel_filters
from .model import CausalConv, FrameNet, FrameSincNsf, at_frames, factor_of

#: Size of the texture's code, one for each frame.
LATENTS = 8
#: Deviation of the noise on the latents in training, so that neighbours sound similar.
LATENT_NOISE = 0.1
#: Minimum gain of a noise band over the level, which the decoder may raise: -86 dB.
MIN_GAIN = 5e-5
#: Channels that condition the waveform at every sub-frame.
CONDITION = 32
_TRUNK_DILATIONS, _WAVE_DILATIONS = (1, 2, 4, 8, 1), (1, 2, 4, 8, 16, 32)
_MEL = 64
_QUIET = 1e-9


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
            lacking = rows(torch.log((self.mel_power(x) + _QUIET) / (self.mel_power(base) + _QUIET)).clamp(-5, 5))
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
        shares = [torch.log((part + _QUIET) / (part.mean(1, keepdim=True) + _QUIET)) for part in (mel, quarters)]
        return torch.cat(shares, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        features = (self.features(x) - self.mean[:, None]) / self.std[:, None]
        return 2 * torch.tanh((self.axes @ features + self.net(features)) / 2)


def _ridge(given: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Slopes of a regression of `wanted` [N, W] on `given` [N, G]: [G, W]."""
    return torch.linalg.solve(given.T @ given + 0.01 * len(given) * torch.eye(given.shape[1], dtype=given.dtype), given.T @ wanted)


class TextureDecoder(nn.Module):
    """Latents and the frames of the partials' network -> factors of the noise bands, and the waveform net's conditioning; causal."""

    def __init__(self, inputs: int, channels: int = 192, width: int = 48):
        super().__init__()
        #: What a regression reads from the latents, beside what the base says; the trunk adds what is not linear.
        self.direct = CausalConv(LATENTS + inputs, BANDS)
        self.first = CausalConv(LATENTS + inputs, channels, 3)
        self.blocks = _residual_blocks(channels, _TRUNK_DILATIONS)
        self.noise = CausalConv(channels, BANDS * SUBFRAMES)
        self.condition = CausalConv(channels, CONDITION * SUBFRAMES)
        self.enter = CausalConv(2 * SPLIT + CONDITION, width)
        self.wave = _residual_blocks(width, _WAVE_DILATIONS)
        self.leave = CausalConv(width, SPLIT)
        with torch.no_grad():
            for layer, scale in ((self.noise, 0.1), (self.leave, 0)):
                layer.weight.mul_(scale)
                layer.bias.zero_()
            for parameter in self.direct.parameters():
                parameter.zero_()

    def begin_with(self, slopes: torch.Tensor, before: torch.Tensor, after: torch.Tensor) -> None:
        """The direct layer from the encoder's regression: slopes [LATENTS, mel] of log power, what is known of the latents [1 + inputs, LATENTS].

        `after` [mel, BANDS] are the mel bands at the noise bands. Half of a log power is a log gain; half of that gave a smaller distance
        than all of it, since some of what the base lacks is not noise.
        """
        with torch.no_grad():
            to_bands = slopes @ after / 4
            known = -before @ to_bands
            self.direct.weight.copy_(torch.cat([to_bands, known[:-1]]).T[..., None])
            self.direct.bias.copy_(known[-1])

    def frames(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """x [B, LATENTS + inputs, T] -> noise outputs [B, 8T, 96], conditioning [B, CONDITION, 8T]."""
        h = F.leaky_relu(_through(self.blocks, self.first(x)), 0.1)
        b, _, t = h.shape
        noise = self.noise(h).transpose(1, 2).reshape(b, t * SUBFRAMES, BANDS)
        noise = noise + self.direct(x).transpose(1, 2).repeat_interleave(SUBFRAMES, 1)
        condition = self.condition(h).transpose(1, 2).reshape(b, t * SUBFRAMES, CONDITION).transpose(1, 2)
        return noise, condition

    def waveform(self, excitation: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        """Bands of the sound so far over its level [B, 32, n] and conditioning [B, CONDITION, n / 2] -> bands over the level [B, 16, n]."""
        h = self.enter(torch.cat([excitation, F.interpolate(condition, scale_factor=2, mode="linear")], 1))
        return 2 * torch.tanh(self.leave(F.leaky_relu(_through(self.wave, h), 0.1)) / 2)


def _residual_blocks(channels: int, dilations: tuple[int, ...]) -> nn.ModuleList:
    return nn.ModuleList(nn.ModuleList([CausalConv(channels, channels, 3, d), CausalConv(channels, channels)]) for d in dilations)


def _through(blocks: nn.ModuleList, h: torch.Tensor) -> torch.Tensor:
    for wide, mix in blocks:
        h = h + mix(F.leaky_relu(wide(h), 0.1))
    return h


class Texture(nn.Module):
    """The hybrid. `base` is frozen: its partials and tracks sound as they do alone, its noise is where the decoder begins."""

    def __init__(self, base: FrameSincNsf, channels: int = 192, width: int = 48):
        super().__init__()
        self.base = [base]  # a list: its weights are not trained, and are stored apart
        hidden = base.net.last.in_channels
        self.bands = Bands()
        self.encoder = TextureEncoder(self.bands)
        self.decoder = TextureDecoder(base.net.inputs + hidden, channels, width)
        noise = SYNTHESIS["noiseBands"]
        edges = erb_edges(noise["lowHz"], noise["highHz"], BANDS)
        turn = 2 * np.pi * np.sqrt(edges[1:] * edges[:-1]) / SAMPLE_RATE
        self.centre = np.sqrt(edges[1:] * edges[:-1])
        self.register_buffer("response", torch.cos(base.synthesis.tap[:, None] * torch.tensor(turn).float()), persistent=False)

    def begin_with(self, sounds: torch.Tensor, played: torch.Tensor, known: torch.Tensor) -> float:
        """First weights of encoder and decoder from clips and the base's sounds for them; see `TextureEncoder.begin_with`."""
        share, slopes, before = self.encoder.begin_with(sounds, played, known)
        hz = torch.fft.rfftfreq(4 * HOP, 1 / SAMPLE_RATE)
        centre = (self.encoder.mel @ hz).numpy()
        after = np.array([np.interp(self.centre, centre, row) for row in np.eye(len(centre))])
        self.decoder.begin_with(slopes, before, torch.tensor(after).float())
        return share

    def frozen(self, x, f0, level, sources, harmonicity, phase=None):
        """What the base gives: partials and tracks [B, n], gains of its noise bands [B, 8T, 96], its hidden frames [B, C, T]."""
        net, synthesis = self.base[0].net, self.base[0].synthesis
        if phase is None:
            phase = torch.rand(x.shape[0], dtype=torch.float64)
        with torch.no_grad():
            hidden = hidden_frames(net, x)
            partial, band, modal, cutoff = synthesis.gains(net.last(hidden), f0, level, harmonicity)
            tones = synthesis.low_pass(synthesis.harmonics(partial, synthesis.sines(f0, phase)), cutoff)
            if sources is not None:
                tones = tones + synthesis.modes(modal, sources)
            # The crossover as a factor of each band: its response at the band's centre.
            share = 1 - (1 - SYNTHESIS["crossover"]["noiseFloor"]) * (synthesis.taps(cutoff) @ self.response)
        return tones, band * share.clamp_min(0), hidden

    def forward(self, latents, x, f0, level, sources=None, harmonicity=None, phase=None, offsets=None):
        """Latents [B, LATENTS, T], network input x [B, INPUTS, T], the rest as for `FrameSincNsf.synthesis` -> samples [B, T*HOP]."""
        tones, gain, hidden = self.frozen(x, f0, level, sources, harmonicity, phase)
        if offsets is None:
            offsets = torch.randint(0, self.base[0].synthesis.loops.shape[1], (BANDS,))
        change, condition = self.decoder.frames(torch.cat([latents, x, hidden], 1))
        noise = self.base[0].synthesis.noise((gain + MIN_GAIN * level[..., None]) * factor_of(change), offsets)
        fine = F.interpolate(level[:, None], scale_factor=2, mode="linear")
        with torch.no_grad():
            so_far = torch.cat([self.bands.split(tones), self.bands.split(noise)], 1)
            excitation = (so_far / (fine + 1e-4)).clamp(-8, 8)
        added = fine * self.decoder.waveform(excitation, condition)
        return tones + noise + self.bands.join(added)


def hidden_frames(net: FrameNet, x: torch.Tensor) -> torch.Tensor:
    """What the last layer of a Frame Sinc-NSF reads, [B, channels, T]."""
    h = F.leaky_relu(net.first(x[:, : net.inputs]), 0.1)
    return F.leaky_relu(_through(net.blocks, h), 0.1)


def played_code(model: FrameSincNsf, batch) -> torch.Tensor:
    """The base's network input of a training batch, with its code where the clip has one, [B, INPUTS, T]."""
    with torch.no_grad():
        code = model.encoder(batch.colour, batch.points) * batch.coded * batch.sounds
        frames = batch.natural.shape[2] - 1
        x = model.network_input(batch.normalised, batch.rms, batch.level, at_frames(code, frames), batch.modal, batch.harmonic)
    assert x.shape[1] == INPUTS
    return x
