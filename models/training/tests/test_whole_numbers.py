"""The 8-bit graph against an independent integer computation of the same network, as on an accelerator."""

import numpy as np
import pytest
import torch

from neurorack_training.model import CausalConv, FrameNet
from neurorack_training.precision import WindowNet
from neurorack_training.rounding import Ranges, Scheme
from neurorack_training.window import activations, reach


class WholeNumbers:
    """Every tensor as stored integers [channels, frames]; sums in 64 bits, so that nothing is rounded."""

    def __init__(self, net: FrameNet, scheme: Scheme):
        self.net, self.scheme = net, scheme
        self.largest_sum: dict[str, int] = {}

    def stored(self, name: str, values: np.ndarray) -> np.ndarray:
        grid = self.scheme.activations[name]
        return np.clip(np.rint(values / grid.scale) + grid.zero, 0, np.iinfo(grid.type).max).astype(np.int64)

    def read(self, name: str, stored: np.ndarray) -> np.ndarray:
        grid = self.scheme.activations[name]
        return (stored - grid.zero) * grid.scale

    def conv(self, name: str, source: str, stored: np.ndarray, layer: CausalConv) -> np.ndarray:
        grid, frames = self.scheme.activations[source], stored.shape[1]
        kernel, scale = self.scheme.weight(name, layer.weight.detach().numpy())
        past = np.concatenate([np.zeros((len(stored), layer.history), np.int64), stored - grid.zero], 1)
        step = layer.dilation[0]
        taps = [kernel[..., i].astype(np.int64) @ past[:, i * step : i * step + frames] for i in range(kernel.shape[2])]
        self.largest_sum[name] = int(np.abs(sum(taps)).max())
        return sum(taps) * (scale.astype(np.float64)[:, None] * grid.scale) + layer.bias.detach().double().numpy()[:, None]

    def __call__(self, x: np.ndarray) -> np.ndarray:
        bend = lambda values: np.where(values > 0, values, 0.1 * values)
        name, now = "first", self.stored("first", bend(self.conv("first.conv", "x", self.stored("x", x), self.net.first)))
        for i, (wide, mix) in enumerate(self.net.blocks):
            inner = self.stored(f"wide{i}", bend(self.conv(f"wide{i}.conv", name, now, wide)))
            mixed = self.stored(f"mix{i}", self.conv(f"mix{i}.conv", f"wide{i}", inner, mix))
            both = self.read(name, now) + self.read(f"mix{i}", mixed)
            name, now = f"sum{i}", self.stored(f"sum{i}", both)
        bent = self.stored("bent", bend(both))
        return self.read("y", self.stored("y", self.conv("last.conv", "bent", bent, self.net.last)))


@pytest.mark.parametrize("sixteen", [set(), {"x", "first.conv", "bent", "last.conv", "y"}], ids=["8 bits", "16 at both ends"])
def test_simulation_agrees_with_integer_arithmetic(sixteen):
    torch.manual_seed(1)
    net, ranges = FrameNet(16, 15, 9).eval(), Ranges()
    x = torch.randn(1, 15, 100, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        ranges.see(activations(net, x))
        exact = net(x)[0].numpy()
    scheme = ranges.scheme(sixteen)
    whole = WholeNumbers(net, scheme)
    full = slice(reach(net) - 1, None)  # before that, the window holds zeros that the network does not
    made, simulated = whole(x[0].double().numpy())[:, full], WindowNet(net, scheme)(x)[0].numpy()[:, full]
    step = max(grid.scale for name, grid in scheme.activations.items() if name not in sixteen)
    off = np.abs(made - simulated)
    assert off.max() <= step  # a value half way between two steps may round either way
    assert off.mean() < 0.02 * np.abs(simulated - exact[:, full]).mean()
    eight = [most for name, most in whole.largest_sum.items() if name not in sixteen]
    assert max(eight) < 2**31
