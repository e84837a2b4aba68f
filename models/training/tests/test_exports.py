"""Exports beside the stateful graph, and the measured cost of lower precision."""

import json
import shutil
from argparse import ArgumentParser
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from neurorack_training import artifacts, export, quantise, reference, tolerances
from neurorack_training.model import CausalConv, FrameNet
from neurorack_training.precision import HalfNet, ShortNet, WindowNet, decibels, dense_of_shorts, session_of
from neurorack_training.rounding import Ranges
from neurorack_training.window import activations, net_of
from test_training import examples, trained  # noqa: F401, a tiny data set

ROOT = Path(__file__).parents[3]
FIXTURE = ROOT / "test/fixtures/exports-model"


def parsed(module, *words):
    parser = ArgumentParser()
    module.add_arguments(parser)
    return parser.parse_args([str(w) for w in words])


def replayed(folder, manifest, artifact):
    """Largest error of a windowed artifact over the reference's full windows."""
    reference = manifest["reference"]
    read = lambda name: np.fromfile(folder / reference[name], "<f4").reshape(reference["frames"], -1)
    given, expected = read("input"), read("output")
    session = session_of(onnx.load(folder / artifact["file"]))
    width = artifact["inputs"][0]["shape"][3]
    error = 0.0
    for newest in range(width - 1, reference["frames"]):
        window = np.ascontiguousarray(given[newest - width + 1 : newest + 1].T[None, :, None])
        error = max(error, float(np.abs(session.run(["y"], {"x": window})[0].ravel() - expected[newest]).max()))
    return error


def test_windowed_graph_is_built_from_a_model_folder(tmp_path):
    folder = shutil.copytree(FIXTURE, tmp_path / "model")
    manifest = json.loads((folder / "manifest.json").read_text())
    made = (folder / "exports-window.onnx").read_bytes()
    (folder / "exports-window.onnx").unlink()
    short = manifest | {"artifacts": [a for a in manifest["artifacts"] if "window" not in a["file"]]}
    (folder / "manifest.json").write_text(json.dumps(short))
    for _ in range(2):  # repeatable
        assert artifacts.run(parsed(artifacts, folder)) == 0
        again = json.loads((folder / "manifest.json").read_text())
        assert sorted(a["file"] for a in again["artifacts"]) == sorted(a["file"] for a in manifest["artifacts"])
    assert again["artifacts"][-1] == next(a for a in manifest["artifacts"] if "window" in a["file"])
    assert (folder / "exports-window.onnx").read_bytes() == made


def test_reference_shorter_than_the_window_is_extended(tmp_path):
    folder = shutil.copytree(FIXTURE, tmp_path / "model")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["reference"]["frames"] = 64
    manifest["reference"]["tolerance"]["int8"] = 0.77
    kept = {k: manifest["reference"][k] for k in ("tolerance", "rmsTolerance")}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    artifacts.run(parsed(artifacts, folder))
    again = json.loads((folder / "manifest.json").read_text())
    assert again["reference"]["frames"] == 96
    assert {k: again["reference"][k] for k in kept} == kept
    assert replayed(folder, again, again["artifacts"][-1]) < 1e-4


