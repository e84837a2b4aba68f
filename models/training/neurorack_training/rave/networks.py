"""Decoder and encoder of an export as ONNX graphs: latents, RAVE's layers and its filter bank."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import onnx

from .graph import Graph, Wire
from .layers import Conv, Layer, Noise, loudness_curve


@dataclass(frozen=True)
class Head:
    """The end of a decoder: from features to band signals.

    'v1': tanh(wave) * loudness + noise. 'v2': tanh(wave * sigmoid(amplitude) + noise).
    """

    kind: str
    wave: Layer
    delays: tuple[int, ...] = (0, 0, 0)
    loudness: Layer | None = None
    loudness_stride: int = 1
    modulated: bool = False
    noise: Noise | None = None

    def emit(self, g: Graph, x: Wire, uniform: Wire | None, streaming: bool) -> Wire:
        delayed = lambda i: g.delay(x, self.delays[i]) if streaming else x
        y = self.wave.emit(g, delayed(0), streaming)
        if self.kind == "v1":
            assert self.loudness is not None
            level = self.loudness.emit(g, delayed(1), streaming)
            if self.loudness_stride > 1:
                held = g.reshape(level, 1, 1, level.frames, 1)
                ones = np.ones((1, 1, 1, self.loudness_stride), np.float32)
                level = g.reshape(g.binary("Mul", held, ones), 1, 1, level.frames * self.loudness_stride)
            y = g.binary("Mul", g.unary("Tanh", y), loudness_curve(g, level))
        elif self.modulated:
            half = y.channels // 2
            y = g.binary("Mul", g.slice(y, 1, 0, half), g.unary("Sigmoid", g.slice(y, 1, half, 2 * half)))
        if self.noise is not None and uniform is not None:
            y = g.binary("Add", y, self.noise.emit_noise(g, delayed(2), uniform))
        return y if self.kind == "v1" else g.unary("Tanh", y)

    def lag(self, rate: float) -> float:
        return self.delays[0] * rate + self.wave.lag(rate)[0]


@dataclass(frozen=True)
class Bank:
    """RAVE's filter bank of `bands` bands (1: none): the convolution of each direction."""

    bands: int
    forward: Conv | None = None
    inverse: Conv | None = None

    def mask(self, frames: int, flipped: bool) -> np.ndarray:
        """Odd bands are mirrored: every second of their samples is negated. `flipped` starts with the other sample."""
        mask = np.ones((1, self.bands, frames), np.float32)
        mask[:, 1::2, (1 if flipped else 0) :: 2] = -1
        return mask

    def analyse(self, g: Graph, x: Wire, streaming: bool, flipped: bool) -> Wire:
        if self.forward is None:
            return x
        y = self.forward.emit(g, x, streaming)
        return g.binary("Mul", y, self.mask(y.frames, flipped))

    def synthesise(self, g: Graph, x: Wire, streaming: bool, flipped: bool) -> Wire:
        if self.inverse is None:
            return x
        c = self.inverse
        weight = np.ascontiguousarray(c.weight[::-1]) * np.float32(self.bands)  # the phases in the order of time
        conv = Conv(weight, None, 1, 1, 1, c.padding, c.ahead, c.delay)
        y = conv.emit(g, g.binary("Mul", x, self.mask(x.frames, flipped)), streaming)
        return g.reshape(g.transpose(y, 0, 2, 1), 1, 1, y.frames * self.bands)


