"""Reads the networks of a loaded TorchScript export: modules by the names of their types, weights and numbers by attribute."""

from __future__ import annotations

import numpy as np
import torch

from .layers import Affine, Branches, Conv, Layer, Leaky, Noise, SampleNorm, Sequence, Snake, Upsample
from .networks import Bank, Export, Head, Latents
from .refusal import ANOTHER, STREAMING, Refusal

HOPS = (128, 2048)
RATES = (8000, 176_400)
SEQUENCES = ("Sequential", "CachedSequential")
OFFLINE = ("Conv1d", "ConvTranspose1d", "Branches")


def kind_of(module: torch.nn.Module) -> str:
    return getattr(module, "original_name", type(module).__name__)


def child(module: torch.nn.Module, name: str) -> torch.nn.Module | None:
    return dict(module.named_children()).get(name)


def children(module: torch.nn.Module) -> list[tuple[str, torch.nn.Module]]:
    return list(module.named_children())


def number(module: torch.nn.Module, name: str, otherwise: float | None = None) -> float:
    """A number of a module: an attribute, a tuple of one number, or a buffer."""
    value = getattr(module, name, None)
    if isinstance(value, torch.Tensor):
        value = value.detach().reshape(-1)[0].item() if value.numel() else None
    if isinstance(value, (tuple, list)) and value:
        value = value[0]
    if isinstance(value, (bool, int, float)):
        return value
    if otherwise is None:
        raise Refusal(f"its {kind_of(module)} has no number '{name}': the layout is of an unknown version", ANOTHER)
    return otherwise


def array(module: torch.nn.Module, name: str, path: str) -> np.ndarray | None:
    value = getattr(module, name, None)
    if value is None:
        return None
    values = value.detach().to(torch.float32).cpu().numpy()
    if not np.isfinite(values).all():
        raise Refusal(
            f"the weights {path}.{name} hold NaN or infinity: the training had diverged",
            "export an earlier checkpoint of the run",
        )
    return values


def weights(module: torch.nn.Module, path: str) -> np.ndarray:
    found = array(module, "weight", path)
    if found is not None:
        return found
    length, direction = array(module, "weight_g", path), array(module, "weight_v", path)
    if length is None or direction is None:
        raise Refusal(f"the layer {path} has no weights", ANOTHER)
    return length * direction / np.sqrt(np.square(direction).sum((1, 2), keepdims=True))


