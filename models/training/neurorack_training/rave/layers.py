"""The layers of RAVE's networks as ONNX nodes, in two forms: `streaming` (one hop, pasts in the state) and `offline` (all hops at
once, zeros around the sound). The offline form measures what streaming delays and changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .graph import Graph, Wire


@dataclass(frozen=True)
class Layer:
    """A layer; `ahead` and delays are in frames of its own input."""

    def emit(self, g: Graph, x: Wire, streaming: bool) -> Wire:
        raise NotImplementedError

    def lag(self, rate: float) -> tuple[float, float]:
        """Delay of the streaming form in samples, and samples a frame of the output, for `rate` samples a frame of the input."""
        return 0.0, rate


@dataclass(frozen=True)
class Sequence(Layer):
    layers: tuple[Layer, ...]

    def emit(self, g: Graph, x: Wire, streaming: bool) -> Wire:
        for layer in self.layers:
            x = layer.emit(g, x, streaming)
        return x

    def lag(self, rate: float) -> tuple[float, float]:
        total = 0.0
        for layer in self.layers:
            own, rate = layer.lag(rate)
            total += own
        return total, rate


@dataclass(frozen=True)
class Conv(Layer):
    """A convolution with `padding` frames of past (of which `ahead` lie in the future offline), after a delay of `delay` frames."""

    weight: np.ndarray
    bias: np.ndarray | None
    stride: int
    dilation: int
    groups: int
    padding: int
    ahead: int
    delay: int

    def emit(self, g: Graph, x: Wire, streaming: bool) -> Wire:
        if streaming:
            padded = g.slice(g.history(x, self.padding + self.delay), 2, 0, self.padding + x.frames)
        else:
            padded = g.pad(x, self.padding - self.ahead, self.ahead)
        return g.conv(padded, self.weight, self.bias, self.stride, self.dilation, self.groups)

    def lag(self, rate: float) -> tuple[float, float]:
        return (self.ahead + self.delay) * rate, rate * self.stride


@dataclass(frozen=True)
class Upsample(Layer):
    """A transposed convolution of kernel 2 * stride, as a convolution of two taps whose outputs are interleaved.

    Weight [in, out, 2 * stride]: accelerators differ in their transposed convolutions, none in this form.
    """

    weight: np.ndarray
    bias: np.ndarray | None
    stride: int

    def emit(self, g: Graph, x: Wire, streaming: bool) -> Wire:
        out, stride = self.weight.shape[1], self.stride
        now, before = self.weight[:, :, :stride], self.weight[:, :, stride:]
        taps = np.stack([before, now], -1)  # [in, out, stride, 2]
        kernel = taps.transpose(1, 2, 0, 3).reshape(out * stride, self.weight.shape[0], 2)
        bias = None if self.bias is None else np.repeat(self.bias, stride)
        padded = g.history(x, 1) if streaming else g.pad(x, 1, 1)
        y = g.conv(padded, kernel, bias)
        y = g.transpose(g.reshape(y, 1, out, stride, y.frames), 0, 1, 3, 2)
        y = g.reshape(y, 1, out, y.shape[2] * stride)
        return y if streaming else g.slice(y, 2, stride // 2, stride // 2 + x.frames * stride)

    def lag(self, rate: float) -> tuple[float, float]:
        return self.stride // 2 * rate / self.stride, rate / self.stride


@dataclass(frozen=True)
class Branches(Layer):
    """The sum of branches, each after its own delay; a branch without layers is the input itself."""

    branches: tuple[Layer, ...]
    delays: tuple[int, ...]

    def emit(self, g: Graph, x: Wire, streaming: bool) -> Wire:
        total: Wire | None = None
        for branch, delay in zip(self.branches, self.delays):
            y = branch.emit(g, g.delay(x, delay) if streaming else x, streaming)
            total = y if total is None else g.binary("Add", total, y)
        assert total is not None
        return total

    def lag(self, rate: float) -> tuple[float, float]:
        own, after = self.branches[0].lag(rate)
        return own + self.delays[0] * rate, after


@dataclass(frozen=True)
class Leaky(Layer):
    slope: float

    def emit(self, g: Graph, x: Wire, streaming: bool) -> Wire:
        return g.unary("LeakyRelu", x, alpha=self.slope)


@dataclass(frozen=True)
class Snake(Layer):
    """x + sin(alpha x)^2 / alpha; alpha [channels]."""

    alpha: np.ndarray

    def emit(self, g: Graph, x: Wire, streaming: bool) -> Wire:
        alpha = self.alpha.reshape(1, -1, 1).astype(np.float32)
        sine = g.unary("Sin", g.binary("Mul", x, alpha))
        return g.binary("Add", x, g.binary("Mul", g.binary("Mul", sine, sine), np.float32(1) / (alpha + np.float32(1e-9))))


@dataclass(frozen=True)
class Affine(Layer):
    """Scale and shift a channel: a batch normalisation, or styles that were learned."""

    scale: np.ndarray
    shift: np.ndarray

    def emit(self, g: Graph, x: Wire, streaming: bool) -> Wire:
        scaled = g.binary("Mul", x, self.scale.reshape(1, -1, 1))
        return g.binary("Add", scaled, self.shift.reshape(1, -1, 1))


@dataclass(frozen=True)
class SampleNorm(Layer):
    def emit(self, g: Graph, x: Wire, streaming: bool) -> Wire:
        norm = g.node("ReduceL2", [x.name], (1, 1, x.frames), axes=[1], keepdims=1)
        return g.binary("Div", x, norm)


def loudness_curve(g: Graph, x: Wire) -> Wire:
    """2 sigmoid(x)^2.3 + 1e-7, the range of RAVE's amplitudes."""
    powered = g.binary("Pow", g.unary("Sigmoid", x), 2.3)
    return g.binary("Add", g.binary("Mul", powered, 2.0), 1e-7)


