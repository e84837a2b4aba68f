"""The commands of the recipe, without the compiler."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_check_graph import conv, graph
import onnx

SCRIPT = Path(__file__).parents[1] / "compile.sh"


def compile_dry(*arguments):
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        [SCRIPT, "--dry-run", *map(str, arguments)], capture_output=True, text=True, env={**os.environ, "PATH": path}
    )


@pytest.fixture
def files(tmp_path):
    onnx.save(graph([conv()]), tmp_path / "model-window.onnx")
    (tmp_path / "calibration.npy").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize("chip", ["hailo8l", "hailo10h"])
def test_parses_optimises_and_compiles_for_the_chip(files, chip):
    done = compile_dry(files / "model-window.onnx", files / "calibration.npy", chip, files / "out")
    assert done.returncode == 0, done.stderr
    steps = [line for line in done.stdout.splitlines() if line.startswith("+ hailo")]
    assert [step.split()[2] for step in steps] == ["parser", "optimize", "compiler"]
    assert all(f"--hw-arch {chip}" in step for step in steps)
    assert "--net-name model_window" in steps[0]
    assert f"--calib-set-path {files / 'calibration.npy'}" in steps[1]
    assert "neurorack.alls" in steps[1]


def test_stops_at_a_refused_graph(files):
    onnx.save(graph([conv(strides=[1, 2])], y=(1, 8, 1, 7)), files / "model-window.onnx")
    done = compile_dry(files / "model-window.onnx", files / "calibration.npy", "hailo8")
    assert done.returncode == 1
    assert "strides" in done.stdout
    assert "+ hailo" not in done.stdout


def test_names_an_invalid_chip_or_file(files):
    assert "'hailo15h' is no chip" in compile_dry(files / "model-window.onnx", files / "calibration.npy", "hailo15h").stderr
    assert "none.npy" in compile_dry(files / "model-window.onnx", files / "none.npy", "hailo8").stderr
