"""Training losses: spectra at six scales, descriptors, onsets, pitch clarity and control response."""

from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F

from .definitions import HOP, MODAL_BANDS, SAMPLE_RATE, SUBFRAMES

MEL_BANDS = {4096: 128, 2048: 96, 1024: 64, 512: 40, 256: 24, 128: 12}


def mel_filters(size: int, bands: int, low: float = 30, high: float = 20_000) -> torch.Tensor:
    """Triangular mel filters that sum to one, [<= bands, size // 2 + 1]; empty filters are omitted."""
    hz = torch.fft.rfftfreq(size, 1 / SAMPLE_RATE, dtype=torch.float64)
    ends = 2595 * torch.log10(1 + torch.tensor([low, min(high, SAMPLE_RATE / 2)], dtype=torch.float64) / 700)
    edges = 700 * (10 ** (torch.linspace(ends[0], ends[1], bands + 2, dtype=torch.float64) / 2595) - 1)
    rise = (hz - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - hz) / (edges[2:] - edges[1:-1])[:, None]
    weights = torch.minimum(rise, fall).clamp_min(0)
    total = weights.sum(1, keepdim=True)
    keep = total[:, 0] > 0
    return (weights[keep] / total[keep]).float()


class SpectralLoss(nn.Module):
    """0.5 L1 log mel power + 0.15 L1 log bins + 0.3 relative mel magnitude, mean over six FFT sizes."""

    def __init__(self):
        super().__init__()
        for size, bands in MEL_BANDS.items():
            window = torch.hann_window(size)
            self.register_buffer(f"window{size}", window / window.square().sum().sqrt())
            self.register_buffer(f"mel{size}", mel_filters(size, bands))

    def power(self, x: torch.Tensor, size: int) -> torch.Tensor:
        window = getattr(self, f"window{size}")
        spectrum = torch.stft(x, size, size // 4, window=window, return_complex=True)
        return torch.view_as_real(spectrum).square().sum(-1)

    def forward(self, output: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        total = output.new_zeros(())
        for size in MEL_BANDS:
            mel = getattr(self, f"mel{size}")
            a, b = self.power(output, size), self.power(target, size)
            a_mel, b_mel = mel @ a, mel @ b
            total = total + 0.5 * (torch.log(a_mel + 1e-7) - torch.log(b_mel + 1e-7)).abs().mean()
            total = total + 0.15 * (torch.log(a + 1e-6) - torch.log(b + 1e-6)).abs().mean()
            scale = b_mel.sqrt().mean() + 1e-3
            total = total + 0.3 * ((a_mel + 1e-8).sqrt() - (b_mel + 1e-8).sqrt()).abs().mean() / scale
        return total / len(MEL_BANDS)


class Analysis(nn.Module):
    """Descriptors of a sound, differentiable, on the frames of `features.descriptors`.

    Returns perceptual values: level in dB, and centroid, bandwidth (log2 Hz), log10 flatness, share of magnitude
    below a given roll-off, and zero-crossing rate of a Gaussian process with the same lag-one correlation.
    """

    def __init__(self):
        super().__init__()
        self.register_buffer("window", torch.hann_window(1024))
        self.register_buffer("hz", torch.fft.rfftfreq(1024, 1 / SAMPLE_RATE))

    def forward(self, x: torch.Tensor, dither: torch.Tensor, rolloff: torch.Tensor | None = None) -> dict:
        """x [B, n], dither [n], rolloff [B, frames] Hz; frames = 1 + n // HOP."""
        x = x + dither
        padded = F.pad(x, (512, 512))
        frames = padded.unfold(1, 1024, HOP)
        power = torch.view_as_real(torch.fft.rfft(frames * self.window)).square().sum(-1) + 1e-10
        magnitude = power.sqrt()
        total = magnitude.sum(-1)
        centroid = (magnitude * self.hz).sum(-1) / total
        spread = (magnitude * (self.hz - centroid[..., None]).square()).sum(-1) / total
        rms = padded[:, 256:-256].unfold(1, 512, HOP).square().mean(-1)
        result = {
            "level": 10 * torch.log10(rms + 1e-10),
            "centroid": torch.log2(centroid + 20),
            "bandwidth": torch.log2((spread + 1).sqrt() + 20),
            "flatness": torch.log10(power).mean(-1) - torch.log10(power.mean(-1)),
        }
        if rolloff is not None:
            below = torch.sigmoid((rolloff[..., None] - self.hz + 21) / 30)
            share = ((magnitude * below).sum(-1) / total).clamp(1e-3, 0.999)
            result["rolloff"] = torch.log(share / (1 - share))  # 0.85 -> 1.735
            # acos of the lag-one correlation over pi, by the energy of the differences: exact, with a slope, for few crossings, too.
            step, energy = (frames[..., 1:] - frames[..., :-1]).square().sum(-1), frames.square()
            share = step / (2 * (energy[..., 1:].sum(-1) + energy[..., :-1].sum(-1)) + 1e-9)
            result["zcr"] = torch.asin(share.clamp(1e-7, 0.9999).sqrt()) * (2 / torch.pi)
        return result


def masked_mean(value: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return (value * mask).sum() / (mask.sum() + 1)


def descriptor_loss(analysis: Analysis, output: torch.Tensor, target: torch.Tensor, dither: torch.Tensor):
    """L1 between the descriptors of output and target, where the target is above -55 dB."""
    a, b = analysis(output, dither), analysis(target, dither)
    mask = (b["level"] > -55).float()
    spectral = sum(masked_mean((a[k] - b[k]).abs(), mask) for k in ("centroid", "bandwidth", "flatness"))
    return 0.5 * spectral + 0.1 * masked_mean((a["level"] - b["level"]).abs(), mask)


def clarity(x: torch.Tensor, f0: torch.Tensor) -> torch.Tensor:
    """Periodicity of a sound at a given pitch: x [B, n], f0 [B, T+1] Hz -> [B, T+1], 1 where fully periodic.

    1 minus YIN's difference at that lag over the energy of both windows of 1024 samples; linear between lags.
    """
    half = 1024
    frames = F.pad(x, (half, half)).unfold(1, 2 * half, HOP)[:, : f0.shape[1]]
    spectrum = torch.fft.rfft(frames)
    first = torch.fft.rfft(F.pad(frames[..., :half], (0, half)))
    product = torch.fft.irfft(spectrum * first.conj(), 2 * half)[..., :half]
    energy = F.pad(frames.square().cumsum(-1), (1, 0))
    energies = energy[..., half:] - energy[..., :-half]  # of the window that starts at each lag
    similarity = 2 * product / (energies[..., :1] + energies[..., :half] + 1e-6)
    lag = (SAMPLE_RATE / f0).clamp(1, half - 2)[..., None]
    below = lag.floor().long()
    a, b = similarity.gather(-1, below), similarity.gather(-1, below + 1)
    return (a + (b - a) * (lag - below))[..., 0]


def pitch_loss(output, output_f0, target, target_f0, active, highest: float = 1500, clear: float = 0.85):
    """Clarity that the output lacks against a clear target. Their pitches may differ, since a moved sound has its own pitch."""
    with torch.no_grad():
        clarity_target = clarity(target, target_f0)
        mask = active * (clarity_target > clear) * (target_f0 < highest) * (output_f0 < highest)
    return masked_mean(F.relu(clarity_target - clarity(output, output_f0)), mask)


def control_loss(analysis: Analysis, output, dither, target: dict, active, weights):
    """Error of the output's descriptors against their targets.

    target: perceptual values [B, frames] in the units of `Analysis` (`rolloff` in Hz); active [B, frames];
    weights [B, 6] in the order level, zcr, rolloff, flatness, bandwidth, centroid.
    """
    measured = analysis(output, dither, target["rolloff"])
    errors = [
        0.1 * (measured["level"] - target["level"]).abs(),
        3.0 * (torch.log2(measured["zcr"] + 2e-3) - torch.log2(target["zcr"] + 2e-3)).abs() * 0.3,
        0.4 * (measured["rolloff"] - 1.735).abs(),
        (measured["flatness"] - target["flatness"]).abs(),
        (measured["bandwidth"] - target["bandwidth"]).abs(),
        (measured["centroid"] - target["centroid"]).abs(),
    ]
    per_clip = [(e * active).sum(1) / (active.sum(1) + 1) * weights[:, i] for i, e in enumerate(errors)]
    return torch.stack(per_clip).sum(0).mean()


def onset_loss(output: torch.Tensor, target: torch.Tensor, floor: float = 1e-5) -> torch.Tensor:
    """L1 of log 32-sample energy, plain and pre-emphasised, within 768 samples of the target's onsets."""

    def energy(x, eps):
        return torch.log(F.avg_pool1d(x.square()[:, None], 32)[:, 0] + eps)

    def emphasised(x):
        return torch.cat([x[:, :1], x[:, 1:] - 0.95 * x[:, :-1]], 1)

    plain_output, plain = energy(output, floor), energy(target, floor)
    sharp_output, sharp = energy(emphasised(output), 0.3 * floor), energy(emphasised(target), 0.3 * floor)
    with torch.no_grad():
        before = F.max_pool1d(F.pad(plain[:, :-1], (16, 0), value=-12.0)[:, None], 16, 1)[:, 0, : plain.shape[1]]
        onset = ((plain > before + 2.3) & (plain > -8)).float()
        near = F.max_pool1d(onset[:, None], 49, 1, 24)[:, 0]
    error = 0.5 * ((plain_output - plain).abs() + (sharp_output - sharp).abs())
    return (error * near).sum() / (near.sum() + 32)


def steady_loss(out: torch.Tensor, modal: torch.Tensor) -> torch.Tensor:
    """L1 of the second difference, over sub-frames, of the modal outputs [B, 8*161, T] in bands with tracks (modal [B, 16, T] > 0).

    A factor that jitters from sub-frame to sub-frame puts sidebands around every track.
    """
    b, _, t = out.shape
    factor = out.view(b, SUBFRAMES, -1, t)[:, :, -MODAL_BANDS - 1 : -1].permute(0, 2, 3, 1).reshape(b, MODAL_BANDS, -1)
    there = (modal > 0).to(out.dtype).repeat_interleave(SUBFRAMES, 2)[..., 2:]
    bend = factor[..., 2:] - 2 * factor[..., 1:-1] + factor[..., :-2]
    return (bend.abs() * there).sum() / (there.sum() + 1)


def readable_share(code: torch.Tensor, points: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """Share of the variance of descriptors [B, 7, C] that a quadratic regression on the code [B, CODE, C] explains, where there [B, C] is 1.

    A critic learns step by step, and the encoder hides from it as it is now; the regression is the best one of the batch.
    """
    use = there.flatten() > 0
    if use.sum() < 64:
        return 0 * code.sum()
    values = code.transpose(1, 2).flatten(0, 1)[use]
    wanted = points.transpose(1, 2).flatten(0, 1)[use]
    wanted = (wanted - wanted.mean(0)) / (wanted.std(0) + 1e-3)
    terms = torch.cat([values, values.square()], 1)
    terms = terms - terms.mean(0)
    terms = terms / (terms.std(0) + 1e-3)
    ridge = 0.02 * len(terms) * torch.eye(terms.shape[1], dtype=terms.dtype, device=terms.device)
    weights = torch.linalg.solve(terms.T @ terms + ridge, terms.T @ wanted)
    return (wanted.square() - (wanted - terms @ weights).square()).mean()
