"""The encoder of `texture` as a graph of one hop per call: samples in, the latents of five hops before out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper as h

from .bands import HALF, SPLIT
from .checksum import sha256
from .definitions import HOP
from .stateful import OPSET, Builder
from .texture import LATENTS, LOOKAHEAD, QUIET, SLOPE, TextureEncoder

#: The spectrum's window, and its side as a square: a DFT of 1024 is two of 32 with factors between them, small enough to store.
_WINDOW, _SIDE = 4 * HOP, 32
#: Samples that the bands of a frame depend on, from the first one of the window on.
_BANDS_FROM, _BANDS_TO = HOP - HALF, 2 * HOP - SPLIT + HALF + 1


def _spectrum(b: Builder, encoder: TextureEncoder, samples: str) -> str:
    """Mel powers [1, mel] of the window `samples` [1, 1024]. Sample 32 a + b is at row a, column b; bin r + 32 c at row r, column c."""
    n = np.arange(_SIDE)
    turns = lambda a, size: np.exp(-2j * np.pi * a / size)
    whole = turns(np.outer(n, n), _SIDE)
    given = lambda name, values: (b.given(f"{name}.re", values.real.astype(np.float32)), b.given(f"{name}.im", values.imag.astype(np.float32)))
    side, between = given("dft", whole), given("dft.between", turns(np.outer(n, n), _WINDOW))
    windowed = b.node("Mul", [samples, b.given("window", encoder.window.numpy()[None])], "windowed")
    square = b.node("Reshape", [windowed, b.given("dft.shape", np.array([_SIDE, _SIDE]))], "square")
    columns = [b.node("MatMul", [part, square], f"columns{i}") for i, part in enumerate(side)]

    def product(name: str, kind: str, a: list[str], c: list[str]) -> list[str]:
        parts = [b.node(kind, [a[i], c[j]], f"{name}.{i}{j}") for i in range(2) for j in range(2)]
        return [b.node("Sub", [parts[0], parts[3]], f"{name}.re"), b.node("Add", [parts[1], parts[2]], f"{name}.im")]

    bins = product("bins", "MatMul", product("turned", "Mul", columns, list(between)), list(side))
    squares = [b.node("Mul", [part, part], f"{part}.square") for part in bins]
    power = b.node("Reshape", [b.node("Add", squares, "power"), b.given("power.shape", np.array([1, _WINDOW]))], "power.flat")
    mel = np.zeros((_WINDOW, len(encoder.mel)), np.float32)
    row, column = np.divmod(np.arange(_WINDOW), _SIDE)
    bin_of = row + _SIDE * column
    known = bin_of < encoder.mel.shape[1]
    mel[known] = encoder.mel.numpy().T[bin_of[known]]
    return b.node("MatMul", [power, b.given("mel", mel)], "mel.power")


def _quarters(b: Builder, encoder: TextureEncoder, samples: str) -> str:
    """Mean squares of the 16 bands in each quarter of the frame, [1, 64]."""
    ends = [b.given("bands.from", np.array([_BANDS_FROM])), b.given("bands.to", np.array([_BANDS_TO])), b.given("bands.axis", np.array([1]))]
    part = b.node("Slice", [samples, *ends], "bands.samples")
    line = b.node("Reshape", [part, b.given("bands.line", np.array([1, 1, 1, _BANDS_TO - _BANDS_FROM]))], "bands.input")
    kernel = encoder.bands[0].analysis.flip(2).numpy()[:, :, None]
    split = b.node("Conv", [line, b.given("bands", kernel)], "bands.output", kernel_shape=[1, 2 * HALF + 1], strides=[1, SPLIT])
    square = b.node("Mul", [split, split], "bands.square")
    parts = b.node("Reshape", [square, b.given("quarters.shape", np.array([1, 4 * SPLIT, HOP // SPLIT // 4]))], "quarters")
    return b.node("ReduceMean", [parts], "quarters.mean", axes=[2], keepdims=0)


def _shares(b: Builder, name: str, source: str, quiet: str) -> str:
    mean = b.node("ReduceMean", [source], f"{name}.level", axes=[1], keepdims=1)
    ratio = b.node("Div", [b.node("Add", [source, quiet], f"{name}.over"), b.node("Add", [mean, quiet], f"{name}.under")], f"{name}.ratio")
    return b.node("Log", [ratio], f"{name}.log")


def encoder_graph(encoder: TextureEncoder) -> onnx.ModelProto:
    """`x` [1, 256, 1, 1] and `past` [1, P] to `y` [1, LATENTS, 1, 1] and `next` [1, P].

    The state is the last 768 samples, the features of four frames, and two frames of the first layer. Zeros are silence.
    """
    b = Builder()
    features, width = len(encoder.mean), encoder.net[0].out_channels
    taps, inner = encoder.net[0].kernel_size[0], encoder.net[2].kernel_size[0]
    sizes = [_WINDOW - HOP, (taps - 1) * features, (inner - 1) * width]
    now = b.node("Flatten", ["x"], "hop", axis=1)
    samples = b.node("Concat", ["past.samples", now], "samples", axis=1)
    quiet = b.given("quiet", np.array([QUIET], np.float32))
    both = [_shares(b, "colour", _spectrum(b, encoder, samples), quiet), _shares(b, "shape", _quarters(b, encoder, samples), quiet)]
    frames = b.node("Concat", ["past.features", *both], "features", axis=1)
    rows = b.node("Reshape", [frames, b.given("features.shape", np.array([taps, features]))], "features.rows")
    centred = b.node("Sub", [rows, b.given("mean", encoder.mean.numpy()[None])], "centred")
    known = b.node("Div", [centred, b.given("std", encoder.std.numpy()[None])], "known")
    flat = b.node("Reshape", [known, b.given("known.shape", np.array([1, taps * features]))], "known.flat")
    first = b.bend("first.bent", b.dense("first", flat, encoder.net[0]))
    hidden = b.node("Concat", ["past.hidden", first], "hidden", axis=1)
    second = b.bend("second.bent", b.dense("second", hidden, encoder.net[2]))
    third = b.dense("third", second, encoder.net[4])
    # The middle of the features that the result depends on: the newest but three.
    middle = b.node("Gather", [known, b.given("middle", np.array([1]))], "known.middle", axis=0)
    axes = b.node("MatMul", [middle, b.given("axes", encoder.axes.numpy().T)], "axes.read")
    half = b.node("Mul", [b.node("Add", [axes, third], "code"), b.given("half", np.array([0.5], np.float32))], "code.half")
    y = b.node("Mul", [b.node("Tanh", [half], "bounded"), b.given("two", np.array([2], np.float32))], "latents")
    b.node("Reshape", [y, b.given("y.shape", np.array([1, LATENTS, 1, 1]))], "y")
    kept = [("samples", HOP), ("features", features), ("hidden", width)]
    newest = []
    for name, size in kept:
        ends = [b.given(f"{name}.kept", np.array([size])), b.given(f"{name}.end", np.array([2**31])), b.given(f"{name}.axis", np.array([1]))]
        newest.append(b.node("Slice", [{"samples": samples, "features": frames, "hidden": hidden}[name], *ends], f"{name}.next"))
    b.node("Concat", newest, "next", axis=1)
    split = h.make_node(
        "Split", ["past", b.given("past.sizes", np.array(sizes))], [f"past.{name}" for name, _ in kept], name="past.split", axis=1
    )
    value = lambda name, *shape: h.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    inputs, outputs = [value("x", 1, HOP, 1, 1), value("past", 1, sum(sizes))], [value("y", 1, LATENTS, 1, 1), value("next", 1, sum(sizes))]
    graph = h.make_graph([split, *b.nodes], "encoder", inputs, outputs, b.weights)
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", OPSET)], ir_version=7)
    onnx.checker.check_model(model, full_check=True)
    return model


def write_encoder(encoder: TextureEncoder, path: Path) -> dict:
    """Write the graph; returns `timbre.texture` of the manifest."""
    model = encoder_graph(encoder)
    onnx.save(model, str(path))
    tensors = lambda values: [{"name": v.name, "shape": [d.dim_value for d in v.type.tensor_type.shape.dim]} for v in values]
    return {
        "latents": LATENTS,
        "delay": LOOKAHEAD * HOP,
        "encoder": {
            "file": path.name,
            "sha256": sha256(path),
            "inputs": tensors(model.graph.input),
            "outputs": tensors(model.graph.output),
            "state": [{"input": "past", "output": "next"}],
        },
    }
