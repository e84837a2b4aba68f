"""The network as a graph of one frame per call: the past of all convolutions is one state tensor.

Every convolution processes one frame and is thus a matrix-vector product; ONNX Runtime needs neither to unfold it nor to manage a
cache per layer.
"""

from __future__ import annotations

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper as h, numpy_helper as nh

from .model import CausalConv, FrameNet

SLOPE = 0.1
#: The newest operator set fully supported by TensorRT 8.2, the oldest of the accelerators.
OPSET = 13


def past_size(net: FrameNet) -> int:
    """Number of values in the past of all convolutions."""
    return sum(layer.in_channels * layer.history for layer in (net.first, *(wide for wide, _ in net.blocks)))


class Builder:
    def __init__(self, half: bool = False):
        self.half = half
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def given(self, name: str, values: np.ndarray) -> str:
        self.weights.append(nh.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(h.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def bend(self, name: str, source: str) -> str:
        return self.node("LeakyRelu", [source], name, alpha=SLOPE)

    def stored(self, name: str, values: np.ndarray) -> str:
        """Weights, as 16-bit floats where the graph has them so: the runtime converts them once, as it opens the graph."""
        if not self.half:
            return self.given(name, values)
        return self.node("Cast", [self.given(f"{name}.half", values.astype(np.float16))], name, to=TensorProto.FLOAT)

    def dense(self, name: str, source: str, layer: CausalConv) -> str:
        """[1, kernel * in] (oldest tap first) to [1, out]."""
        kernel = layer.weight.detach().numpy().transpose(2, 1, 0).reshape(-1, layer.out_channels)
        weights = [self.stored(f"{name}.weight", kernel), self.given(f"{name}.bias", layer.bias.detach().numpy())]
        return self.node("Gemm", [source, *weights], name)


def stateful_graph(net: FrameNet, half: bool = False) -> onnx.ModelProto:
    """`x` [1, inputs, 1, 1] and `past` [1, P] to `y` [1, 8 * outputs, 1, 1] and `next` [1, P].

    The past of a layer is its frames from the oldest to the newest, each with all its channels; layer after layer. With `half` the
    weights are stored as 16-bit floats, to which the network's must have been rounded.
    """
    b = Builder(half)
    pieces: list[tuple[str, int]] = []
    kept: list[str] = []

    def taps(name: str, layer: CausalConv, newest: str) -> str:
        """The frames read by the layer, [1, kernel * in]; the frames between them are only passed on."""
        frame, gap = layer.in_channels, layer.dilation[0] - 1
        seen = [f"{name}.past{i}" for i in range(layer.kernel_size[0] - 1)]
        for i, oldest in enumerate(seen):
            pieces.append((oldest, frame))
            kept.extend([oldest] if i else [])
            if gap:
                pieces.append((f"{oldest}.gap", frame * gap))
                kept.append(f"{oldest}.gap")
        kept.append(newest)
        return b.node("Concat", [*seen, newest], f"{name}.taps", axis=1)

    now = b.node("Flatten", ["x"], "frame", axis=1)
    now = b.bend("bent.first", b.dense("first", taps("first", net.first, now), net.first))
    for i, (wide, mix) in enumerate(net.blocks):
        inner = b.bend(f"bent.wide{i}", b.dense(f"wide{i}", taps(f"wide{i}", wide, now), wide))
        now = b.node("Add", [now, b.dense(f"mix{i}", inner, mix)], f"sum{i}")
    last = b.dense("last", b.bend("bent.last", now), net.last)
    b.node("Reshape", [last, b.given("y.shape", np.array([1, net.last.out_channels, 1, 1]))], "y")
    b.node("Concat", kept, "next", axis=1)
    names, sizes = zip(*pieces)
    split = h.make_node("Split", ["past", b.given("past.sizes", np.array(sizes))], list(names), name="past.split", axis=1)
    value = lambda name, *shape: h.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    size = past_size(net)
    inputs = [value("x", 1, net.inputs, 1, 1), value("past", 1, size)]
    outputs = [value("y", 1, net.last.out_channels, 1, 1), value("next", 1, size)]
    graph = h.make_graph([split, *b.nodes], "stateful", inputs, outputs, b.weights)
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", OPSET)], ir_version=7)
    onnx.checker.check_model(model, full_check=True)
    return model


def weights_of(model: onnx.ModelProto) -> dict[str, torch.Tensor]:
    """The network's weights by their PyTorch names, from a stateful graph or one of convolutions (windowed, or of an older version).

    Raises ValueError when the graph belongs to another network.
    """
    stored = {tensor.name: nh.to_array(tensor) for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Cast" and node.input[0] in stored:
            stored[node.output[0]] = stored[node.input[0]].astype(np.float32)
    layers: list[tuple[np.ndarray, np.ndarray]] = []
    width = 0
    for node in model.graph.node:
        if node.op_type not in ("Conv", "Gemm") or len(node.input) < 3:
            continue
        if any(name not in stored for name in node.input[1:]):
            raise ValueError(f"{node.name}: its weights are not stored in it")
        weight, bias = (stored[name] for name in node.input[1:3])
        if node.op_type == "Conv":
            weight = weight.squeeze(2)
        else:  # [kernel * in, out]; the input of the first layer is the graph's
            inputs = width or next(v.type.tensor_type.shape.dim[1].dim_value for v in model.graph.input)
            weight = weight.reshape(-1, inputs, weight.shape[1]).transpose(2, 1, 0)
        width = weight.shape[0]
        layers.append((weight, bias))
    names = [key.removesuffix(".weight") for key in FrameNet(1, 1, 1).state_dict() if key.endswith(".weight")]
    if len(layers) != len(names):
        raise ValueError(f"{len(layers)} layers with weights of their own, a Frame Sinc-NSF has {len(names)}")
    tensor = lambda values: torch.from_numpy(np.array(values, np.float32))
    pairs = [((f"{n}.weight", tensor(w)), (f"{n}.bias", tensor(b))) for n, (w, b) in zip(names, layers)]
    return dict(entry for pair in pairs for entry in pair)