class Reader:
    """Reads layers; `causal`: whether the convolutions do not look ahead offline (measured on a residual's two branches)."""

    def __init__(self, decoder: torch.nn.Module):
        self.causal = _is_causal(decoder)

    def layer(self, module: torch.nn.Module, path: str) -> Layer:
        kind = kind_of(module)
        if kind in SEQUENCES:
            return Sequence(tuple(self.layer(part, f"{path}.{name}") for name, part in children(module)))
        if kind in OFFLINE:
            raise Refusal(f"it is an offline export ({path} is a {kind}): it cannot play hop by hop", STREAMING)
        readers = {
            "CachedConv1d": self.conv,
            "CachedConvTranspose1d": self.upsample,
            "Residual": self.residual,
            "ResidualStack": self.stack,
            "AlignBranches": self.branches,
            "AdaptiveInstanceNormalization": self.styles,
        }
        if kind in readers:
            return readers[kind](module, path)
        if kind in ("UpsampleLayer", "ResidualLayer", "ResidualBlock", "DilatedUnit", "EncoderV2", "Encoder"):
            inner = child(module, "net")
            if inner is not None:
                return self.layer(inner, f"{path}.net")
        if kind == "LeakyReLU":
            return Leaky(float(number(module, "negative_slope", 0.01)))
        if kind == "Identity":
            return Sequence(())
        if kind == "SampleNorm":
            return SampleNorm()
        if kind == "Snake":
            alpha = array(module, "alpha", path)
            if alpha is not None:
                return Snake(alpha)
        if kind == "BatchNorm1d":
            return batch_norm(module, path)
        raise Refusal(
            f"its layer {path} is a {kind}, which is unknown here",
            "give an export of RAVE v1, v2, v3 or BRAVE without recurrent or own layers",
        )

    def ahead(self, padding: int) -> int:
        return 0 if self.causal else (padding + 1) // 2

    def conv(self, module: torch.nn.Module, path: str) -> Conv:
        padding = number(child(module, "cache") or module, "padding", 0)
        delay = child(module, "downsampling_delay")
        return Conv(
            weight=weights(module, path),
            bias=array(module, "bias", path),
            stride=int(number(module, "stride", 1)),
            dilation=int(number(module, "dilation", 1)),
            groups=int(number(module, "groups", 1)),
            padding=int(padding),
            ahead=self.ahead(int(padding)),
            delay=int(number(delay, "padding", 0)) if delay is not None else 0,
        )

    def upsample(self, module: torch.nn.Module, path: str) -> Upsample:
        weight, stride = weights(module, path), int(number(module, "stride"))
        if stride % 2 or weight.shape[2] != 2 * stride:
            raise Refusal(
                f"its layer {path} upsamples by {stride} with a kernel of {weight.shape[2]}: only even ratios with kernels of twice the ratio can stream",
                "train the model with even RATIOS",
            )
        return Upsample(weight, array(module, "bias", path), stride)

    def residual(self, module: torch.nn.Module, path: str) -> Layer:
        aligned = child(module, "aligned")
        if aligned is None:
            raise Refusal(f"the layer {path} has no branches", ANOTHER)
        return self.branches(aligned, f"{path}.aligned")

    def stack(self, module: torch.nn.Module, path: str) -> Layer:
        inner = child(module, "net")
        if inner is None:
            raise Refusal(f"the layer {path} is empty", ANOTHER)
        return self.layer(inner, f"{path}.net")

    def branches(self, module: torch.nn.Module, path: str) -> Layer:
        parts, delays = aligned_parts(module, path)
        read = tuple(self.layer(part, f"{path}.branches.{i}") for i, part in enumerate(parts))
        return Branches(read, delays)

    def styles(self, module: torch.nn.Module, path: str) -> Layer:
        """Styles of v3 (AdaIN) are identity until a style was stored."""
        if not (number(module, "num_update_x", 0) and number(module, "num_update_y", 0)):
            return Sequence(())
        stored = [array(module, name, path) for name in ("mean_x", "std_x", "mean_y", "std_y")]
        mean_x, std_x, mean_y, std_y = (s[0].reshape(-1) for s in stored if s is not None)
        scale = std_y / (std_x + np.float32(1e-5))
        return Affine(scale, mean_y - mean_x * scale)


def aligned_parts(module: torch.nn.Module, path: str) -> tuple[list[torch.nn.Module], tuple[int, ...]]:
    """The branches of an AlignBranches and the delay before each."""
    if kind_of(module) in OFFLINE:
        raise Refusal(f"it is an offline export ({path} is a {kind_of(module)}): it cannot play hop by hop", STREAMING)
    branches, paddings = child(module, "branches"), child(module, "paddings")
    if branches is None or paddings is None:
        raise Refusal(f"the branches of {path} have no delays: the layout is of an unknown version", ANOTHER)
    delays = tuple(int(number(padding, "padding", 0)) for _, padding in children(paddings))
    return [part for _, part in children(branches)], delays


def batch_norm(module: torch.nn.Module, path: str) -> Affine:
    mean, variance = array(module, "running_mean", path), array(module, "running_var", path)
    if mean is None or variance is None:
        raise Refusal(f"the layer {path} has no statistics", ANOTHER)
    weight, bias = array(module, "weight", path), array(module, "bias", path)
    scale = (1 if weight is None else weight) / np.sqrt(variance.astype(np.float64) + number(module, "eps", 1e-5))
    shift = (0 if bias is None else bias) - mean * scale
    return Affine(scale.astype(np.float32), np.asarray(shift, np.float32))


def _is_causal(decoder: torch.nn.Module) -> bool:
    """Whether no residual of the decoder delays its identity although its convolutions have a past."""
    for _, module in decoder.named_modules():
        if kind_of(module) != "Residual":
            continue
        aligned = child(module, "aligned")
        paddings = child(aligned, "paddings") if aligned is not None else None
        if paddings is None:
            continue
        past = [number(m, "padding", 0) for _, m in module.named_modules() if kind_of(m) == "CachedPadding1d"]
        delays = [number(m, "padding", 0) for _, m in children(paddings)]
        if sum(past) > sum(delays):
            return max(delays, default=0) == 0
    return False