@pytest.mark.parametrize("model", sorted(path.parent for path in ROOT.glob("models/*/manifest.json")), ids=lambda p: p.name)
def test_windowed_graph_of_a_shipped_model_gives_the_same_output(model):
    manifest = json.loads((model / "manifest.json").read_text())
    net = net_of(onnx.load(model / manifest["artifacts"][0]["file"]))
    x = torch.randn(1, net.inputs, 70, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        assert float((WindowNet(net)(x) - net(x))[..., 66:].abs().max()) < 1e-3
    for artifact in manifest["artifacts"]:
        if artifact["kind"] == "stateless":
            assert replayed(model, manifest, artifact) <= manifest["reference"]["tolerance"][artifact["precision"]]


def test_tolerances_follow_the_rounding_error_above_a_minimum():
    minimum = {"tolerance": reference.MIN_TOLERANCE, "rmsTolerance": reference.MIN_RMS_TOLERANCE}
    torch.manual_seed(1)
    net, ranges = FrameNet(8, 15, 9).eval(), Ranges()
    x = torch.randn(1, 15, 96)
    with torch.no_grad():
        ranges.see(activations(net, x))
        assert reference.tolerances(net, x, ranges.scheme()) == minimum
        net.last.weight.mul_(100)
        ranges.see(activations(net, x))
        wide = reference.tolerances(net, x, ranges.scheme())
        off = (WindowNet(net, ranges.scheme())(x) - net(x))[..., 66:].numpy()
    worst, rms = np.abs(off).max(), np.sqrt(np.mean(off**2))
    assert wide["tolerance"]["int8"] > 0.5 and worst < wide["tolerance"]["int8"] <= 1.5 * worst + 0.011
    assert wide["rmsTolerance"]["int8"] > 0.05 and rms < wide["rmsTolerance"]["int8"] <= 1.5 * rms + 0.0011
    assert [wide[kind]["fp32"] for kind in minimum] == [1e-3, 1e-4]


def test_detects_values_outside_the_range_of_fp16():
    torch.manual_seed(1)
    net, ranges = FrameNet(8, 15, 9).eval(), Ranges()
    x = torch.randn(1, 15, 20)
    with torch.no_grad():
        assert float((HalfNet(net)(x) - net(x)).abs().max()) < 0.01
        ranges.see(activations(net, x))
        assert quantise.half_range(net, ranges)["headroom"] > 1000
        net.last.weight.mul_(1e6)
        assert not torch.isfinite(HalfNet(net)(x)).all()
        assert quantise.half_range(net, ranges)["headroom"] < 1


def test_reference_is_a_narrow_walk_ending_with_the_widest_frame():
    quiet, loud = torch.rand(1, 3, 100), torch.rand(1, 3, 70)
    loud[0, 2, 30] = -9.0
    widest = quantise.widest_frame([quiet, loud])
    assert torch.equal(widest, loud[0, :, 30])
    x = reference.reference_input(3, widest)
    assert torch.equal(x[0, :, -1], widest) and float(x[..., :-1].abs().max()) < 2.5


def test_fp16_tolerance_covers_all_frames_and_int8_only_full_windows():
    torch.manual_seed(1)
    net, ranges = FrameNet(8, 15, 9).eval(), Ranges()
    x = torch.zeros(1, 15, 96)
    x[..., :20] = 500 * torch.randn(1, 15, 20)
    with torch.no_grad():
        ranges.see(activations(net, x))
        half = float((HalfNet(net)(x) - net(x)).abs().max())
        eight = (WindowNet(net, ranges.scheme())(x) - net(x)).abs()
        allowed = reference.tolerances(net, x, ranges.scheme())["tolerance"]
    assert half < allowed["fp16"] <= 1.5 * half + 0.011
    assert float(eight[..., 66:].max()) < allowed["int8"] < float(eight.max())


def test_inaudible_gains_do_not_count():
    y = torch.tensor([0.0, 0.5, 99.0, -99.0]).view(1, 4, 1)  # one sub-frame: two gains, then a cutoff, are too few
    heard = decibels(torch.cat([y, torch.zeros(1, 1, 1)], 1), 5)
    assert heard.flatten().tolist() == pytest.approx([0, 4.3287, 43.43, -43.43], abs=0.01)


def test_nan_does_not_meet_the_requirements():
    good = {"lsd.raw.db": 0.5, "lsd.mel.db": 0.4, "gain.db": 0.4}
    assert quantise.meets(good)
    for name, value in [("lsd.raw.db", 0.51), ("lsd.mel.db", 0.6), ("gain.db", 0.41), ("gain.db", float("nan")), ("lsd.mel.db", float("nan"))]:
        assert not quantise.meets(good | {name: value})


def test_quantise_and_export_with_8_bit_simulation(examples, tmp_path, capsys):
    checkpoint = trained(examples, tmp_path, 2)
    words = ["--run", tmp_path, "--examples", examples, "--calibration-clips", 2, "--clips", 2]
    assert quantise.run(parsed(quantise, *words)) == 0
    found = json.loads((tmp_path / "quantisation.json").read_text())
    rows = found["precisions"]
    assert list(rows) == ["fp16", "int16", *[f"int8, {n} in 16 bits" for n in ("nothing", "output", "input and output", "both ends")]]
    assert 0 < rows["int16"]["gain.db"] < rows["int8, both ends in 16 bits"]["gain.db"]
    assert 0 < rows["fp16"]["gain.db"] < rows["int8, both ends in 16 bits"]["gain.db"] < rows["int8, nothing in 16 bits"]["gain.db"]
    assert found["exported"] in rows and found["step"] == checkpoint["step"]

    (tmp_path / "sources.json").write_text("[]")
    out = tmp_path / "model"
    words = ["--run", tmp_path, "--data", tmp_path, "--out", out, "--id", "test"]
    assert export.run(parsed(export, *words)) == 0
    manifest = json.loads((out / "manifest.json").read_text())
    assert [(a["kind"], a["precision"]) for a in manifest["artifacts"]] == [("stateful", "fp32"), ("stateless", "int8")]
    rounded = manifest["artifacts"][1]
    assert 0 < replayed(out, manifest, rounded) <= manifest["reference"]["tolerance"]["int8"]
    assert np.array_equal(np.fromfile(out / "reference-input.f32", "<f4").reshape(96, -1)[-1], np.float32(found["widest.frame"]))

    (tmp_path / "quantisation.json").write_text(json.dumps({k: v for k, v in found.items() if k != "widest.frame"}))
    with pytest.raises(ValueError, match="no widest.frame: run `quantise` again"):
        export.run(parsed(export, *words))
    (tmp_path / "quantisation.json").write_text(json.dumps(found | {"step": 1}))
    with pytest.raises(ValueError, match="of step 1"):
        export.run(parsed(export, *words))


def test_layer_of_16_bits_has_sums_of_whole_numbers_that_fit_into_32_bits():
    torch.manual_seed(1)
    layer = CausalConv(3, 4, 3, 2)
    x = torch.randn(1, 3, 7)
    with torch.no_grad():
        layer.weight[1] = 0
        layer.weight[2] = 1  # equal weights: the largest sums
        y = dense_of_shorts(layer, x)[0].numpy()
    weights = layer.weight.detach().numpy().astype(np.float64)
    for frame in range(7):
        past = [x[0, :, frame - back].numpy() if frame >= back else np.zeros(3) for back in (4, 2, 0)]
        given = np.concatenate(past).astype(np.float64)
        step = np.abs(given).max() / 8191
        for out in range(4):
            row = weights[out].T.ravel()
            if not row.any():
                assert y[out, frame] == pytest.approx(float(layer.bias[out]))
                continue
            steps = min(32767 / np.abs(row).max(), ((2**31 - 1) / 8191 - len(row) / 2) / np.abs(row).sum())
            stored, rounded = np.round(row * steps).astype(np.int64), np.round(given / step).astype(np.int64)
            assert np.abs(stored).max() <= 32767 and np.abs(stored).sum() * 8191 < 2**31
            assert y[out, frame] == pytest.approx(float(stored @ rounded) / steps * step + float(layer.bias[out]), abs=1e-6)


def test_weights_of_16_bits_are_finer_than_half_precision_and_silence_stays_silence():
    torch.manual_seed(1)
    net = FrameNet(8, 15, 9).eval()
    x = torch.randn(1, 15, 40)
    with torch.no_grad():
        error = (ShortNet(net)(x) - net(x)).abs().max()
        assert 0 < float(error) < 1e-3
        assert torch.allclose(ShortNet(net)(0 * x), net(0 * x), atol=1e-3)


@pytest.mark.parametrize("model", sorted(path.parent for path in ROOT.glob("models/*/manifest.json")), ids=lambda p: p.name)
def test_shipped_manifest_has_the_tolerances_of_its_weights(model, tmp_path):
    manifest = json.loads((model / "manifest.json").read_text())
    for kind, row in tolerances.measured(model, manifest).items():
        # Another processor's sums may differ in their last bits, and with them the last digit.
        for precision in ("fp32", "fp16", "int16"):
            assert manifest["reference"][kind][precision] == pytest.approx(row[precision], rel=0.2)


def test_tolerances_of_a_precision_are_added_to_a_model_folder(tmp_path):
    folder = shutil.copytree(FIXTURE, tmp_path / "model")
    manifest = json.loads((folder / "manifest.json").read_text())
    for kind in ("tolerance", "rmsTolerance"):
        manifest["reference"][kind] = {"fp32": 1, "fp16": 1, "int8": 0.77}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert tolerances.run(parsed(tolerances, folder)) == 0
    found = json.loads((folder / "manifest.json").read_text())["reference"]
    assert found["tolerance"] == {"fp32": 1e-3, "fp16": 0.05, "int16": 0.01, "int8": 0.77}
    assert found["rmsTolerance"] == {"fp32": 1e-4, "fp16": 0.005, "int16": 0.001, "int8": 0.77}
