"""Training from a shipped model: exact weights, same statistics, errors for unusable starts."""

import json
from argparse import ArgumentParser

import numpy as np
import onnx
import pytest
import torch

from neurorack_training import analyse, checksum, export, train
from neurorack_training.definitions import DESCRIPTORS
from neurorack_training.examples import Examples
from neurorack_training.model import CodeEncoder, FrameNet
from neurorack_training.start import StartError, bound_statistics, read_start, same_statistics


def parsed(module, *words):
    parser = ArgumentParser()
    module.add_arguments(parser)
    return parser.parse_args([str(w) for w in words])


def statistics(shift=0.0):
    return [{"name": n, "mean": 1.5 + shift, "std": 0.7, "min": 1e-3, "max": 0.9} for n in DESCRIPTORS]


def model_folder(folder, seed=1, timbre=True):
    """A model folder as `export` writes it, of eight channels, and the checkpoint it came from."""
    torch.manual_seed(seed)
    net = FrameNet(8) if timbre else FrameNet(8, 15, 145)
    state = {"step": 3, "seconds": 1.0, "ema": net.state_dict(), "statistics": statistics(), "settings": {"seed": 1}}
    state["silence"] = [1e-5, 0.1, 100.0, 1e-4, 100.0, 100.0, 100.0]
    if timbre:
        state["encoderEma"] = CodeEncoder().state_dict()
    (folder / "run").mkdir(parents=True)
    torch.save(state, folder / "run/checkpoint.pt")
    sources = [{"name": "kit", "licence": "CC0-1.0", "source": "here", "clips": 2, "split": "train"}]
    (folder / "sources.json").write_text(json.dumps(sources))
    words = ["--run", folder / "run", "--data", folder, "--out", folder / "model", "--id", "tiny", "--name", "Tiny"]
    assert export.run(parsed(export, *words)) == 0
    return folder / "model", state


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    index, offset = [], 0
    with open(folder / "samples.i16", "wb") as file:
        for n in range(3):
            t = np.arange(11_025) / 44_100
            x = np.exp(-8 * t) * np.sin(2 * np.pi * 220 * 2**n * t)
            file.write((0.6 * x / np.abs(x).max() * 32767).astype(np.int16).tobytes())
            row = {"name": f"tone {n}", "kind": "raw", "kit": "test", "split": "held-out" if n == 2 else "train"}
            index.append(row | {"designed": False, "offset": offset, "length": len(x), "source": "here", "licence": "CC0-1.0"})
            offset += len(x)
    (folder / "index.json").write_text(json.dumps(index))
    return folder


def analysed(data, out, *words):
    assert analyse.run(parsed(analyse, "--data", data, "--out", out, "--variants", 1, "--workers", 1, *words)) == 0
    return Examples(out)


@pytest.mark.parametrize("timbre", [True, False])
def test_reads_the_exact_weights_from_a_model_folder(tmp_path, timbre):
    folder, state = model_folder(tmp_path, timbre=timbre)
    start = read_start(folder)
    assert start.channels == 8
    for name, value in state["ema"].items():
        assert torch.equal(start.net[name], value), name
    if timbre:
        for name, value in state["encoderEma"].items():
            assert torch.allclose(start.encoder[name], value, rtol=1e-5, atol=1e-7), name
    else:
        assert start.encoder is None
    assert same_statistics(start.statistics, statistics())


def test_a_damaged_model_folder_is_refused(tmp_path):
    folder, _ = model_folder(tmp_path)
    graph = folder / "tiny.onnx"
    model = onnx.load(graph)
    whole = graph.read_bytes()
    graph.write_bytes(whole[:-1] + b"?")
    with pytest.raises(StartError, match="does not match the checksum"):
        read_start(folder)
    weight = next(t for t in model.graph.initializer if t.name.endswith(".weight"))
    weight.CopyFrom(onnx.numpy_helper.from_array(2 * onnx.numpy_helper.to_array(weight), weight.name))
    onnx.save(model, graph)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["artifacts"][0]["sha256"] = checksum.sha256(graph)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(StartError, match="differ from the reference"):
        read_start(folder)


def test_a_model_of_other_definitions_is_refused(tmp_path):
    folder, _ = model_folder(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"hop": 128}))
    with pytest.raises(StartError, match="hop"):
        read_start(folder)


