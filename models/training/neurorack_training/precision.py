"""A network as another precision computes it: fp16 by rounding, int8 through the very graph that is exported."""

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
#: Frames that one call of a windowed network answers here.
AT_ONCE = 128


class HalfNet(nn.Module):
    """Weights and every tensor between the layers rounded to 16-bit floats, sums in 32 bits as tensor cores keep them."""

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
        self.session = session_of(window_graph(net, scheme, AT_ONCE))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        frames = x.shape[2]
        padded = F.pad(x, (self.past, -frames % AT_ONCE))[:, :, None].numpy()
        answers = []
        for first in range(0, frames, AT_ONCE):
            window = np.ascontiguousarray(padded[..., first : first + self.past + AT_ONCE])
            answers.append(self.session.run(["y"], {"x": window})[0][:, :, 0])
        return torch.from_numpy(np.concatenate(answers, 2)[..., :frames])


def session_of(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    """ONNX Runtime on one thread of the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def decibels(y: torch.Tensor, outputs: int) -> torch.Tensor:
    """The gains that a network output [1, 8 * outputs, T] asks for, dB [8, outputs - 1, T] (`Synthesis.gains` without level).

    Above `exp(offset - range)`, 69.5 dB down: as if that were added to each, since what is less is not heard and shall not count.
    """
    each = y.view(-1, outputs, y.shape[2])[:, :-1]
    return 5 * torch.tanh(each / 5) * (20 / np.log(10))
