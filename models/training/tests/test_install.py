"""Before the packages are there: the help of `all`, the remedy of other commands, and the installation."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

TRAINING = Path(__file__).resolve().parents[1]


def bare(*words):
    """The training, run by a Python that finds no installed packages."""
    environment = {**os.environ, "PYTHONPATH": str(TRAINING)}
    return subprocess.run([sys.executable, "-S", "-m", "neurorack_training", *words], env=environment, capture_output=True, text=True)


def installer():
    spec = importlib.util.spec_from_file_location("install", TRAINING / "install.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_all_has_help_before_the_packages_are_there():
    result = bare("all", "--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert "--from-model" in result.stdout


@pytest.mark.parametrize("words", [("train", "--help"), ("all", "--sounds", "x", "--id", "nothing-yet")])
def test_other_commands_name_the_remedy(words):
    result = bare(*words)
    assert result.returncode == 1
    assert "is not installed" in result.stderr and "models/training/install.py" in result.stderr
    assert "Traceback" not in result.stderr


class Pip:
    def __init__(self, offers_cpu_build):
        self.offers_cpu_build, self.calls = offers_cpu_build, []

    def __call__(self, *words):
        self.calls.append(words)
        return 0 if self.offers_cpu_build or "--index-url" not in words else 1


def test_the_cpu_build_is_taken_where_it_is_offered(capsys):
    pip = Pip(offers_cpu_build=True)
    assert installer().install(pip, platform="linux") == 0
    first, second = pip.calls
    assert first[-3:] == ("--index-url", "https://download.pytorch.org/whl/cpu", "torch==2.13.0")
    assert "--no-deps" in first and second[:2] == ("install", "-r")
    assert "installing about 1.5 GB" in capsys.readouterr().out


def test_the_size_of_the_registry_build_is_stated_before_it_is_installed(capsys):
    pip = Pip(offers_cpu_build=False)
    assert installer().install(pip, platform="linux") == 0
    assert "installing 5.4 GB of packages, CUDA with them" in capsys.readouterr().out
    assert pip.calls[-1][:2] == ("install", "-r")


def test_other_systems_and_a_wish_for_the_registry_build_ask_once():
    for words in ({"platform": "darwin"}, {"registry_build": True, "platform": "linux"}):
        pip = Pip(offers_cpu_build=True)
        installer().install(pip, **words)
        assert [call[:2] for call in pip.calls] == [("install", "-r")]