def test_other_noise_flattening_and_gain_floor_are_accepted(tmp_path):
    folder, state = model_folder(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["synthesis"]["noiseBands"]["flattening"]
    del manifest["synthesis"]["gain"]["floor"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert torch.equal(read_start(folder).net["first.weight"], state["ema"]["first.weight"])
    for part, key, other in (("noiseBands", "count", 48), ("gain", "range", 4)):
        changed = manifest["synthesis"] | {part: manifest["synthesis"][part] | {key: other}}
        (folder / "manifest.json").write_text(json.dumps(manifest | {"synthesis": changed}))
        with pytest.raises(StartError, match="synthesis"):
            read_start(folder)


def test_code_of_wrong_size_is_refused(tmp_path):
    folder, _ = model_folder(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    encoder = manifest["timbre"]["encoder"]
    for wrong in ({"scale": 3.0}, {"last": encoder["last"] | {"shape": [11, 48, 1]}}, {"first": encoder["last"]}):
        timbre = manifest["timbre"] | {"encoder": encoder | wrong}
        (folder / "manifest.json").write_text(json.dumps(manifest | {"timbre": timbre}))
        with pytest.raises(StartError, match="colour"):
            read_start(folder)


def test_a_model_with_a_static_code_starts_without_an_encoder(tmp_path):
    folder, _ = model_folder(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"timbre": {"code": 32, "weight": [], "bias": []}}))
    assert read_start(folder).encoder is None


def test_other_constants_of_the_synthesis_are_refused(tmp_path):
    folder, _ = model_folder(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    synthesis = {k: v for k, v in manifest["synthesis"].items() if k != "gain"}
    (folder / "manifest.json").write_text(json.dumps(manifest | {"synthesis": synthesis}))
    with pytest.raises(StartError, match="synthesis"):
        read_start(folder)


def test_unusable_paths_are_reported(tmp_path):
    with pytest.raises(StartError, match="nowhere"):
        read_start(tmp_path / "nowhere")
    with pytest.raises(StartError, match="manifest.json"):
        read_start(tmp_path)


def test_bound_statistics_keep_the_range_of_the_sounds():
    own = [row | {"min": 0.2, "max": 0.3} for row in statistics(5.0)]
    kept = bound_statistics(own, statistics())
    assert same_statistics(kept, statistics()) and not same_statistics(kept, own)
    assert {(row["min"], row["max"]) for row in kept} == {(0.2, 0.3)}


def test_examples_take_the_statistics_of_the_start_and_can_revert(data, tmp_path):
    folder, _ = model_folder(tmp_path / "start")
    own = analysed(data, tmp_path / "examples")
    frames = (tmp_path / "examples/frames.f32").read_bytes()
    bound = analysed(data, tmp_path / "examples", "--statistics-of", folder)
    assert set(bound.mean) == {1.5} and set(bound.std) == {0.7}
    assert (tmp_path / "examples/frames.f32").read_bytes() == frames
    assert np.array_equal(analysed(data, tmp_path / "examples").mean, own.mean)


def test_training_starts_with_the_model_and_keeps_its_statistics(data, tmp_path):
    folder, state = model_folder(tmp_path / "start")
    analysed(data, tmp_path / "examples", "--statistics-of", folder)
    words = ["--examples", tmp_path / "examples", "--run", tmp_path / "run", "--batch", 2, "--controlled", 1, "--threads", 1]
    words += ["--from-model", folder, "--steps", 2, "--learning-rate", 0]
    assert train.run(parsed(train, *words)) == 0
    ended = torch.load(tmp_path / "run/checkpoint.pt", weights_only=False)
    for name, value in state["ema"].items():  # at a learning rate of 0 nothing changes
        assert torch.allclose(ended["ema"][name], value, atol=1e-7), name
    assert same_statistics(ended["statistics"], statistics())


def test_examples_with_other_normalisation_are_refused(data, tmp_path, capsys):
    folder, _ = model_folder(tmp_path / "start")
    analysed(data, tmp_path / "examples")
    words = ["--examples", tmp_path / "examples", "--run", tmp_path / "run", "--from-model", folder, "--steps", 2]
    assert train.run(parsed(train, *words)) == 2
    assert "--statistics-of" in capsys.readouterr().err


def test_run_does_not_resume_with_other_sounds(data, tmp_path, capsys):
    analysed(data, tmp_path / "examples")
    words = ["--examples", tmp_path / "examples", "--run", tmp_path / "run", "--batch", 2, "--controlled", 1]
    words += ["--channels", 8, "--threads", 1, "--steps", 2]
    assert train.run(parsed(train, *words)) == 0
    assert train.run(parsed(train, *words)) == 0
    assert "already finished" in capsys.readouterr().out
    meta = json.loads((tmp_path / "examples/examples.json").read_text())
    (tmp_path / "examples/examples.json").write_text(json.dumps(meta | {"key": "others"}))
    assert train.run(parsed(train, *words)) == 2
    assert "other sounds" in capsys.readouterr().err


def test_minutes_are_converted_to_steps_by_the_measured_pace():
    assert train.steps_in(minutes=15, step=100, elapsed=60, pace=2) == 100 + 14 * 60 * 2
    assert train.steps_in(minutes=1, step=100, elapsed=90, pace=2) == 100


def test_training_by_minutes_keeps_its_number_of_steps_on_resume(data, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(train, "PACED", (1, 3))
    monkeypatch.setattr(train, "steps_in", lambda minutes, step, elapsed, pace: step + 2)
    analysed(data, tmp_path / "examples")
    words = ["--examples", tmp_path / "examples", "--run", tmp_path / "run", "--batch", 2, "--controlled", 1]
    words += ["--channels", 8, "--threads", 1, "--minutes", 0.1]
    assert train.run(parsed(train, *words)) == 0
    state = torch.load(tmp_path / "run/checkpoint.pt", weights_only=False)
    assert state["step"] == state["settings"]["steps"] == 5
    capsys.readouterr()
    assert train.run(parsed(train, *words)) == 0
    assert "already finished, 5 steps" in capsys.readouterr().out


def test_a_training_reads_the_sounds_of_several_folders(tmp_path, data):
    first = analysed(data, tmp_path / "a")
    analysed(data, tmp_path / "b")
    both = Examples(tmp_path / "a", tmp_path / "b")
    assert len(both.train) == 2 * len(first.train) and both.key != first.key
    own, other = both.train[0], both.train[len(first.train)]
    for one, two in zip(both.read(own), both.read(other)):
        assert np.array_equal(one, two)
    assert both.octave(own) == both.octave(other)
