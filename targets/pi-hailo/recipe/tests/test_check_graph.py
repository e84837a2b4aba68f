"""Refusals of the checker, on graphs of a few nodes."""

import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper as h, numpy_helper as nh

sys.path.insert(0, str(Path(__file__).parents[1]))
from check_graph import check, main  # noqa: E402


def graph(nodes, x=(1, 4, 1, 16), y=(1, 8, 1, 14), **weights):
    """x -> nodes -> y; `w` is a kernel of 1 by 3 unless given."""
    weights = {"w": np.zeros((8, 4, 1, 3), np.float32), **weights}
    value = lambda name, shape: h.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    made = h.make_graph(
        nodes, "net", [value("x", x)], [value("y", y)], [nh.from_array(np.asarray(w), n) for n, w in weights.items()]
    )
    return h.make_model(made, opset_imports=[h.make_opsetid("", 17)])


def conv(source="x", into="y", weight="w", **attributes):
    return h.make_node("Conv", [source, weight], [into], **attributes)


def refusals(model):
    return [finding.what for finding in check(model) if finding.refused]


def test_accepts_a_convolution_over_frames_with_activations():
    nodes = [
        conv(into="h", dilations=[1, 2]),
        h.make_node("LeakyRelu", ["h"], ["a"], alpha=0.1),
        h.make_node("Tanh", ["a"], ["t"]),
        h.make_node("Add", ["a", "t"], ["y"]),
    ]
    assert check(graph(nodes, y=(1, 8, 1, 12))) == []


@pytest.mark.parametrize("op", ["Sin", "CumSum", "ReduceMean", "Reshape", "Gemm", "Softmax", "Transpose"])
def test_names_an_operator_that_is_not_on_the_list(op):
    more = {"CumSum": ["axis"], "Reshape": ["shape"]}.get(op, [])
    extra = {"axis": np.array(3), "shape": np.array([1, 8, 1, 14])}
    nodes = [conv(into="h"), h.make_node(op, ["h", *more], ["y"])]
    model = graph(nodes, **{k: v for k, v in extra.items() if k in more})
    assert any(op in what for what in refusals(model))


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (graph([conv()], x=(1, 4, 1, 300), y=(1, 8, 1, 298)), "300 wide"),
        (graph([conv()], x=(2, 4, 1, 16), y=(2, 8, 1, 14)), "[1, channels, 1, width]"),
        (graph([conv()], x=(1, 4, 1, "frames"), y=(1, 8, 1, "frames")), "fixed"),
        (graph([conv()], w=np.zeros((3000, 4, 1, 3), np.float32), y=(1, 3000, 1, 14)), "3000 channels"),
        (graph([conv()], w=np.zeros((8, 4, 1, 11), np.float32), y=(1, 8, 1, 6)), "1 by 11"),
        (graph([conv(strides=[1, 2])], y=(1, 8, 1, 7)), "strides"),
        (graph([conv(auto_pad="SAME_UPPER")], y=(1, 8, 1, 16)), "auto_pad"),
        (graph([conv()], x=(1, 4, 16), y=(1, 8, 14), w=np.zeros((8, 4, 3), np.float32)), "1 dimension"),
    ],
)
def test_names_an_unsupported_size(model, words):
    assert any(words in what for what in refusals(model))


def test_accepts_padding_with_zeros_only():
    pad = lambda mode, value: graph(
        [h.make_node("Pad", ["x", "p", "v"], ["h"], mode=mode), conv("h")],
        y=(1, 8, 1, 16),
        p=np.array([0, 0, 0, 2, 0, 0, 0, 0]),
        v=np.array(value, np.float32),
    )
    assert refusals(pad("constant", 0)) == []
    assert refusals(pad("constant", 1)) == refusals(pad("reflect", 0)) != []


def test_accepts_unproven_operators_unless_strict(tmp_path, capsys):
    path = tmp_path / "spread.onnx"
    onnx.save(graph([conv(dilations=[1, 4])]), path)
    assert main([str(path), "--strict"]) == 0
    onnx.save(graph([conv(dilations=[1, 5], name="far")], y=(1, 8, 1, 6)), path)
    assert main([str(path)]) == 0
    assert "unproven  far: a dilation of 5" in capsys.readouterr().out
    assert main([str(path), "--strict"]) == 1


def test_distinguishes_a_file_that_is_no_graph_from_a_refusal(tmp_path):
    path = tmp_path / "text.onnx"
    path.write_text("not a graph")
    assert main([str(path)]) == 2
    assert main([str(tmp_path / "none.onnx")]) == 2


def test_refuses_the_stateful_export(capsys):
    """Its caches would be quantised to eight bits at every run, and it has no channels and rows; the windowed export is for Hailo."""
    shipped = Path(__file__).parents[4] / "models/impacts/impacts.onnx"
    assert main([str(shipped)]) == 1
    said = capsys.readouterr().out
    assert "past: its shape is not four fixed numbers" in said
    assert "Reshape is not on the list" in said
