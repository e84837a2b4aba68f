"""A builder of ONNX graphs of one hop: every tensor is [1, channels, frames], every past a slice of one flat state."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper as h, numpy_helper as nh

from ..stateful import OPSET


@dataclass(frozen=True)
class Wire:
    """A tensor of the graph and its shape."""

    name: str
    shape: tuple[int, ...]

    @property
    def channels(self) -> int:
        return self.shape[1]

    @property
    def frames(self) -> int:
        return self.shape[2]


class Graph:
    """Nodes, weights and state of a graph under construction."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.pasts: list[tuple[str, int]] = []
        self.nexts: list[str] = []
        self.number = 0
        self.stored: dict[bytes, str] = {}

    def fresh(self, kind: str) -> str:
        self.number += 1
        return f"{kind.lower()}{self.number}"

    def given(self, values: np.ndarray) -> str:
        """A constant; equal constants are stored once."""
        values = np.ascontiguousarray(values)
        key = hashlib.sha256(values.tobytes() + str((values.shape, values.dtype)).encode()).digest()
        if key not in self.stored:
            self.stored[key] = self.fresh("constant")
            self.weights.append(nh.from_array(values, self.stored[key]))
        return self.stored[key]

    def number_of(self, value: float) -> str:
        return self.given(np.float32(value).reshape(1))

    def node(self, kind: str, inputs: list[str], shape: tuple[int, ...], **attributes) -> Wire:
        name = self.fresh(kind)
        self.nodes.append(h.make_node(kind, inputs, [name], name=name, **attributes))
        return Wire(name, tuple(int(size) for size in shape))

    def unary(self, kind: str, x: Wire, **attributes) -> Wire:
        return self.node(kind, [x.name], x.shape, **attributes)

    def binary(self, kind: str, a: Wire, b: Wire | np.ndarray | float) -> Wire:
        if isinstance(b, Wire):
            return self.node(kind, [a.name, b.name], np.broadcast_shapes(a.shape, b.shape))
        other = np.asarray(b, np.float32)
        shape = np.broadcast_shapes(a.shape, other.shape)
        return self.node(kind, [a.name, self.given(other.reshape(other.shape or (1,)))], shape)

    def reshape(self, x: Wire, *shape: int) -> Wire:
        return self.node("Reshape", [x.name, self.given(np.array(shape, np.int64))], shape)

    def transpose(self, x: Wire, *order: int) -> Wire:
        return self.node("Transpose", [x.name], tuple(x.shape[i] for i in order), perm=list(order))

    def slice(self, x: Wire, axis: int, first: int, end: int) -> Wire:
        if first == 0 and end == x.shape[axis]:
            return x
        shape = (*x.shape[:axis], end - first, *x.shape[axis + 1 :])
        bounds = [self.given(np.array([value], np.int64)) for value in (first, end, axis)]
        return self.node("Slice", [x.name, *bounds], shape)

    def concat(self, wires: list[Wire], axis: int) -> Wire:
        if len(wires) == 1:
            return wires[0]
        shape = list(wires[0].shape)
        shape[axis] = sum(wire.shape[axis] for wire in wires)
        return self.node("Concat", [wire.name for wire in wires], tuple(shape), axis=axis)

    def pad(self, x: Wire, before: int, after: int) -> Wire:
        """Zeros before and after the last axis."""
        zeros = lambda n: Wire(self.given(np.zeros((*x.shape[:-1], n), np.float32)), (*x.shape[:-1], n))
        return self.concat([*([zeros(before)] if before else []), x, *([zeros(after)] if after else [])], len(x.shape) - 1)

    def conv(self, x: Wire, weight: np.ndarray, bias: np.ndarray | None, stride: int = 1, dilation: int = 1, groups: int = 1) -> Wire:
        """A convolution without padding; weight [out, in / groups, kernel]."""
        kernel = weight.shape[2]
        frames = (x.frames - (kernel - 1) * dilation - 1) // stride + 1
        inputs = [x.name, self.given(weight.astype(np.float32)), *([] if bias is None else [self.given(bias.astype(np.float32))])]
        attributes = {"kernel_shape": [kernel], "strides": [stride], "dilations": [dilation], "group": groups, "pads": [0, 0]}
        return self.node("Conv", inputs, (1, weight.shape[0], frames), **attributes)

    def past(self, channels: int, frames: int) -> Wire:
        """The next slice of the state."""
        name = self.fresh("past")
        self.pasts.append((name, channels * frames))
        return self.reshape(Wire(name, (1, channels * frames)), 1, channels, frames)

    def keep(self, x: Wire) -> None:
        """The value of the newest slice after this hop."""
        self.nexts.append(self.reshape(x, 1, x.channels * x.frames).name)

    def history(self, x: Wire, frames: int) -> Wire:
        """`x` with `frames` frames of its past before it."""
        if frames == 0:
            return x
        whole = self.concat([self.past(x.channels, frames), x], 2)
        self.keep(self.slice(whole, 2, x.frames, x.frames + frames))
        return whole

    def delay(self, x: Wire, frames: int) -> Wire:
        return self.slice(self.history(x, frames), 2, 0, x.frames)

    @property
    def state(self) -> int:
        return sum(size for _, size in self.pasts)

    def model(self, name: str, inputs: int, output: Wire, output_shape: tuple[int, ...], frames: int = 1) -> onnx.ModelProto:
        """The finished graph: `x` [1, inputs, 1, frames] and `past` to `y` and `next`; without a state only x and y."""
        if not self.pasts and frames == 1:  # a graph of the contract always has a state
            self.pasts.append((self.fresh("past"), 1))
            self.nexts.append(self.unary("Identity", Wire(self.pasts[0][0], (1, 1))).name)
        self.nodes.append(h.make_node("Reshape", [output.name, self.given(np.array(output_shape, np.int64))], ["y"], name="y"))
        value = lambda key, *shape: h.make_tensor_value_info(key, TensorProto.FLOAT, shape)
        given, returned, first = [value("x", 1, inputs, 1, frames)], [value("y", *output_shape)], []
        if self.pasts:
            names, sizes = zip(*self.pasts)
            self.nodes.append(h.make_node("Concat", self.nexts, ["next"], name="next", axis=1))
            sizes_name = self.given(np.array(sizes, np.int64))
            first = [h.make_node("Split", ["past", sizes_name], list(names), name="past.split", axis=1)]
            given.append(value("past", 1, self.state))
            returned.append(value("next", 1, self.state))
        graph = h.make_graph([*first, *self.nodes], name, given, returned, self.weights)
        made = h.make_model(graph, opset_imports=[h.make_opsetid("", OPSET)], ir_version=7)
        onnx.checker.check_model(made, full_check=made.ByteSize() < 2**30)
        return made