@dataclass(frozen=True)
class Noise(Layer):
    """Filtered noise: amplitudes of `taps` bands a frame become a filter of `size` samples for uniform noise of the same length.

    The uniform noise is an input of the graph. Offline, there is none.
    """

    net: Layer
    bands: int
    taps: int
    size: int

    def filters(self) -> np.ndarray:
        """The linear map from a frame's amplitudes to its impulse response, [taps, size]."""
        response = np.fft.irfft(np.eye(self.taps), axis=-1)
        length = response.shape[-1]
        response = np.roll(response, length // 2, -1)
        response *= 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
        cut = response[:, : self.size]
        padded = np.pad(cut, ((0, 0), (0, self.size - cut.shape[-1])))
        return np.roll(padded, -(length // 2), -1)

    def lanes(self, frames: int) -> int:
        """Random numbers needed for `frames` frames of the input."""
        return frames * self.bands

    def emit_noise(self, g: Graph, x: Wire, uniform: Wire) -> Wire:
        """Noise [1, bands, frames] filtered by the amplitudes; `uniform` [1, steps, bands, size]."""
        amplitudes = loudness_curve(g, g.binary("Sub", self.net.emit(g, x, True), 5.0))
        steps = amplitudes.frames
        amplitudes = g.reshape(g.transpose(amplitudes, 0, 2, 1), 1, steps, self.bands, self.taps)
        filters = self.filters()
        used = np.flatnonzero(np.abs(filters).max(0) > 0)
        shape = (1, steps, self.bands, len(used))
        response = g.node("MatMul", [amplitudes.name, g.given(filters[:, used].astype(np.float32))], shape)
        # Causal convolution within the frame: row n of the shifted noise holds u[n - j] for every used tap j.
        padded = g.pad(uniform, self.size - 1, 0)
        index = self.size - 1 + np.arange(self.size)[:, None] - used[None, :]
        shifted = g.node("Gather", [padded.name, g.given(index.astype(np.int64))], (1, steps, self.bands, self.size, len(used)), axis=3)
        column = g.reshape(response, 1, steps, self.bands, len(used), 1)
        y = g.node("MatMul", [shifted.name, column.name], (1, steps, self.bands, self.size, 1))
        y = g.transpose(g.reshape(y, 1, steps, self.bands, self.size), 0, 2, 1, 3)
        return g.reshape(y, 1, self.bands, steps * self.size)