@dataclass(frozen=True)
class Latents:
    """The decoder's latents: `kept` are played, `random` lanes are noise. PCA and mean of all where the model has them."""

    kept: int
    random: int
    spherical: bool = False
    pca: np.ndarray | None = None
    mean: np.ndarray | None = None

    @property
    def full(self) -> int:
        return self.kept + self.random

    def to_network(self, g: Graph, x: Wire) -> Wire:
        if self.spherical:
            return angles_to_vector(g, x)
        if self.pca is None or self.mean is None:
            return x
        return g.conv(x, np.ascontiguousarray(self.pca.T[:, : self.full])[:, :, None], self.mean)

    def from_network(self, g: Graph, x: Wire) -> Wire:
        """The kept latents of the encoder's output; a variational encoder's is [mean, scale], and the mean is taken."""
        if self.spherical:
            return vector_to_angles(g, x)
        if self.pca is None or self.mean is None:
            return x
        centred = g.binary("Sub", g.slice(x, 1, 0, len(self.mean)), self.mean.reshape(1, -1, 1))
        return g.conv(centred, np.ascontiguousarray(self.pca[: self.kept])[:, :, None], None)


def angles_to_vector(g: Graph, angles: Wire) -> Wire:
    """Angles in [-1, 1] to a vector of length 1, with one channel more."""
    count = angles.channels
    turn = g.binary("Add", g.binary("Mul", angles, 0.5), 0.5)
    turn = g.binary("Sub", turn, g.unary("Floor", turn))
    scale = np.full((1, count, 1), np.pi, np.float32)
    scale[:, -1] = 2 * np.pi
    radians = g.binary("Mul", turn, scale)
    cosine, sine = g.unary("Cos", radians), g.unary("Sin", radians)
    parts, product = [], None
    for i in range(count):
        here = g.slice(cosine, 1, i, i + 1)
        parts.append(here if product is None else g.binary("Mul", here, product))
        factor = g.slice(sine, 1, i, i + 1)
        product = factor if product is None else g.binary("Mul", product, factor)
    assert product is not None
    return g.concat([*parts, product], 1)


def vector_to_angles(g: Graph, x: Wire) -> Wire:
    """The angles of a vector, in [-1, 1]. A vector of length 0, which silence has, gets angles too; in the file it has none."""
    count = x.channels - 1
    sums = np.triu(np.ones((x.channels, x.channels), np.float32))[:count, :, None]
    norms = g.binary("Max", g.unary("Sqrt", g.conv(g.binary("Mul", x, x), sums, None)), 1e-12)
    cosine = g.binary("Div", g.slice(x, 1, 0, count), norms)
    angles = g.unary("Acos", g.binary("Min", g.binary("Max", cosine, -1.0), 1.0))
    last = g.slice(angles, 1, count - 1, count)
    sign = g.slice(x, 1, count, count + 1)
    below = g.node("Less", [sign.name, g.number_of(0.0)], sign.shape)
    other = g.node("Sub", [g.number_of(2 * np.pi), last.name], last.shape)
    turned = g.node("Where", [below.name, other.name, last.name], last.shape)
    first = [g.binary("Mul", g.slice(angles, 1, 0, count - 1), 1 / np.pi)] if count > 1 else []
    shares = g.concat([*first, g.binary("Mul", turned, 1 / (2 * np.pi))], 1)
    return g.binary("Sub", g.binary("Mul", shares, 2.0), 1.0)


