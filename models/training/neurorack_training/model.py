"""Frame Sinc-NSF: a frame-rate network that controls partials and noise bands, mixed by a sinc crossover."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .definitions import (
    BANDS,
    CODE,
    COLOUR,
    HOP,
    INPUTS,
    LEVEL_FLOOR,
    LEVEL_RELATIVE_SCALE,
    MODAL_BANDS,
    NOISE_STREAM,
    OUTPUTS,
    PARTIALS,
    PHASE_STREAM,
    SAMPLE_RATE,
    SUB,
    SUBFRAMES,
    SYNTHESIS,
    hash2,
    uniform,
)
from .noise import noise_loops

DILATIONS = (1, 2, 4, 8, 16, 1)


class CausalConv(nn.Conv1d):
    """Causal Conv1d, zero-padded before the start."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 1, dilation: int = 1):
        super().__init__(inputs, outputs, kernel, dilation=dilation)
        self.history = (kernel - 1) * dilation

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(F.pad(x, (self.history, 0)))


class FrameNet(nn.Module):
    """[batch, inputs, frames] -> [batch, 8 * outputs, frames]; receptive field 67 frames.

    Inputs: 7 descriptors, 8 levels, 32 values of timbre code, 16 modal bands. Outputs per sub-frame: 48 partials, 96 noise bands,
    16 modal bands, cutoff.
    """

    def __init__(self, channels: int = 128, inputs: int = INPUTS, outputs: int = OUTPUTS):
        super().__init__()
        self.inputs, self.outputs = inputs, outputs
        self.first = CausalConv(inputs, channels, 3)
        self.blocks = nn.ModuleList(
            nn.ModuleList([CausalConv(channels, channels, 3, d), CausalConv(channels, channels)]) for d in DILATIONS
        )
        self.last = CausalConv(channels, outputs * SUBFRAMES)
        with torch.no_grad():
            self.last.weight.mul_(0.3)
            bias = torch.zeros(SUBFRAMES, outputs)
            bias[:, -1] = 0.7  # cutoff near 2 kHz
            self.last.bias.copy_(bias.flatten())

    @classmethod
    def of(cls, weights: dict[str, torch.Tensor]) -> "FrameNet":
        """The network with these weights."""
        first, last = weights["first.weight"], weights["last.weight"]
        net = cls(first.shape[0], first.shape[1], last.shape[0] // SUBFRAMES)
        net.load_state_dict(weights)
        return net

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = F.leaky_relu(self.first(x), 0.1)
        for wide, mix in self.blocks:
            h = h + mix(F.leaky_relu(wide(h), 0.1))
        return self.last(F.leaky_relu(h, 0.1))


class CodeEncoder(nn.Module):
    """Colour path [B, C, 24] dB and normalised descriptors at its points [B, C, 7] -> code [B, CODE, C], bounded by 2.

    What the descriptors say of the colour is predicted and removed first: the code has the rest.
    """

    CENTRE, SCALE = -28.0, 16.0

    def __init__(self, code: int = CODE, width: int = 48):
        super().__init__()
        bands = COLOUR["bands"]
        self.expected = nn.Sequential(nn.Linear(7, 32), nn.LeakyReLU(0.1), nn.Linear(32, bands))
        self.first = nn.Conv1d(bands, width, 3, padding=1)
        self.last = nn.Conv1d(width, code, 1)

    def residual(self, colour: torch.Tensor, descriptors: torch.Tensor) -> torch.Tensor:
        return (colour - self.CENTRE) / self.SCALE - self.expected(descriptors)

    def forward(self, colour: torch.Tensor, descriptors: torch.Tensor) -> torch.Tensor:
        rest = self.residual(colour, descriptors)
        rest = (rest.detach() if self.training else rest).transpose(1, 2)
        return 2 * torch.tanh(self.last(F.leaky_relu(self.first(rest), 0.1)) / 2)


def at_frames(code: torch.Tensor, frames: int) -> torch.Tensor:
    """A code at every 1024 samples, [B, CODE, C], at frames 1 ... `frames` (linear between), [B, CODE, frames]."""
    at = (torch.arange(frames, device=code.device) + 1) * (HOP / COLOUR["hop"])
    below = at.floor().long().clamp_max(code.shape[2] - 1)
    part = at - below
    return code[..., below] * (1 - part) + code[..., (below + 1).clamp_max(code.shape[2] - 1)] * part


class Critic(nn.Module):
    """Reads the descriptors [B, 7, C] from the code [B, CODE, C]; the encoder is trained to make it fail."""

    def __init__(self, code: int = CODE, width: int = 48):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv1d(code, width, 3, padding=1), nn.LeakyReLU(0.1), nn.Conv1d(width, width, 1), nn.LeakyReLU(0.1), nn.Conv1d(width, 7, 1)
        )

    def forward(self, code: torch.Tensor) -> torch.Tensor:
        return self.net(code)


