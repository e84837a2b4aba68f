"""Simulation of a network in other precisions: fp16 by rounding, int8 by running the exported graph."""

from __future__ import annotations

import copy

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn as nn
import torch.nn.functional as F

from .model import FrameNet
from .window import activations, reach, window_graph

#: The largest finite number of 16-bit floats.
LARGEST_HALF = 65504.0
#: Frames computed per call of a windowed network.
FRAMES_PER_CALL = 128


class HalfNet(nn.Module):
    """Weights and all tensors between the layers rounded to 16-bit floats; sums in 32 bits, as in tensor cores."""

    def __init__(self, net: FrameNet):
        super().__init__()
        self.inputs, self.outputs = net.inputs, net.outputs
        self.net = copy.deepcopy(net)
        for weight in self.net.parameters():
            weight.data = weight.data.half().float()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return activations(self.net, x, lambda _, tensor: tensor.half().float())["y"]


class WindowNet(nn.Module):
    """A windowed graph in place of the network: [1, inputs, T] -> [1, outputs, T], zeros before the start."""

    def __init__(self, net: FrameNet, scheme=None):
        super().__init__()
        self.inputs, self.outputs, self.past = net.inputs, net.outputs, reach(net) - 1
        self.session = session_of(window_graph(net, scheme, FRAMES_PER_CALL))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        frames = x.shape[2]
        padded = F.pad(x, (self.past, -frames % FRAMES_PER_CALL))[:, :, None].numpy()
        outputs = []
        for first in range(0, frames, FRAMES_PER_CALL):
            window = np.ascontiguousarray(padded[..., first : first + self.past + FRAMES_PER_CALL])
            outputs.append(self.session.run(["y"], {"x": window})[0][:, :, 0])
        return torch.from_numpy(np.concatenate(outputs, 2)[..., :frames])


def session_of(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    """ONNX Runtime on one thread of the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def decibels(y: torch.Tensor, outputs: int) -> torch.Tensor:
    """Gains of a network output [1, 8 * outputs, T], dB [8, outputs - 1, T] (`Synthesis.gains` without level).

    `exp(offset - range)`, 69.5 dB down, is in effect added to each gain, so that inaudible gains do not count.
    """
    each = y.view(-1, outputs, y.shape[2])[:, :-1]
    return 5 * torch.tanh(each / 5) * (20 / np.log(10))
