"""Import of RAVE exports, on tiny untrained modules with the layout of each kind."""

import argparse
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from neurorack_training import __main__ as command
from neurorack_training.checksum import sha256
from neurorack_training.rave import fixture, importer, reading
from neurorack_training.rave.measure import Streaming, error_over_peak
from neurorack_training.rave.read import read_export
from neurorack_training.rave.refusal import Refusal

PLAYABLE = [kind for kind in fixture.KINDS if kind not in ("odd-ratio", "discrete")]
MIRRORED = ("v2-causal", "brave", "raspberry")


def options(source: Path, *more: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    importer.add_arguments(parser)
    return parser.parse_args([str(source), "-o", "unused", *more])


def bring(folder: Path, source: Path, *more: str) -> tuple[dict, dict, Path]:
    """Import in this process; returns the manifest, the file's own input and output, and the model folder."""
    read, made = folder / "read", folder / "made"
    read.mkdir(), made.mkdir()
    with torch.no_grad():
        reading.write_all(torch.jit.load(str(source)).eval(), read, "in the test")
    importer.write_folder(read, made, source, "mine", options(source, *more))
    return json.loads((made / "manifest.json").read_text()), dict(np.load(read / "file.npz")), made


@pytest.mark.parametrize("kind", PLAYABLE)
def test_plays_every_kind_as_the_file_does(kind, tmp_path):
    manifest, file, made = bring(tmp_path, fixture.make(kind, tmp_path / "a.ts"), "--as-exported")
    synthesis = manifest["synthesis"]
    decoder, encoder = made / "mine.onnx", made / synthesis["encoder"]["file"]
    assert error_over_peak(Streaming(decoder).run(file["x"]), file["y"]) < 1e-5
    assert error_over_peak(Streaming(encoder).run(file["sound"]), file["z"]) < 1e-5
    graph = onnx.load(str(decoder))
    assert {node.op_type for node in graph.graph.node}.isdisjoint({"ConvTranspose", "Loop", "If"})
    assert graph.opset_import[0].version == 13
    assert manifest["family"] == "rave" and manifest["hop"] == file["y"].shape[1]
    assert synthesis["latents"] + synthesis["randomLatents"] == file["x"].shape[1] == len(manifest["silence"])
    for entry in (manifest["artifacts"][0], synthesis["encoder"]):
        assert entry["sha256"] == sha256(made / entry["file"])
        assert entry["inputs"][1]["shape"] == entry["outputs"][1]["shape"]


@pytest.mark.parametrize("kind", MIRRORED)
def test_turns_back_the_odd_bands_that_streaming_inverts(kind, tmp_path):
    manifest, _, made = bring(tmp_path, fixture.make(kind, tmp_path / "a.ts"))
    assert manifest["synthesis"]["correction"] == "odd-bands"
    assert "corrected" in (made / "README.md").read_text()
    read = tmp_path / "read"
    file = np.load(read / "file.npz")
    facts = json.loads((read / "facts.json").read_text())
    figures = importer.compare_decoder(read, facts, file)
    assert figures["correctedCorrelation"] > 0.98
    assert abs(figures["asExportedCorrelation"]) < 0.6
    assert figures["decoderDelay"] == facts["decoderDelay"]


@pytest.mark.parametrize("kind", ("brave", "v2-small", "v1-noise", "spherical"))
def test_plays_several_latents_a_run_as_the_file_does(kind, tmp_path):
    read, made = tmp_path / "read", tmp_path / "made"
    read.mkdir(), made.mkdir()
    source = fixture.make(kind, tmp_path / "a.ts")
    with torch.no_grad():
        model = torch.jit.load(str(source)).eval()
        hop = read_export(model).hop
        counts = [count for count in reading.RUNS if count * hop <= reading.MAX_HOP]
        reading.write_all(model, read, "in the test", tuple(count * hop for count in counts))
    importer.write_folder(read, made, source, "mine", options(source, "--as-exported"))
    manifest, file = json.loads((made / "manifest.json").read_text()), dict(np.load(read / "file.npz"))
    larger = manifest["synthesis"].get("largerRuns", [])
    assert [run["latentsPerRun"] for run in larger] == counts[1:]
    for run in larger:
        (entry,), count = run["artifacts"], run["latentsPerRun"]
        assert entry["inputs"][1] == manifest["artifacts"][0]["inputs"][1]  # the state of one latent a run
        played = Streaming(made / entry["file"]).run(file["x"].reshape(48 // count, -1))
        assert error_over_peak(played.reshape(-1), file["y"].reshape(-1)) < 1e-5


def test_writes_one_larger_hop_alone_where_it_is_asked_for(tmp_path):
    source, folder = fixture.make("brave", tmp_path / "a.ts"), tmp_path / "m"
    assert command.main(["import-rave", str(source), "-o", str(folder), "--hop", "512"]) == 0
    manifest = json.loads((folder / "manifest.json").read_text())
    synthesis = manifest["synthesis"]
    assert (manifest["hop"], synthesis["latentsPerRun"], manifest["reference"]["frames"]) == (512, 4, 12)
    assert "largerRuns" not in synthesis and len(manifest["silence"]) == 4 * (synthesis["latents"] + synthesis["randomLatents"])
    assert synthesis["encoder"]["inputs"][0]["shape"] == [1, 128, 1, 1]


def test_refuses_a_hop_that_is_no_whole_number_of_latents(tmp_path, capsys):
    source = fixture.make("brave", tmp_path / "a.ts")
    assert command.main(["import-rave", str(source), "-o", str(tmp_path / "m"), "--hop", "300"]) == importer.FAULT
    shown = capsys.readouterr().err
    assert "a latent lasts 128 samples" in shown and "--hop 128, 256, 512, 1024, 2048" in shown


def test_measures_the_delay_against_the_offline_form(tmp_path):
    manifest, _, _ = bring(tmp_path, fixture.make("v2", tmp_path / "a.ts"))
    assert manifest["synthesis"]["decoderDelay"] == read_export(fixture.module("v2")).decoder_lag() == 1184
    assert manifest["synthesis"]["correction"] == "none"


def test_fills_what_is_silent_and_what_is_usual(tmp_path):
    manifest, _, _ = bring(tmp_path, fixture.make("v2-small", tmp_path / "a.ts"))
    synthesis = manifest["synthesis"]
    assert len(synthesis["latentMean"]) == len(synthesis["latentStd"]) == synthesis["latents"] == 4
    assert min(synthesis["latentStd"]) > 0
    assert manifest["silence"][4:] == [0.0] * synthesis["randomLatents"]
    assert synthesis["randomLatents"] == 4 + 128  # latents beyond the kept ones, then a hop of noise


def test_leaves_out_the_noise_of_a_decoder_in_its_first_phase(tmp_path):
    model = fixture.module("v1-noise")
    model.decoder.warmed_up = torch.tensor(0)
    torch.jit.script(model).save(str(tmp_path / "a.ts"))
    manifest, file, made = bring(tmp_path, tmp_path / "a.ts")
    assert manifest["synthesis"]["randomLatents"] == 4
    assert error_over_peak(Streaming(made / "mine.onnx").run(file["x"]), file["y"]) < 1e-5
    assert "noise generator of the file is switched off" in (made / "README.md").read_text()


def test_gives_silence_angles_where_a_spherical_file_answers_nan(tmp_path):
    model = fixture.module("spherical")
    for name, parameter in model.encoder.named_parameters():
        if name.endswith("bias"):
            parameter.data.zero_()
    torch.jit.script(model).save(str(tmp_path / "a.ts"))
    manifest, file, made = bring(tmp_path, tmp_path / "a.ts")
    assert not np.isfinite(file["z"]).all()
    assert np.isfinite(manifest["silence"]).all()
    silent = Streaming(made / "mine-encoder.onnx").run(np.zeros((40, manifest["hop"]), np.float32))
    assert np.isfinite(silent).all()


def test_keeps_learned_styles(tmp_path):
    model = fixture.module("v3")
    for module in model.decoder.modules():
        if isinstance(module, fixture.AdaptiveInstanceNormalization):
            module.num_update_x.fill_(1), module.num_update_y.fill_(1)
            module.mean_y.normal_(), module.std_x.uniform_(0.5, 2)
    torch.jit.script(model).save(str(tmp_path / "a.ts"))
    _, file, made = bring(tmp_path, tmp_path / "a.ts")
    assert error_over_peak(Streaming(made / "mine.onnx").run(file["x"]), file["y"]) < 1e-5


def test_leaves_out_what_a_deterministic_export_of_version_1_has_as_zeros(tmp_path):
    source = fixture.make("v1-generation", tmp_path / "a.ts", deterministic=True)
    manifest, file, made = bring(tmp_path, source)
    assert manifest["synthesis"]["randomLatents"] == 0
    assert error_over_peak(Streaming(made / "mine.onnx").run(file["x"]), file["y"]) < 1e-5


def test_imports_a_decoder_without_its_encoder(tmp_path):
    manifest, file, made = bring(tmp_path, fixture.make("v2", tmp_path / "a.ts", top="decoder"))
    assert "encoder" not in manifest["synthesis"]
    assert manifest["synthesis"]["latentStd"] == [1.0] * 4
    assert sorted(path.suffix for path in made.iterdir()) == [".f32", ".f32", ".json", ".md", ".onnx", ".onnx"]  # runs of one and of four latents
    assert "the file has no encoder" in (made / "README.md").read_text()
    assert error_over_peak(Streaming(made / "mine.onnx").run(file["x"]), file["y"]) < 1e-5


def test_bounds_the_memory_of_the_process_that_reads(tmp_path):
    script = f"""
import sys
sys.path.insert(0, {str(Path(importer.__file__).parents[2])!r})
from neurorack_training.rave.sandbox import bound_memory
bound_memory(300)
try:
    bytearray(400 << 20)
except MemoryError:
    print("bounded")
"""
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "bounded\n"


def test_names_the_bound_that_ended_the_process(tmp_path, monkeypatch):
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nkill -SEGV $$\n")
    program.chmod(0o755)
    monkeypatch.setattr(importer.sys, "executable", str(program))
    with pytest.raises(Refusal, match="bound of 300 MB") as refusal:
        importer.read_behind_limits(tmp_path / "a.ts", tmp_path, 300, 60)
    assert "--memory" in refusal.value.remedy


def test_leaves_the_network_before_a_file_is_read():
    script = f"""
import sys
sys.path.insert(0, {str(Path(importer.__file__).parents[2])!r})
from neurorack_training.rave.sandbox import leave_network
leave_network()
import socket
try:
    server = socket.create_connection(("198.51.100.1", 80), timeout=5)
except OSError as error:
    print(type(error).__name__, error)
"""
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "unreachable" in shown or "disabled" in shown


def poisoned(model: torch.nn.Module) -> None:
    next(model.decoder.parameters()).data.view(-1)[3] = float("nan")


def renamed(model: torch.nn.Module) -> None:
    model.decoder.net[1] = Strange()


class Strange(torch.nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x


def undelayed(model: torch.nn.Module) -> None:
    model.decoder.net[0] = torch.nn.Conv1d(8, 32, 3, padding=1)


REFUSED = {
    "discrete codes": ("discrete", {}, None),
    "even ratios": ("odd-ratio", {}, None),
    "stereo export": ("v2", {"channels": 2}, None),
    "sample rate is 4000 Hz": ("v2", {"rate": 4000}, None),
    "cropped during training": ("v1-generation", {"cropped": True}, None),
    "lasts 4096 samples": ("v2", {"ratios": [4, 8, 8]}, None),
    "hold NaN": ("v2", {}, poisoned),
    "is a Strange, which is unknown": ("v2", {}, renamed),
    "offline export": ("v2", {}, undelayed),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_refuses_with_a_sentence_of_its_own(sentence):
    kind, changes, spoil = REFUSED[sentence]
    model = fixture.module(kind, **changes)
    if spoil:
        spoil(model)
    with pytest.raises(Refusal, match=sentence) as refusal:
        read_export(model)
    assert refusal.value.remedy


@pytest.mark.parametrize("sentence", ["discrete codes", "stereo export", "sample rate is 4000 Hz", "hold NaN", "offline export"])
def test_refuses_a_file_by_the_command_with_exit_code_3(sentence, tmp_path, capsys):
    kind, changes, spoil = REFUSED[sentence]
    model = fixture.module(kind, **changes)
    if spoil:
        spoil(model)
    source = tmp_path / "mine.ts"
    torch.jit.script(model).save(str(source))
    assert command.main(["import-rave", str(source), "-o", str(tmp_path / "m")]) == importer.FAULT == 3
    shown = capsys.readouterr().err
    assert shown.startswith(f"error: {source}: ") and sentence in shown and "\nremedy: " in shown
    assert not (tmp_path / "m").exists()


def test_keeps_reference_angles_off_their_seam(tmp_path):
    manifest, file, made = bring(tmp_path, fixture.make("spherical", tmp_path / "a.ts"))
    lanes = np.fromfile(made / "reference-input.f32", "<f4")
    assert np.abs(file["x"]).max() > 0.9 >= np.abs(lanes).max()


def test_prints_the_figures_of_an_import(tmp_path, capsys):
    fixture.make("v2-causal", tmp_path / "mine.ts")
    (tmp_path / "text.ts").write_text("hello")
    assert command.main(["rave-figures", str(tmp_path / "mine.ts"), str(tmp_path / "text.ts")]) == 1
    head, _, row, refused = capsys.readouterr().out.strip().splitlines()
    figures = dict(zip(head.strip("| ").split(" | "), row.strip("| ").split(" | ")))
    assert (figures["file"], figures["generation"], figures["hop"]) == ("mine.ts", "v2", "256")
    assert float(figures["decoder"]) < 1e-5 and float(figures["encoder"]) < 1e-5
    assert 0 < float(figures["GB"]) < 4 and 0 < float(figures["share"])
    assert "no TorchScript file" in refused


def test_refuses_an_export_that_declares_other_latents():
    model = fixture.module("v2")
    model.decode_params[0] = 6
    with pytest.raises(Refusal, match="declares 6 latents and has 4"):
        read_export(model)


def test_refuses_mel_encoders_and_resamplers():
    model = fixture.module("v2")
    model.input_mode = "mel"
    with pytest.raises(Refusal, match="mel spectra"):
        read_export(model)
    model.input_mode = "pqmf"
    model.resampler = torch.nn.Identity()
    with pytest.raises(Refusal, match="resampler"):
        read_export(model)


def test_refuses_files_that_are_no_export(tmp_path, capsys):
    whole = fixture.make("raspberry", tmp_path / "whole.ts").read_bytes()
    (tmp_path / "truncated.ts").write_bytes(whole[: len(whole) // 2])
    torch.save({"state_dict": {}}, tmp_path / "checkpoint.ckpt")
    (tmp_path / "text.ts").write_text("hello")
    with zipfile.ZipFile(tmp_path / "zip.ts", "w") as archive:
        archive.writestr("a", "b")
    sentences = {
        "truncated.ts": "truncated or damaged",
        "checkpoint.ckpt": "plain PyTorch checkpoint",
        "text.ts": "no TorchScript file",
        "zip.ts": "zip file of another kind",
        "missing.ts": "no such file",
    }
    for name, sentence in sentences.items():
        assert command.main(["import-rave", str(tmp_path / name), "-o", str(tmp_path / "m")]) == importer.FAULT
        shown = capsys.readouterr().err
        assert sentence in shown and name in shown and "remedy:" in shown
        assert not (tmp_path / "m").exists()


def test_imports_by_the_command_and_keeps_what_exists(tmp_path, capsys):
    source, folder = fixture.make("brave", tmp_path / "strings.ts"), tmp_path / "My Strings"
    call = ["import-rave", str(source), "-o", str(folder), "--licence", "CC0-1.0", "--name", "Strings"]
    assert command.main(call) == 0
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["id"], manifest["name"], manifest["licence"]) == ("my-strings", "Strings", "CC0-1.0")
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md",
        "manifest.json",
        "my-strings-512.onnx",
        "my-strings-encoder.onnx",
        "my-strings.onnx",
        "reference-input.f32",
        "reference-output.f32",
    ]
    assert "without network" in (folder / "README.md").read_text() or "sockets are disabled" in (folder / "README.md").read_text()
    assert command.main(call) == importer.USAGE
    assert "--replace" in capsys.readouterr().err


def test_refuses_a_torchscript_file_of_another_kind(tmp_path, capsys):
    torch.jit.script(Strange()).save(str(tmp_path / "other.ts"))
    assert command.main(["import-rave", str(tmp_path / "other.ts"), "-o", str(tmp_path / "m")]) == importer.FAULT
    assert "TorchScript file of another kind" in capsys.readouterr().err


def test_refuses_ids_that_no_folder_can_have(tmp_path, capsys):
    assert command.main(["import-rave", "a.ts", "-o", str(tmp_path / "m"), "--id", "No Spaces"]) == importer.USAGE
    assert "lower-case" in capsys.readouterr().err