def read_noise(reader: Reader, module: torch.nn.Module, path: str) -> Noise:
    net = child(module, "net")
    if net is None:
        raise Refusal(f"the noise {path} has no network", ANOTHER)
    layer = reader.layer(net, f"{path}.net")
    bands = int(number(module, "data_size"))
    last = [m for _, m in net.named_modules() if kind_of(m) == "CachedConv1d"][-1]
    return Noise(layer, bands, weights(last, path).shape[0] // bands, int(number(module, "target_size")))


def read_decoder(reader: Reader, decoder: torch.nn.Module, deterministic: bool) -> tuple[Layer, Head, list[str]]:
    kind = kind_of(decoder)
    if kind == "Generator":
        return _read_v1(reader, decoder, deterministic)
    if kind != "GeneratorV2":
        raise Refusal(f"its decoder is a {kind}, which is unknown here", "give an export of RAVE v1, v2, v3 or BRAVE")
    net = child(decoder, "net")
    if net is None:
        raise Refusal("its decoder has no network", ANOTHER)
    wave, noise = child(decoder, "waveform_module"), child(decoder, "noise_module")
    body = reader.layer(net, "decoder.net")
    modulated = bool(number(decoder, "amplitude_modulation", 0))
    head = Head(
        "v2",
        reader.layer(wave, "decoder.waveform_module") if wave is not None else Sequence(()),
        modulated=modulated,
        noise=read_noise(reader, noise, "decoder.noise_module") if noise is not None else None,
    )
    return body, head, []


def _read_v1(reader: Reader, decoder: torch.nn.Module, deterministic: bool) -> tuple[Layer, Head, list[str]]:
    net, synth = child(decoder, "net"), child(decoder, "synth")
    if net is None or synth is None:
        raise Refusal("its decoder lacks its network or its outputs", ANOTHER)
    parts, delays = aligned_parts(synth, "decoder.synth")
    notes, noise = [], None
    if len(parts) > 2:
        if deterministic or not number(decoder, "warmed_up", 1):
            notes.append("The noise generator of the file is switched off (its training ended in phase 1, or it was exported without noise).")
        else:
            noise = read_noise(reader, parts[2], "decoder.synth.branches.2")
    head = Head(
        "v1",
        reader.layer(parts[0], "decoder.synth.branches.0"),
        delays,
        reader.layer(parts[1], "decoder.synth.branches.1"),
        int(number(decoder, "loud_stride", 1)),
        noise=noise,
    )
    return reader.layer(net, "decoder.net"), head, notes


def read_bank(reader: Reader, pqmf: torch.nn.Module | None) -> Bank:
    if pqmf is None:
        return Bank(1)
    if kind_of(pqmf) != "CachedPQMF":
        raise Refusal(f"its filter bank is a {kind_of(pqmf)}, which is unknown here", ANOTHER)
    bands = int(getattr(pqmf, "hk").shape[0])
    if bands == 1:
        return Bank(1)
    convs = []
    for name in ("forward_conv", "inverse_conv"):
        conv = child(pqmf, name)
        if conv is None:
            raise Refusal(f"its filter bank has no {name}", ANOTHER)
        layer = reader.layer(conv, f"pqmf.{name}")
        assert isinstance(layer, Conv)
        convs.append(layer)
    return Bank(bands, *convs)


def read_latents(model: torch.nn.Module, encoder_kind: str) -> Latents:
    old = kind_of(model) == "TraceModel"
    if old and number(model, "trained_cropped", 0):
        raise Refusal("its latents were cropped during training, a layout of RAVE 1 that is not supported", "export a model that was trained without --cropped-latent-size")
    pca, mean = array(model, "latent_pca", "model"), array(model, "latent_mean", "model")
    kept = int(number(model, "cropped_latent_size" if old else "latent_size"))
    if encoder_kind == "WasserteinEncoder":
        random = int(number(child(model, "encoder") or model, "noise_augmentation", 0))
        return Latents(kept, random)
    if encoder_kind == "SphericalEncoder":
        return Latents(kept, 0, spherical=True)
    if pca is None or mean is None:
        raise Refusal("its latents have no principal axes (latent_pca)", ANOTHER)
    if not 1 <= kept <= pca.shape[0]:
        raise Refusal(f"it claims {kept} latents of {pca.shape[0]}", ANOTHER)
    deterministic = old and number(model, "deterministic", 0)  # the others are zero then
    return Latents(kept, 0 if deterministic else pca.shape[0] - kept, False, pca, mean)


def refuse_unplayable(model: torch.nn.Module) -> None:
    """Refusals that need no layer."""
    parts = dict(children(model))
    if "decoder" not in parts or not hasattr(model, "decode"):
        raise Refusal(f"it is a TorchScript file of another kind (its top is a {kind_of(model)} without a decoder)", ANOTHER)
    encoder = parts.get("encoder")
    kinds = {kind_of(m) for _, m in model.named_modules()}
    if "DiscreteEncoder" in kinds or "ResidualVectorQuantization" in kinds:
        raise Refusal("its latents are discrete codes: there is nothing between them to move through", "give a variational, Wasserstein or spherical model")
    declared = getattr(model, "decode_params", None)
    outputs = int(declared[2]) if isinstance(declared, torch.Tensor) and declared.numel() >= 4 else 1
    if outputs > 1 or number(model, "n_channels", 1) > 1 or number(model, "target_channels", 1) > 1 or number(model, "stereo", 0):
        raise Refusal("it is a stereo export", "export it again with --channels 1, or a model that was trained in mono")
    if getattr(model, "input_mode", "pqmf") == "mel" or getattr(model, "is_mel_input", False):
        raise Refusal("its encoder reads mel spectra, which is not supported", "give a model without the hybrid configuration")
    resampler = parts.get("resampler") or parts.get("resample")
    if resampler is not None and not number(resampler, "identity", 0):
        raise Refusal("it was exported with a resampler (--sr)", "export it again without --sr: the instrument resamples")
    if encoder is not None and "Residual" not in kinds and "CachedConv1d" not in kinds:
        raise Refusal("it is an offline export: none of its convolutions keeps its past", STREAMING)


def generation_of(model: torch.nn.Module, decoder: torch.nn.Module) -> str:
    if kind_of(model) == "TraceModel":
        return "v1-generation"
    if kind_of(decoder) == "Generator":
        return "v1"
    kinds = {kind_of(m) for _, m in decoder.named_modules()}
    return "v3" if "AdaptiveInstanceNormalization" in kinds else "v2"


def read_export(model: torch.nn.Module) -> Export:
    """Everything an import needs; raises Refusal."""
    refuse_unplayable(model)
    parts = dict(children(model))
    decoder, encoder = parts["decoder"], parts.get("encoder")
    reader = Reader(decoder)
    old = kind_of(model) == "TraceModel"
    body, head, notes = read_decoder(reader, decoder, old and bool(number(model, "deterministic", 0)))
    bank = read_bank(reader, parts.get("pqmf"))
    encoder_kind = kind_of(encoder) if encoder is not None else ""
    latents = read_latents(model, encoder_kind)
    inner = child(encoder, "encoder") if encoder is not None and encoder_kind.endswith("Encoder") and encoder_kind != "Encoder" else encoder
    declared = getattr(model, "decode_params", None)
    strides = [int(number(m, "stride")) for _, m in decoder.named_modules() if kind_of(m) == "CachedConvTranspose1d"]
    hop = int(np.prod(strides, dtype=np.int64)) * bank.bands
    if isinstance(declared, torch.Tensor) and declared.numel() >= 4:
        if int(declared[0]) != latents.kept:
            raise Refusal(f"it declares {int(declared[0])} latents and has {latents.kept}", ANOTHER)
        if int(declared[1]) != hop:
            raise Refusal(f"it declares {int(declared[1])} samples a latent, and its decoder makes {hop}", ANOTHER)
    check_hop(hop, head, bank)
    rate = int(number(model, "sampling_rate" if old else "sr", 0))
    if not RATES[0] <= rate <= RATES[1]:
        raise Refusal(f"its sample rate is {rate} Hz; {RATES[0]} to {RATES[1]} Hz can be played", "train the model at a usual sample rate")
    return Export(
        generation_of(model, decoder),
        rate,
        hop,
        latents,
        body,
        head,
        bank,
        reader.layer(inner, "encoder") if inner is not None else None,
        tuple(notes),
    )


def check_hop(hop: int, head: Head, bank: Bank) -> None:
    if not HOPS[0] <= hop <= HOPS[1]:
        raise Refusal(f"a latent of it lasts {hop} samples; {HOPS[0]} to {HOPS[1]} can be played", "give a model with other RATIOS")
    if head.noise is not None and hop // bank.bands % head.noise.size:
        raise Refusal(f"its noise lasts {head.noise.size} band samples, more than a latent", "give a model with a finer noise, or without")
