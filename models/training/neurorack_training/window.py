"""The network as a stateless graph of convolutions: a window of past frames in, one frame out.

For accelerators that cannot keep state, above all the Hailo-8; its rules are in `docs/exports.md`. With a `Scheme` every tensor is
rounded as on an 8-bit accelerator.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper as h, numpy_helper as nh

from .model import CausalConv, FrameNet
from .rounding import Scheme
from .stateful import SLOPE, weights_of


def reach(net: FrameNet) -> int:
    """Window length: number of frames that one output frame depends on."""
    return 1 + net.first.history + sum(wide.history for wide, _ in net.blocks)


def exact(_: str, tensor: torch.Tensor) -> torch.Tensor:
    return tensor


def activations(net: FrameNet, x: torch.Tensor, keep: Callable[[str, torch.Tensor], torch.Tensor] = exact) -> dict[str, torch.Tensor]:
    """All tensors between the layers by their names in the graph, the output `y` last; x [B, inputs, frames].

    `keep(name, tensor)` simulates the accelerator's storage of a tensor.
    """
    made = {"x": keep("x", x)}
    now = made["first"] = keep("first", F.leaky_relu(net.first(made["x"]), SLOPE))
    for i, (wide, mix) in enumerate(net.blocks):
        made[f"wide{i}"] = keep(f"wide{i}", F.leaky_relu(wide(now), SLOPE))
        made[f"mix{i}"] = keep(f"mix{i}", mix(made[f"wide{i}"]))
        now = made[f"sum{i}"] = keep(f"sum{i}", now + made[f"mix{i}"])
    made["bent"] = keep("bent", F.leaky_relu(now, SLOPE))
    made["y"] = keep("y", net.last(made["bent"]))
    return made


class Builder:
    """Builds a graph of nodes on `[1, channels, 1, width]`; a node and its output share one name."""

    def __init__(self, scheme: Scheme | None):
        self.scheme = scheme
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def given(self, name: str, values: np.ndarray) -> str:
        self.weights.append(nh.from_array(np.asarray(values), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(h.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def named(self, name: str) -> str:
        """Output name of the node that computes tensor `name`; with a scheme, the rounding after it takes the name itself."""
        return name if self.scheme is None else f"{name}.exact"

    def rounded(self, name: str, source: str | None = None) -> str:
        """The tensor `name` as stored by the accelerator; unchanged without a scheme."""
        if self.scheme is None:
            return source or name
        grid = self.scheme.activations[name]
        scale = self.given(f"{name}.scale", np.float32(grid.scale))
        zero = self.given(f"{name}.zero", np.array(grid.zero, grid.type))
        stored = self.node("QuantizeLinear", [source or self.named(name), scale, zero], f"{name}.stored")
        return self.node("DequantizeLinear", [stored, scale, zero], name if source is None else f"{name}.read")

    def kernel(self, name: str, values: np.ndarray) -> str:
        """[out, in, 1, k]."""
        if self.scheme is None:
            return self.given(f"{name}.weight", values)
        stored, scale = self.scheme.weight(name, values)
        numbers = [self.given(f"{name}.weight.stored", stored), self.given(f"{name}.weight.scale", scale)]
        return self.node("DequantizeLinear", numbers, f"{name}.weight", axis=0)

    def conv(self, name: str, source: str, layer: CausalConv, output: str, group: int = 1, kernel=None) -> str:
        """A convolution without padding; its output is shorter by the layer's history."""
        values = layer.weight.detach().numpy()[:, :, None] if kernel is None else kernel
        inputs = [source, self.kernel(name, values)]
        spread = {"kernel_shape": [1, layer.kernel_size[0]], "dilations": [1, layer.dilation[0]], "group": group}
        if kernel is not None:
            return self.node("Conv", inputs, output, **spread)
        bias = layer.bias.detach().numpy()
        if self.scheme is None:
            return self.node("Conv", [*inputs, self.given(f"{name}.bias", bias)], output, **spread)
        # Bias outside the convolution: ONNX Runtime would round it to 32 bits, which 16-bit kernels overflow (1.32).
        plain = self.node("Conv", inputs, f"{output}.plain", **spread)
        return self.node("Add", [plain, self.given(f"{name}.bias", bias[:, None, None])], output)

    def newest(self, name: str, source: str, layer: CausalConv) -> str:
        """The part of the input that matches the convolution's output, by a depthwise convolution whose newest tap is one."""
        tap = np.zeros((layer.in_channels, 1, 1, layer.kernel_size[0]), np.float32)
        tap[..., -1] = 1
        return self.conv(name, source, layer, name, layer.in_channels, tap)


def window_graph(net: FrameNet, scheme: Scheme | None = None, frames: int = 1) -> onnx.ModelProto:
    """`x` [1, inputs, 1, W] to `y` [1, 8 * outputs, 1, frames], W as long as `frames` output frames need."""
    b = Builder(scheme)
    now = b.rounded("x", "x")
    bend = lambda name, source: b.node("LeakyRelu", [source], b.named(name), alpha=SLOPE) and b.rounded(name)
    now = bend("first", b.conv("first.conv", now, net.first, "first.conv"))
    for i, (wide, mix) in enumerate(net.blocks):
        inner = bend(f"wide{i}", b.conv(f"wide{i}.conv", now, wide, f"wide{i}.conv"))
        b.conv(f"mix{i}.conv", inner, mix, b.named(f"mix{i}"))
        b.node("Add", [b.newest(f"newest{i}", now, wide), b.rounded(f"mix{i}")], b.named(f"sum{i}"))
        if i < len(net.blocks) - 1:  # the last sum is stored only after its activation
            now = b.rounded(f"sum{i}")
    b.conv("last.conv", bend("bent", b.named(f"sum{i}")), net.last, b.named("y"))
    b.rounded("y")
    value = lambda name, channels, width: h.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, 1, width])
    x, y = value("x", net.inputs, reach(net) - 1 + frames), value("y", net.last.out_channels, frames)
    graph = h.make_graph(b.nodes, "window", [x], [y], b.weights)
    opset = 17 if scheme is None else 21  # 16-bit grids need 21
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", opset)], ir_version=8 if scheme is None else 10)
    onnx.checker.check_model(model, full_check=True)
    return model


def describe(net: FrameNet, path: Path, precision: str, checksum: str) -> dict:
    """The manifest's entry of a window graph."""
    return {
        "accelerator": "onnxruntime",
        "precision": precision,
        "kind": "stateless",
        "file": path.name,
        "sha256": checksum,
        "inputs": [{"name": "x", "shape": [1, net.inputs, 1, reach(net)]}],
        "outputs": [{"name": "y", "shape": [1, net.last.out_channels, 1, 1]}],
        "state": [],
    }


def net_of(model: onnx.ModelProto) -> FrameNet:
    """The network of an exported graph, stateful or windowed fp32."""
    return FrameNet.of(weights_of(model)).eval()
