"""Refuses an ONNX graph that the Hailo compiler is not known to support, before a compilation of hours.

    python check_graph.py model-window.onnx [--strict]

Exit codes: 0 accepted, 1 refused, 2 no readable graph. Operators and sizes without a published compiled example are reported
as unproven; --strict refuses them too.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import onnx
from onnx import numpy_helper, shape_inference

#: Operators used in published one-dimensional networks for Hailo-8.
SAFE = {"Conv", "Relu", "LeakyRelu", "Tanh", "Sigmoid", "Add", "Mul", "Concat", "Pad", "Constant", "Identity"}
#: Operators of the compiler's documentation without such an example.
UNPROVEN = {"Slice", "Sub", "Clip", "Split"}
MAX_WIDTH = 256
#: Hailo publishes the encoder of Whisper base for Hailo-8 and 8L (model zoo 2.18, compiler 3.33): convolutions over frames
#: [1, channels, 1, 500] with 512 channels, 2048 within its blocks.
MAX_CHANNELS = 2048
#: Of deeplab_v3_mobilenet_v2 of the same zoo, the largest published one found.
PROVEN_DILATION = 4
MAX_KERNEL = 9


@dataclass(frozen=True)
class Finding:
    refused: bool
    what: str


def check(model: onnx.ModelProto) -> list[Finding]:
    """All findings on a graph, in the order of its nodes."""
    graph = shape_inference.infer_shapes(model).graph
    weights = {w.name: numpy_helper.to_array(w) for w in graph.initializer}
    shapes = {v.name: shape_of(v) for v in [*graph.input, *graph.value_info, *graph.output]}
    found: list[Finding] = []
    for value in [*graph.input, *graph.output]:
        if value.name not in weights:
            found += check_shape(value.name, shapes[value.name])
    for node in graph.node:
        name = node.name or node.output[0]
        if node.op_type not in SAFE | UNPROVEN:
            found.append(Finding(True, f"{name}: {node.op_type} is not on the list"))
        elif node.op_type in UNPROVEN:
            found.append(Finding(False, f"{name}: {node.op_type} has no published example"))
        if node.op_type == "Conv":
            found += check_conv(name, node, weights.get(node.input[1]))
        if node.op_type == "Pad":
            found += check_pad(name, node, weights)
        if node.op_type != "Constant":
            for output in node.output:
                if output not in {v.name for v in graph.output}:
                    found += check_shape(output, shapes.get(output))
    return list(dict.fromkeys(found))


def shape_of(value: onnx.ValueInfoProto) -> list[int | None]:
    return [d.dim_value if d.HasField("dim_value") else None for d in value.type.tensor_type.shape.dim]


def check_shape(name: str, shape: list[int | None] | None) -> list[Finding]:
    if shape is None or None in shape or len(shape) != 4:
        return [Finding(True, f"{name}: its shape is not four fixed numbers but {shape}")]
    batch, channels, height, width = shape
    found = []
    if batch != 1 or height != 1:
        found.append(Finding(True, f"{name}: {shape} is not [1, channels, 1, width]"))
    if width > MAX_WIDTH:
        found.append(Finding(True, f"{name}: {width} wide, the maximum is {MAX_WIDTH}"))
    if channels > MAX_CHANNELS:
        found.append(Finding(True, f"{name}: {channels} channels, the maximum is {MAX_CHANNELS}"))
    return found


def check_conv(name: str, node: onnx.NodeProto, weight) -> list[Finding]:
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    if weight is None:
        return [Finding(True, f"{name}: its weights are computed, not given")]
    if weight.ndim != 4:
        return [Finding(True, f"{name}: a convolution of {weight.ndim - 2} dimension(s), the compiler needs two")]
    found = []
    height, width = weight.shape[2:]
    if height != 1 or width > MAX_KERNEL:
        found.append(Finding(True, f"{name}: a kernel of {height} by {width}, the maximum is 1 by {MAX_KERNEL}"))
    if (spread := max(attributes.get("dilations", [1, 1]))) > PROVEN_DILATION:
        found.append(Finding(False, f"{name}: a dilation of {spread}, published ones have up to {PROVEN_DILATION}"))
    if any(step != 1 for step in attributes.get("strides", [1, 1])):
        found.append(Finding(True, f"{name}: strides {attributes['strides']}, only 1 is on the list"))
    if attributes.get("auto_pad", b"NOTSET") not in (b"NOTSET", b"VALID"):
        found.append(Finding(True, f"{name}: auto_pad, give the padding in numbers"))
    return found


def check_pad(name: str, node: onnx.NodeProto, weights: dict) -> list[Finding]:
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    value = weights.get(node.input[2]) if len(node.input) > 2 and node.input[2] else 0
    if attributes.get("mode", b"constant") != b"constant" or value is None or float(value) != 0:
        return [Finding(True, f"{name}: only padding with zeros is on the list")]
    return []


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--strict", action="store_true", help="refuse unproven findings as well")
    options = parser.parse_args(arguments)
    try:
        model = onnx.load(options.graph)
        onnx.checker.check_model(model)
    except Exception as error:  # onnx raises errors of its own, of protobuf and of the system
        print(f"{options.graph}: no ONNX graph: {error}", file=sys.stderr)
        return 2
    found = check(model)
    for finding in found:
        print(f"{'refused ' if finding.refused else 'unproven'}  {finding.what}")
    if any(finding.refused or options.strict for finding in found):
        return 1
    print(f"{options.graph}: accepted")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
