"""Simulation of a network in other precisions: fp16 and int16 by rounding, int8 by running the exported graph."""

from __future__ import annotations

import copy

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn as nn
import torch.nn.functional as F

from .model import CausalConv, FrameNet
from .stateful import SLOPE
from .window import activations, reach, window_graph

#: The largest finite number of 16-bit floats.
LARGEST_HALF = 65504.0
#: Largest magnitudes of the instrument's kernel of 16 bits, `pack-weights.ts`: a rounded input, a weight, a sum of their products.
LARGEST_INPUT, LARGEST_SHORT, LARGEST_SUM = 8191, 32767, 2**31 - 1
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


class ShortNet(nn.Module):
    """Weights of 16 bits, as `--accelerator int16` has them: each layer rounds its input to 14 bits of its largest magnitude in a frame, and a weight to
    the finest step for which no sum leaves int32 (`targets/common/src/onnx/dense`)."""

    def __init__(self, net: FrameNet):
        super().__init__()
        self.inputs, self.outputs, self.blocks = net.inputs, net.outputs, net.blocks
        self.first, self.last = net.first, net.last

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = F.leaky_relu(dense_of_shorts(self.first, x), SLOPE)
        for wide, mix in self.blocks:
            h = h + dense_of_shorts(mix, F.leaky_relu(dense_of_shorts(wide, h), SLOPE))
        return dense_of_shorts(self.last, F.leaky_relu(h, SLOPE))


def dense_of_shorts(layer: CausalConv, x: torch.Tensor) -> torch.Tensor:
    """A layer as the kernel computes it; x [B, inputs, T] -> [B, outputs, T]. Sums are exact in 64-bit floats."""
    frames, gap = x.shape[2], layer.dilation[0]
    padded = F.pad(x, (layer.history, 0))
    taps = torch.cat([padded[..., gap * i : gap * i + frames] for i in range(layer.kernel_size[0])], 1).double()
    weights = layer.weight.detach().permute(0, 2, 1).flatten(1).double()  # [outputs, kernel * inputs], the oldest frame first
    size = weights.abs()
    finest = (LARGEST_SUM / LARGEST_INPUT - weights.shape[1] / 2) / size.sum(1).clamp_min(1e-30)
    steps = torch.minimum(LARGEST_SHORT / size.amax(1).clamp_min(1e-30), finest)[:, None]
    step = taps.abs().amax(1, keepdim=True).clamp_min(1e-30) / LARGEST_INPUT
    sums = torch.einsum("ok,bkt->bot", torch.round(weights * steps), torch.round(taps / step))
    return (sums / steps * step).float() + layer.bias.detach()[:, None]


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
