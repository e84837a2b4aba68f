"""Tiny untrained modules with the type names and attributes of RAVE's streaming exports, for tests of the importer.

Own code, written from the layout that an export shows: module names, attributes, shapes of weights, and the arithmetic of a hop.
`make(kind)` scripts one; every kind is a few 100 kB.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch
from scipy.signal import firwin
from torch import nn
from torch.nn import functional as F


class CachedPadding1d(nn.Module):
    def __init__(self, padding: int, channels: int, crop: bool = False):
        super().__init__()
        self.padding, self.crop = padding, crop
        self.register_buffer("pad", torch.randn(1, channels, padding))  # a file's pasts are not zero

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.padding > 0:
            x = torch.cat([self.pad, x], -1)
            self.pad.copy_(x[..., -self.padding :])
            if self.crop:
                x = x[..., : -self.padding]
        return x


class CachedConv1d(nn.Conv1d):
    def __init__(self, i, o, kernel, stride=1, dilation=1, groups=1, causal=False, padding=-1, delay=0, bias=False):
        super().__init__(i, o, kernel, stride=stride, dilation=dilation, groups=groups, bias=bias)
        total = (kernel - 1) * dilation if padding < 0 else padding
        self.lookahead = 0 if causal or padding >= 0 else (total + 1) // 2
        shift = (stride - (self.lookahead + delay) % stride) % stride
        self.cumulative_delay = (self.lookahead + shift + delay) // stride
        self.cache = CachedPadding1d(total, i)
        self.downsampling_delay = CachedPadding1d(shift, i, crop=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.cache(self.downsampling_delay(x))
        return F.conv1d(x, self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


class CachedConvTranspose1d(nn.ConvTranspose1d):
    def __init__(self, i, o, ratio, bias=False):
        super().__init__(i, o, 2 * ratio, stride=ratio, padding=ratio // 2, bias=bias)
        self.tail = 2 * (ratio // 2)
        self.cumulative_delay = ratio // 2
        self.register_buffer("cache", torch.randn(1, o, self.tail))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = F.conv_transpose1d(x, self.weight, None, self.stride)
        head = y[..., : self.tail] + self.cache
        y = torch.cat([head, y[..., self.tail :]], -1)
        self.cache.copy_(y[..., -self.tail :])
        y = y[..., : -self.tail]
        bias = self.bias
        if bias is not None:
            y = y + bias.unsqueeze(-1)
        return y


class CachedSequential(nn.Sequential):
    pass


class AlignBranches(nn.Module):
    def __init__(self, branches, delays, channels):
        super().__init__()
        self.branches = nn.ModuleList(branches)
        most = max(delays)
        self.paddings = nn.ModuleList([CachedPadding1d(most - d, channels, crop=True) for d in delays])
        self.cumulative_delay = most

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        found: list[torch.Tensor] = []
        for branch, pad in zip(self.branches, self.paddings):
            found.append(branch(pad(x)))
        return found


class Residual(nn.Module):
    def __init__(self, inner, delay, channels):
        super().__init__()
        self.aligned = AlignBranches([inner, nn.Identity()], [delay, 0], channels)
        self.cumulative_delay = delay

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        parts = self.aligned(x)
        return parts[0] + parts[1]


class Net(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.net = CachedSequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x)


class DilatedUnit(Net):
    pass


class UpsampleLayer(Net):
    pass


class ResidualBlock(Net):
    pass


class EncoderV2(Net):
    pass


class Encoder(Net):
    pass


class SplitEncoder(Net):
    """The encoder of version 1 returns mean and scale."""

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        z = self.net(x)
        return z[:, : z.shape[1] // 2], z[:, z.shape[1] // 2 :]


SplitEncoder.__name__ = SplitEncoder.__qualname__ = "Encoder"


class ResidualLayer(nn.Module):
    def __init__(self, channels, dilations, causal):
        super().__init__()
        layers, delay = [], 0
        for d in dilations:
            layers += [nn.LeakyReLU(0.2), CachedConv1d(channels, channels, 3, dilation=d, causal=causal)]
            delay += layers[-1].lookahead
        self.net = Residual(CachedSequential(*layers), delay, channels)
        self.cumulative_delay = delay

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x)


class ResidualStack(nn.Module):
    def __init__(self, channels, dilations, causal):
        super().__init__()
        layers = [ResidualLayer(channels, d, causal) for d in dilations]
        self.net = AlignBranches([ResidualBlock(*layers)], [sum(x.cumulative_delay for x in layers)], channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.stack(self.net(x), 0).sum(0)


class SampleNorm(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x / torch.norm(x, 2, 1, keepdim=True)


class Snake(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.alpha = nn.Parameter(torch.rand(channels, 1) + 0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + (self.alpha + 1e-9).reciprocal() * (self.alpha * x).sin().pow(2)


class AdaptiveInstanceNormalization(nn.Module):
    def __init__(self, channels):
        super().__init__()
        for name, value in (("mean_x", 0.0), ("std_x", 1.0), ("mean_y", 0.0), ("std_y", 1.0)):
            self.register_buffer(name, torch.full((1, channels, 1), value))
        for name in ("learn_x", "learn_y", "num_update_x", "num_update_y"):
            self.register_buffer(name, torch.zeros(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if bool(self.num_update_x) and bool(self.num_update_y):
            x = (x - self.mean_x) / (self.std_x + 1e-5) * self.std_y + self.mean_y
        return x


def loudness(x: torch.Tensor) -> torch.Tensor:
    return 2 * torch.sigmoid(x) ** 2.3 + 1e-7


class NoiseBase(nn.Module):
    def __init__(self, net, bands, size):
        super().__init__()
        self.net, self.data_size = net, bands
        self.register_buffer("target_size", torch.tensor(size))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        amp = loudness(self.net(x) - 5).permute(0, 2, 1)
        amp = amp.reshape(amp.shape[0], amp.shape[1], self.data_size, -1)
        size = int(self.target_size)
        response = torch.fft.irfft(torch.complex(amp, torch.zeros_like(amp)))
        length = response.shape[-1]
        response = torch.roll(response, length // 2, -1) * torch.hann_window(length)
        response = torch.roll(F.pad(response, (0, size - length)), -(length // 2), -1)
        uniform = torch.rand_like(response) * 2 - 1
        both = torch.fft.rfft(F.pad(uniform, (0, size))) * torch.fft.rfft(F.pad(response, (0, size)))
        noise = torch.fft.irfft(both)[..., :size].permute(0, 2, 1, 3)
        return noise.reshape(noise.shape[0], noise.shape[1], -1)


class NoiseGenerator(NoiseBase):
    pass


class NoiseGeneratorV2(NoiseBase):
    pass


class Generator(nn.Module):
    def __init__(self, net, synth, noisy, old):
        super().__init__()
        self.net, self.synth = net, synth
        self.use_noise, self.loud_stride, self.old = noisy, 1, old
        self.register_buffer("warmed_up", torch.tensor(1))

    def forward(self, x: torch.Tensor, add_noise: bool = True) -> torch.Tensor:
        parts = self.synth(self.net(x))
        y = torch.tanh(parts[0]) * loudness(parts[1])
        if self.use_noise and add_noise and bool(self.warmed_up):
            y = y + parts[-1]
        return y


class GeneratorV2(nn.Module):
    def __init__(self, net, wave, noise):
        super().__init__()
        self.net, self.waveform_module, self.noise_module = net, wave, noise
        self.amplitude_modulation = True

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.net(x)
        noise = torch.zeros(1)
        if self.noise_module is not None:
            noise = self.noise_module(x)
        if self.waveform_module is not None:
            x = self.waveform_module(x)
        half = x.shape[1] // 2
        return torch.tanh(x[:, :half] * torch.sigmoid(x[:, half:]) + noise)


class CachedPQMF(nn.Module):
    def __init__(self, bands, taps, causal):
        super().__init__()
        t = np.arange(taps) - taps // 2
        prototype = firwin(taps, 1 / (2 * bands) * 1.1, window=("kaiser", 8.0))
        k = np.arange(bands)[:, None]
        bank = 2 * prototype * np.cos((2 * k + 1) * np.pi / (2 * bands) * t + (-1.0) ** k * np.pi / 4)
        hk = torch.from_numpy(bank).float()
        self.register_buffer("hk", hk)
        self.n_band = bands
        self.forward_conv = CachedConv1d(1, bands, taps + 1, stride=bands, causal=causal)
        self.inverse_conv = CachedConv1d(bands, bands, taps // bands + 1, causal=causal)
        self.forward_conv.weight.data = F.pad(hk, (0, 1))[:, None]
        phases = hk.flip(-1).reshape(bands, taps // bands, bands).permute(2, 0, 1)
        self.inverse_conv.weight.data = F.pad(phases, (0, 1)).contiguous()

    def mirrored(self, x: torch.Tensor) -> torch.Tensor:
        mask = torch.ones_like(x)
        mask[..., 1::2, ::2] = -1
        return x * mask

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.mirrored(self.forward_conv(x))

    @torch.jit.export
    def inverse(self, x: torch.Tensor) -> torch.Tensor:
        y = (self.inverse_conv(self.mirrored(x)) * self.n_band).flip(1)
        return y.permute(0, 2, 1).reshape(1, 1, -1)


class VariationalEncoder(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.encoder(x)


class WasserteinEncoder(VariationalEncoder):
    def __init__(self, encoder, noise):
        super().__init__(encoder)
        self.noise_augmentation = noise


class SphericalEncoder(VariationalEncoder):
    pass


class DiscreteEncoder(VariationalEncoder):
    pass


class Scripted(nn.Module):
    def __init__(self, parts: dict, rate: int, latents: int, full: int, hop: int, channels: int = 1):
        super().__init__()
        self.pqmf, self.encoder, self.decoder = parts["pqmf"], parts["encoder"], parts["decoder"]
        self.sr, self.latent_size, self.full_latent_size = rate, latents, full
        self.n_channels = self.target_channels = channels
        self.input_mode, self.output_mode = "pqmf", "pqmf"
        self.register_buffer("latent_pca", torch.linalg.qr(torch.randn(full, full))[0].contiguous())
        self.register_buffer("latent_mean", torch.randn(full))
        self.register_buffer("decode_params", torch.tensor([latents, hop, channels, 1]))


class VariationalScriptedRAVE(Scripted):
    @torch.jit.export
    def encode(self, x: torch.Tensor) -> torch.Tensor:
        z = self.encoder(self.pqmf(x))
        z = z[:, : self.full_latent_size] - self.latent_mean.unsqueeze(-1)
        return F.conv1d(z, self.latent_pca.unsqueeze(-1))[:, : self.latent_size]

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        z = torch.cat([z, torch.randn(1, self.full_latent_size - z.shape[1], z.shape[2])], 1)
        z = F.conv1d(z, self.latent_pca.t().unsqueeze(-1)) + self.latent_mean.unsqueeze(-1)
        return self.pqmf.inverse(self.decoder(z))


class TraceModel(nn.Module):
    """The top of version 1."""

    def __init__(self, parts: dict, rate: int, latents: int, full: int, hop: int, cropped: bool = False, deterministic: bool = False):
        super().__init__()
        self.pqmf, self.encoder, self.decoder = parts["pqmf"], parts["encoder"], parts["decoder"]
        self.cropped_latent_size, self.trained_cropped = latents, cropped
        self.stereo, self.deterministic = False, deterministic
        self.register_buffer("latent_pca", torch.linalg.qr(torch.randn(full, full))[0].contiguous())
        self.register_buffer("latent_mean", torch.randn(full))
        self.register_buffer("latent_size", torch.tensor(full))
        self.register_buffer("sampling_rate", torch.tensor(rate))
        self.register_buffer("decode_params", torch.tensor([latents, hop, 1, 1]))

    @torch.jit.export
    def encode(self, x: torch.Tensor) -> torch.Tensor:
        z = self.encoder(self.pqmf(x))[0] - self.latent_mean.unsqueeze(-1)
        return F.conv1d(z, self.latent_pca.unsqueeze(-1))[:, : self.cropped_latent_size]

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        rest = torch.randn(1, int(self.latent_size) - z.shape[1], z.shape[2])
        if self.deterministic:
            rest = torch.zeros_like(rest)
        z = F.conv1d(torch.cat([z, rest], 1), self.latent_pca.t().unsqueeze(-1)) + self.latent_mean.unsqueeze(-1)
        return self.pqmf.inverse(self.decoder(z, add_noise=not self.deterministic))


class DecoderScriptedRAVE(nn.Module):
    """An export without its encoder."""

    def __init__(self, parts: dict, rate: int, latents: int, full: int, hop: int):
        super().__init__()
        self.pqmf, self.decoder = parts["pqmf"], parts["decoder"]
        self.sr, self.latent_size, self.full_latent_size = rate, latents, full
        self.register_buffer("latent_pca", torch.linalg.qr(torch.randn(full, full))[0].contiguous())
        self.register_buffer("latent_mean", torch.randn(full))

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        z = torch.cat([z, torch.randn(1, self.full_latent_size - z.shape[1], z.shape[2])], 1)
        z = F.conv1d(z, self.latent_pca.t().unsqueeze(-1)) + self.latent_mean.unsqueeze(-1)
        return self.pqmf.inverse(self.decoder(z))


class WasserteinScriptedRAVE(Scripted):
    @torch.jit.export
    def encode(self, x: torch.Tensor) -> torch.Tensor:
        return self.encoder(self.pqmf(x))

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        z = torch.cat([z, torch.randn(1, self.encoder.noise_augmentation, z.shape[2])], 1)
        return self.pqmf.inverse(self.decoder(z))


class SphericalScriptedRAVE(Scripted):
    @torch.jit.export
    def encode(self, x: torch.Tensor) -> torch.Tensor:
        z = self.encoder(self.pqmf(x))
        rest = z.pow(2).flip(1).cumsum(1).flip(1).sqrt()
        angles = torch.arccos(z[:, :-1] / rest[:, :-1])
        last = torch.where(z[:, -1:] >= 0, angles[:, -1:], 2 * math.pi - angles[:, -1:]) / (2 * math.pi)
        return 2 * torch.cat([angles[:, :-1] / math.pi, last], 1) - 1

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        turn = (z / 2 + 0.5) % 1
        angles = torch.cat([turn[:, :-1] * math.pi, turn[:, -1:] * (2 * math.pi)], 1)
        one = torch.ones(1, 1, z.shape[2])
        z = torch.cat([angles.cos(), one], 1) * torch.cat([one, angles.sin().cumprod(1)], 1)
        return self.pqmf.inverse(self.decoder(z))


#: Kinds of `make`: layout, ratios of the decoder, and what differs.
KINDS: dict[str, dict] = {
    "v1": dict(layout="v1", ratios=[4, 2, 2]),
    "v1-noise": dict(layout="v1", ratios=[4, 2, 2], noise=[4, 4]),
    "v1-generation": dict(layout="v1", ratios=[4, 2, 2], noise=[4, 4], top="trace"),
    "v2": dict(layout="v2", ratios=[4, 2, 2]),
    "v2-causal": dict(layout="v2", ratios=[4, 2, 2], causal=True),
    "v2-small": dict(layout="v2", ratios=[4, 2], noise=[2, 2]),
    "v3": dict(layout="v2", ratios=[4, 2], snake=True, styles=True),
    "brave": dict(layout="v1", ratios=[2, 2, 2], causal=True, dilations=[[3, 1], [9, 1]]),
    "raspberry": dict(layout="v1", ratios=[4, 4], capacity=2),
    "wasserstein": dict(layout="v2", ratios=[4, 2], top="wasserstein", single=True),
    "spherical": dict(layout="v2", ratios=[4, 2], top="spherical", single=True),
    "odd-ratio": dict(layout="v2", ratios=[3, 3]),
    "discrete": dict(layout="v2", ratios=[4, 2], top="discrete", single=True),
}
BANDS, CAPACITY, LATENTS, FULL, RATE = 16, 4, 4, 8, 44100


def activation(config: dict, channels: int) -> nn.Module:
    return Snake(channels) if config.get("snake") else nn.LeakyReLU(0.2)


def unit(config: dict, channels: int, dilation: int) -> list[nn.Module]:
    wide = CachedConv1d(channels, channels, 3, dilation=dilation, causal=config.get("causal", False), bias=True)
    inner = DilatedUnit(activation(config, channels), wide, activation(config, channels), CachedConv1d(channels, channels, 1))
    styles = [AdaptiveInstanceNormalization(channels)] if config.get("styles") else []
    return [*styles, Residual(inner, wide.lookahead, channels)]


def noise_net(channels: int, ratios: list[int], kernel: str, causal: bool) -> nn.Module:
    layers: list[nn.Module] = []
    for i, r in enumerate(ratios):
        out = BANDS * 5 if i == len(ratios) - 1 else channels
        wide = (2 * r, r) if kernel == "v2" else (3, -1)
        layers += [CachedConv1d(channels, out, wide[0], stride=r, padding=wide[1], causal=causal), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers[:-1])


def decoder_v1(config: dict, inputs: int) -> nn.Module:
    ratios, capacity, causal = config["ratios"], config.get("capacity", CAPACITY), config.get("causal", False)
    channels = capacity * 2 ** len(ratios)
    layers: list[nn.Module] = [CachedConv1d(inputs, channels, 7, causal=causal)]
    for r in ratios:
        layers += [UpsampleLayer(nn.LeakyReLU(0.2), CachedConvTranspose1d(channels, channels // 2, r))]
        channels //= 2
        layers += [ResidualStack(channels, config.get("dilations", [[1, 1], [3, 1]]), causal)]
    parts = [CachedConv1d(channels, BANDS, 7, causal=causal), CachedConv1d(channels, 1, 3, causal=causal)]
    delays = [part.lookahead for part in parts]
    if "noise" in config:
        net = noise_net(channels, config["noise"], "v1", causal)
        parts.append(NoiseGenerator(net, BANDS, int(np.prod(config["noise"]))))
        delays.append(17)  # odd, so that streaming inverts the odd bands as version 1 does
    synth = AlignBranches(parts, delays, channels)
    return Generator(CachedSequential(*layers), synth, "noise" in config, config.get("top") == "trace")


def decoder_v2(config: dict, inputs: int) -> nn.Module:
    ratios, causal = config["ratios"], config.get("causal", False)
    channels = config.get("capacity", CAPACITY) * 2 ** len(ratios)
    layers: list[nn.Module] = [CachedConv1d(inputs, channels, 3, causal=causal)]
    for r, dilations in zip(ratios, config.get("units", [(1, 3)] * len(ratios))):
        layers += [activation(config, channels), CachedConvTranspose1d(channels, channels // 2, r, bias=r == 4)]
        channels //= 2
        for d in dilations:
            layers += unit(config, channels, d)
    layers.append(activation(config, channels))
    wave = CachedConv1d(channels, 2 * BANDS, 7, causal=causal)
    if "noise" not in config:
        return GeneratorV2(CachedSequential(*layers, wave), None, None)
    noise = NoiseGeneratorV2(noise_net(channels, config["noise"], "v2", causal), BANDS, int(np.prod(config["noise"])))
    return GeneratorV2(CachedSequential(*layers), wave, noise)


def encoder(config: dict, outputs: int) -> nn.Module:
    causal, v1 = config.get("causal", False), config["layout"] == "v1"
    channels, groups = CAPACITY, 1
    layers: list[nn.Module] = [CachedConv1d(BANDS, channels, 7, causal=causal)]
    for r in reversed(config["ratios"]):
        if v1:
            norm = nn.BatchNorm1d(channels)
            norm.running_mean.data.normal_(0, 0.2), norm.running_var.data.uniform_(0.5, 2)
            layers += [norm, nn.LeakyReLU(0.2)]
        else:
            layers += [*unit(config, channels, 3), activation(config, channels)]
        layers.append(CachedConv1d(channels, channels * 2, 2 * r + (1 if v1 else 0), stride=r, causal=causal))
        channels *= 2
    layers += [nn.LeakyReLU(0.2), CachedConv1d(channels, outputs, 5 if v1 else 3, causal=causal, groups=2 if v1 else groups)]
    if not v1:
        return EncoderV2(*layers)
    return SplitEncoder(*layers) if config.get("top") == "trace" else Encoder(*layers)


def module(kind: str, seed: int = 1, **changes) -> nn.Module:
    """The module before scripting; `changes` are added to the kind's configuration."""
    torch.manual_seed(seed)
    config = KINDS[kind] | changes
    top = config.get("top", "variational")
    single = config.get("single", False)
    full = FULL if top in ("variational", "trace", "decoder") else LATENTS
    inputs = {"wasserstein": LATENTS + 3, "spherical": LATENTS + 1}.get(top, full)
    outputs = {"spherical": LATENTS + 1}.get(top, full if single else 2 * full)
    inner = encoder(config, outputs)
    wrap = {"wasserstein": lambda e: WasserteinEncoder(e, 3), "spherical": SphericalEncoder, "discrete": DiscreteEncoder}
    parts = {
        "pqmf": CachedPQMF(BANDS, 128 if config.get("causal") else 512, config.get("causal", False)),
        "encoder": inner if top == "trace" else wrap.get(top, VariationalEncoder)(inner),
        "decoder": (decoder_v1 if config["layout"] == "v1" else decoder_v2)(config, inputs),
    }
    tops = {"trace": TraceModel, "decoder": DecoderScriptedRAVE, "wasserstein": WasserteinScriptedRAVE, "spherical": SphericalScriptedRAVE}
    made = tops.get(top, VariationalScriptedRAVE)
    hop = BANDS * int(np.prod(config["ratios"]))
    more = {k: changes[k] for k in ("channels", "cropped", "deterministic") if k in changes}
    model = made(parts, config.get("rate", RATE), LATENTS, full, hop, **more)
    for parameter in model.decoder.parameters():
        parameter.data.mul_(1.5)
    return model.eval()


def make(kind: str, path: Path, seed: int = 1, **changes) -> Path:
    """Script the module of a kind and save it as `path`."""
    torch.jit.script(module(kind, seed, **changes)).save(str(path))
    return path