class Synthesis(nn.Module):
    """The instrument's DSP (`src/families/sinc-nsf`), differentiable: network output, pitch and level in, samples out."""

    def __init__(self):
        super().__init__()
        self.register_buffer("loops", torch.tensor(noise_loops()), persistent=False)
        self.register_buffer("ramp", (torch.arange(SUB) + 0.5) / SUB, persistent=False)
        self.register_buffer("number", torch.arange(1.0, PARTIALS + 1), persistent=False)
        half = SYNTHESIS["crossover"]["taps"] // 2
        q = torch.arange(-half, half + 1.0)
        self.register_buffer("tap", q, persistent=False)
        self.register_buffer("window", 0.54 + 0.46 * torch.cos(torch.pi * q / half), persistent=False)
        self.half = half

    def pitch(self, f0: torch.Tensor) -> torch.Tensor:
        """Frame pitches [B, T+1] in Hz to sample pitches [B, T*HOP], linear between frames."""
        r = ((torch.arange(HOP, device=f0.device) + 0.5) / HOP).to(f0.dtype)
        return (f0[:, :-1, None] * (1 - r) + f0[:, 1:, None] * r).flatten(1)

    def sines(self, f0: torch.Tensor, phase: torch.Tensor) -> torch.Tensor:
        """Partials sin(2 pi p phi), [B, PARTIALS, T*HOP], by the Chebyshev recurrence."""
        phi = 2 * torch.pi * ((torch.cumsum(self.pitch(f0.double()) / SAMPLE_RATE, 1) + phase[:, None]) % 1)
        twice_cos, before, now = (2 * torch.cos(phi)).float(), torch.zeros_like(phi).float(), torch.sin(phi).float()
        out = torch.empty(f0.shape[0], PARTIALS, phi.shape[1], device=f0.device)
        for p in range(PARTIALS):
            out[:, p] = now
            before, now = now, twice_cos * now - before
        return out

    def taps(self, cutoff: torch.Tensor) -> torch.Tensor:
        x = 2 * cutoff[..., None] / SAMPLE_RATE
        return x * torch.sinc(x * self.tap) * self.window

    def gains(self, out: torch.Tensor, f0: torch.Tensor, level: torch.Tensor, harmonicity: torch.Tensor | None = None):
        """Partial gains [B,t,48], noise gains [B,t,96], factors of the modal bands [B,t,16] and cutoff in Hz [B,t]; t = 8 T.

        Harmonics have the share of the energy that `harmonicity` [B, T+1] gives them; all of it without.
        """
        b, _, frames = out.shape
        o = out.transpose(1, 2).reshape(b, frames * SUBFRAMES, -1)
        free = PARTIALS + BANDS
        gain = gain_of(o[..., :free]) * level[..., None]
        end = (torch.arange(SUBFRAMES, device=f0.device) + 1.0) / SUBFRAMES
        pitch = (f0[:, :-1, None] * (1 - end) + f0[:, 1:, None] * end).flatten(1)[..., None]
        fade = torch.sigmoid((0.47 * SAMPLE_RATE - pitch * self.number) / 200)
        cut = SYNTHESIS["cutoff"]
        cutoff = cut["lowHz"] * 2 ** (cut["octaves"] * torch.sigmoid(o[..., -1]))
        partial, band = gain.tensor_split([PARTIALS], 2)
        if harmonicity is not None:
            amplitude = harmonicity.clamp_min(0).sqrt()
            fade = fade * (amplitude[:, :-1, None] * (1 - end) + amplitude[:, 1:, None] * end).flatten(1)[..., None]
        return partial * fade, band, factor_of(o[..., free:-1]), cutoff

    def noise(self, gain: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        """Noise bands from the shared loops, starting at `offsets` [96]: [B, t*SUB]."""
        b, t, _ = gain.shape
        index = (torch.arange(t * SUB, device=gain.device)[None] + offsets[:, None]) % self.loops.shape[1]
        source = torch.gather(self.loops, 1, index).view(BANDS, t, SUB).permute(1, 0, 2)
        now = torch.bmm(gain.transpose(0, 1), source)
        before = torch.bmm(previous(gain).transpose(0, 1), source)
        return (before + (now - before) * self.ramp).transpose(0, 1).reshape(b, t * SUB)

    def harmonics(self, gain: torch.Tensor, sines: torch.Tensor) -> torch.Tensor:
        b, t, _ = gain.shape
        source = sines.view(b, PARTIALS, t, SUB).permute(0, 2, 1, 3).reshape(b * t, PARTIALS, SUB)
        pair = torch.stack([previous(gain), gain], 2).view(b * t, 2, PARTIALS)
        both = torch.bmm(pair, source)
        return (both[:, 0] + (both[:, 1] - both[:, 0]) * self.ramp).view(b, t * SUB)

    def modes(self, factor: torch.Tensor, sources: torch.Tensor) -> torch.Tensor:
        """The tracks with the factors of their bands [B, t, 16]; sources [B, 2, 16, t*SUB] of `track_sources.band_sources`: [B, t*SUB]."""
        b, t, bands = factor.shape
        pair = sources.view(b, 2, bands, t, SUB)
        before = torch.einsum("btm,bmtn->btn", previous(factor), pair[:, 0])
        now = torch.einsum("btm,bmtn->btn", factor, pair[:, 1])
        return (before + (now - before) * self.ramp).reshape(b, t * SUB)

    def low_pass(self, x: torch.Tensor, cutoff: torch.Tensor) -> torch.Tensor:
        """Time-varying windowed sinc; coefficients ramp from sub-frame to sub-frame. Centred, no delay."""
        size = 96  # circular length >= 32 + 62, so the 32 samples kept never wrap
        frames = torch.fft.rfft(F.pad(x, (self.half, self.half)).unfold(1, SUB + 2 * self.half, SUB), size)
        kernel = torch.fft.rfft(self.taps(cutoff), size)
        before = torch.cat([kernel[:, :1], kernel[:, :-1]], 1)
        keep = slice(2 * self.half, 2 * self.half + SUB)
        a = torch.fft.irfft(frames * before, size)[..., keep]
        b = torch.fft.irfft(frames * kernel, size)[..., keep]
        return (a + (b - a) * self.ramp).flatten(1)

    def forward(self, out, f0, level, sources=None, harmonicity=None, phase=None, offsets=None):
        """out [B,8*161,T], f0 [B,T+1] Hz, level [B,8T] linear -> samples [B, T*HOP]; no tracks without `sources`."""
        if phase is None:
            phase = torch.rand(out.shape[0], dtype=torch.float64).to(out.device)
        if offsets is None:
            offsets = torch.randint(0, self.loops.shape[1], (BANDS,)).to(out.device)
        partial, band, modal, cutoff = self.gains(out, f0, level, harmonicity)
        with torch.no_grad():
            sines = self.sines(f0, phase)
        noise = self.noise(band, offsets)
        difference = self.harmonics(partial, sines) - (1 - SYNTHESIS["crossover"]["noiseFloor"]) * noise
        sound = noise + self.low_pass(difference, cutoff)
        return sound if sources is None else sound + self.modes(modal, sources)


def factor_of(o: torch.Tensor) -> torch.Tensor:
    """Factor on the measured amplitudes of a modal band: `exp(range tanh(o / range))`, 1 at zero."""
    reach = SYNTHESIS["gain"]["range"]
    return torch.exp(reach * torch.tanh(o / reach))


def gain_of(o: torch.Tensor) -> torch.Tensor:
    """`exp(range tanh(o / range) + offset) - exp(offset - range) + floor`, in a form that is accurate near the floor."""
    reach, offset, floor = (SYNTHESIS["gain"][key] for key in ("range", "offset", "floor"))
    return floor + math.exp(offset - reach) * torch.expm1(2 * reach * torch.sigmoid(2 * o / reach))


def previous(x: torch.Tensor) -> torch.Tensor:
    """[B, t, ...] delayed by one sub-frame, zeros first."""
    return torch.cat([torch.zeros_like(x[:, :1]), x[:, :-1]], 1)


def seeded_phase(seed: int) -> torch.Tensor:
    """The instrument's starting phase for a seed, in cycles, float64 [1]."""
    return torch.tensor([float(uniform(seed, PHASE_STREAM))], dtype=torch.float64)


def seeded_offsets(seed: int) -> torch.Tensor:
    """The instrument's noise-loop offsets for a seed, int64 [96]."""
    length = SYNTHESIS["noiseBands"]["loopLength"]
    return torch.tensor((hash2(hash2(seed, NOISE_STREAM), np.arange(BANDS)) % length).astype(np.int64))


class FrameSincNsf(nn.Module):
    """The trained model: encoder, network and DSP."""

    def __init__(self, channels: int = 128):
        super().__init__()
        self.encoder = CodeEncoder()
        self.net = FrameNet(channels)
        self.synthesis = Synthesis()

    def network_input(self, normalised, rms, level, code=None, modal=None, harmonicity=None) -> torch.Tensor:
        """Normalised frames [B,7,T+1], linear RMS [B,T+1], level [B,8T], code [B,CODE,T], modal bands [B,16,T] and harmonicity
        [B,1,T] as network input, to [B,INPUTS,T]. Block k uses frame k+1. Zeros: no code, no tracks; without `harmonicity` all is harmonic.
        """
        b, _, t = normalised[..., 1:].shape
        relative = torch.log2(level.clamp_min(LEVEL_FLOOR)).view(b, t, SUBFRAMES).transpose(1, 2)
        relative = (relative - torch.log2(rms[:, None, 1:].clamp_min(LEVEL_FLOOR))) * LEVEL_RELATIVE_SCALE
        code = normalised.new_zeros(b, CODE, t) if code is None else code
        modal = normalised.new_zeros(b, MODAL_BANDS, t) if modal is None else modal
        harmonicity = normalised.new_full((b, 1, t), 3.0) if harmonicity is None else harmonicity
        return torch.cat([normalised[..., 1:], relative, code, modal, harmonicity], 1)

    def forward(
        self, normalised, rms, f0, level, code=None, modal=None, harmonic=None, sources=None, harmonicity=None, phase=None, offsets=None
    ):
        """Samples [B, T*HOP]; `harmonic` [B,1,T] is `harmonicity` [B,T+1] as network input, `sources` the tracks by band."""
        x = self.network_input(normalised, rms, level, code, modal, harmonic)
        return self.synthesis(self.net(x[:, : self.net.inputs]), f0, level, sources, harmonicity, phase, offsets)