@dataclass(frozen=True)
class Export:
    """All that an import reads of a `.ts`."""

    generation: str
    sample_rate: int
    hop: int
    latents: Latents
    body: Layer
    head: Head
    bank: Bank
    encoder: Layer | None
    notes: tuple[str, ...] = field(default=())

    @property
    def noise_lanes(self) -> int:
        return self.head.noise.lanes(self.hop // self.bank.bands) if self.head.noise is not None else 0

    @property
    def inputs(self) -> int:
        """Numbers of `x`: kept latents, random latents, noise."""
        return self.latents.full + self.noise_lanes

    def band_lag(self) -> float:
        """Delay of the decoder before its filter bank, in samples."""
        lag, rate = self.body.lag(float(self.hop))
        return lag + self.head.lag(rate)

    def decoder_lag(self) -> int:
        """Delay of the decoder, in samples, against the alignment in which it was trained."""
        inverse = self.bank.inverse
        return round(self.band_lag() + (inverse.lag(float(self.bank.bands))[0] if inverse else 0))

    def encoder_lag(self) -> int:
        if self.encoder is None:
            return 0
        first, rate = self.bank.forward.lag(1.0) if self.bank.forward else (0.0, 1.0)
        return round(first + self.encoder.lag(rate)[0])

    @property
    def mirrored(self) -> bool:
        """Whether streaming inverts the decoder's odd bands: their samples are negated alternately, and the delay in between is odd."""
        return self.bank.inverse is not None and round(self.band_lag() / self.bank.bands) % 2 == 1

    @property
    def encoder_mirrored(self) -> bool:
        forward = self.bank.forward
        return forward is not None and round(forward.lag(1.0)[0] / self.bank.bands) % 2 == 1

    def decoder_graph(self, corrected: bool, per_run: int = 1) -> onnx.ModelProto:
        """One run of `per_run` latents: `x` has a row of lanes for each. The pasts are the same at any number."""
        g = Graph()
        size = self.inputs * per_run
        rows = g.reshape(Wire("x", (1, size, 1, 1)), 1, per_run, self.inputs)
        kept = g.slice(rows, 2, 0, self.latents.full)
        kept = g.reshape(kept, 1, self.latents.full, 1) if per_run == 1 else g.transpose(kept, 0, 2, 1)
        latents = self.latents.to_network(g, kept)
        uniform = self._uniform(g, rows)
        y = self.head.emit(g, self.body.emit(g, latents, True), uniform, True)
        y = self.bank.synthesise(g, y, True, corrected and self.mirrored)
        return g.model("decoder", size, y, (1, self.hop * per_run, 1, 1))

    def _uniform(self, g: Graph, rows: Wire) -> Wire | None:
        """The noise lanes, Gaussian with deviation 1 as all random lanes, as uniform noise in [-1, 1]: erf(g / sqrt(2))."""
        noise = self.head.noise
        if noise is None:
            return None
        lanes = g.slice(rows, 2, self.latents.full, self.inputs)
        uniform = g.unary("Erf", g.binary("Mul", lanes, np.sqrt(0.5)))
        steps = lanes.shape[1] * self.noise_lanes // (noise.bands * noise.size)
        return g.reshape(uniform, 1, steps, noise.bands, noise.size)

    def offline_decoder(self, hops: int) -> onnx.ModelProto:
        """The decoder without streaming over `hops` hops, without noise: `x` [1, full, 1, hops] to `y` [1, 1, 1, hops * hop]."""
        g = Graph()
        x = g.reshape(Wire("x", (1, self.latents.full, 1, hops)), 1, self.latents.full, hops)
        y = self.head.emit(g, self.body.emit(g, self.latents.to_network(g, x), False), None, False)
        y = self.bank.synthesise(g, y, False, False)
        return g.model("offline", self.latents.full, y, (1, 1, 1, hops * self.hop), hops)

    def encoder_graph(self, corrected: bool) -> onnx.ModelProto:
        assert self.encoder is not None
        g = Graph()
        x = g.reshape(Wire("x", (1, self.hop, 1, 1)), 1, 1, self.hop)
        bands = self.bank.analyse(g, x, True, corrected and self.encoder_mirrored)
        y = self.latents.from_network(g, self.encoder.emit(g, bands, True))
        return g.model("encoder", self.hop, y, (1, self.latents.kept, 1, 1))

    def offline_encoder(self, hops: int) -> onnx.ModelProto:
        """The encoder without streaming: `x` [1, 1, 1, hops * hop] to `y` [1, kept, 1, hops]."""
        assert self.encoder is not None
        g = Graph()
        x = g.reshape(Wire("x", (1, 1, 1, hops * self.hop)), 1, 1, hops * self.hop)
        y = self.latents.from_network(g, self.encoder.emit(g, self.bank.analyse(g, x, False, False), False))
        return g.model("offline", 1, y, (1, self.latents.kept, 1, hops), hops * self.hop)
