"""The windowed export: same output as the network, and only operations that a Hailo-8 is known to support."""

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper as h, numpy_helper as nh

from neurorack_training import hailo
from neurorack_training.__main__ import main
from neurorack_training.export import write_onnx
from neurorack_training.model import FrameNet
from neurorack_training.precision import WindowNet, session_of
from neurorack_training.rounding import Grid, Ranges
from neurorack_training.window import activations, net_of, reach, window_graph

SIZES = [(15, 145), (47, 161)]


def tiny(inputs=15, outputs=145, channels=8):
    torch.manual_seed(1)
    return FrameNet(channels, inputs, outputs).eval()


def walk(net, frames):
    return torch.randn(1, net.inputs, frames, generator=torch.Generator().manual_seed(2))


@pytest.mark.parametrize("sizes", SIZES)
def test_window_of_67_frames_gives_the_output_of_the_network(sizes):
    net = tiny(*sizes)
    assert reach(net) == 67
    session, x = session_of(window_graph(net)), walk(net, 80)
    with torch.no_grad():
        whole = net(x).numpy()
    for newest in (66, 79):
        window = x[:, :, None, newest - 66 : newest + 1].numpy()
        answer = session.run(["y"], {"x": np.ascontiguousarray(window)})[0]
        assert answer.shape == (1, 8 * sizes[1], 1, 1)
        assert np.abs(answer[0, :, 0, 0] - whole[0, :, newest]).max() < 1e-5


def test_window_has_the_minimum_length():
    net, x = tiny(), walk(tiny(), 67)
    x.requires_grad_()
    net(x)[0, :, 66].abs().sum().backward()
    assert x.grad[0, :, 0].abs().max() > 0


def test_network_is_restored_from_its_exports(tmp_path):
    net = tiny(47, 161)
    write_onnx(net, tmp_path / "stateful.onnx")
    for model in (onnx.load(tmp_path / "stateful.onnx"), window_graph(net)):
        again = net_of(model)
        assert all(torch.equal(a, b) for a, b in zip(again.state_dict().values(), net.state_dict().values()))
    with pytest.raises(ValueError, match="1 layers"):
        net_of(planted("", only_first=True))


def planted(kind: str, only_first=False) -> onnx.ModelProto:
    """The graph with one unsupported operation added."""
    model = window_graph(tiny())
    graph = model.graph
    if only_first:
        keep = [n for n in graph.node if n.op_type != "Conv" or n.name == "first.conv"]
        del graph.node[:]
        graph.node.extend(keep)
        return model
    bend = next(n for n in graph.node if n.name == "wide2")
    source = bend.input[0]
    bend.input[0] = "planted"
    if kind == "Sin":
        new = [h.make_node("Sin", [source], ["planted"])]
    elif kind == "Reshape":
        graph.initializer.append(nh.from_array(np.array([1, 8, 1, -1]), "shape"))
        new = [h.make_node("Reshape", [source, "shape"], ["planted"])]
    else:  # a one-dimensional convolution between the two reshapes that it needs
        graph.initializer.append(nh.from_array(np.eye(8, dtype=np.float32)[:, :, None], "line"))
        axis = nh.from_array(np.array([2]), "axis")
        graph.initializer.append(axis)
        new = [
            h.make_node("Squeeze", [source, "axis"], ["flat"]),
            h.make_node("Conv", ["flat", "line"], ["lined"], name="line.conv"),
            h.make_node("Unsqueeze", ["lined", "axis"], ["planted"]),
        ]
    at = list(graph.node).index(bend)
    for node in reversed(new):
        graph.node.insert(at, node)
    return model


def refusals(model):
    onnx.checker.check_model(model)
    return [finding.what for finding in hailo.rules().check(model) if finding.refused]


@pytest.mark.parametrize("sizes", SIZES)
def test_nothing_in_the_windowed_graph_is_refused_at_its_full_size(sizes):
    found = hailo.rules().check(window_graph(tiny(*sizes, channels=128)))
    assert [f.what for f in found if f.refused] == []
    far = [f"{name}{i}" for i in (3, 4) for name in ("wide", "newest")]  # dilations of 8 and 16, without a published example
    assert sorted(f.what.split(":")[0].removesuffix(".conv") for f in found) == sorted(far)


@pytest.mark.parametrize(("kind", "words"), [("Sin", "Sin is not"), ("Reshape", "Reshape is not"), ("Conv1d", "line.conv: a convolution of 1")])
def test_finds_unsupported_operations(kind, words):
    assert any(words in what for what in refusals(planted(kind)))


@pytest.mark.parametrize("axis", [0, 3])
def test_finds_an_axis_of_unknown_length(axis):
    model = window_graph(tiny())
    model.graph.input[0].type.tensor_type.shape.dim[axis].dim_param = "many"
    assert any("fixed" in what for what in refusals(model))


def test_command_reports_by_exit_code(tmp_path, capsys):
    onnx.save(window_graph(tiny()), tmp_path / "good.onnx")
    onnx.save(planted("Sin"), tmp_path / "bad.onnx")
    assert main(["hailo-check", str(tmp_path / "good.onnx")]) == 0
    assert main(["hailo-check", str(tmp_path / "bad.onnx")]) == 1
    assert "Sin" in capsys.readouterr().out
    assert main(["hailo-check", str(tmp_path / "none.onnx")]) == 2


def test_grid_represents_zero_and_its_ends():
    for low, high in ((-1.0, 3.0), (0.5, 2.0), (-2.0, -1.0), (0.0, 0.0)):
        for bits in (8, 16):
            grid = Grid.over(low, high, bits)
            stored = np.round(np.array([low, 0.0, high]) / grid.scale) + grid.zero
            assert stored.min() >= -0.5 and stored.max() <= 2**bits - 0.5
            assert (stored[1] - grid.zero) * grid.scale == 0


@pytest.mark.parametrize("sixteen", [set(), {"bent", "last.conv", "y"}, {"x", "first.conv"}])
def test_16_bits_are_closer_than_8_with_any_runtime_optimisation(sixteen):
    net, x = tiny(), walk(tiny(), 100)
    ranges = Ranges()
    with torch.no_grad():
        made = activations(net, x)
        assert torch.equal(made["y"], net(x))
        ranges.see(made)
        error = (WindowNet(net, ranges.scheme(sixteen))(x) - made["y"])[..., 66:].abs()
    everything = {*ranges.of, "first.conv", "last.conv", *[f"{n}{i}.conv" for n in ("wide", "mix") for i in range(6)]}
    spread = ranges.of["y"][1] - ranges.of["y"][0]
    assert 0 < float(error.max()) < 0.05 * spread
    with torch.no_grad():
        fine = (WindowNet(net, ranges.scheme(everything))(x) - made["y"])[..., 66:].abs()
    assert float(fine.max()) < 0.01 * float(error.max())


def test_rounded_graph_has_float_inputs_and_integer_tensors():
    net = tiny()
    ranges = Ranges()
    with torch.no_grad():
        ranges.see(activations(net, walk(net, 80)))
    model = window_graph(net, ranges.scheme({"last.conv"}))
    kinds = {w.name: w.data_type for w in model.graph.initializer if w.name.endswith(".stored")}
    assert kinds.pop("last.conv.weight.stored") == TensorProto.INT16
    assert set(kinds.values()) == {TensorProto.INT8} and len(kinds) == 13 + 6
    assert len(model.SerializeToString()) < 60_000
