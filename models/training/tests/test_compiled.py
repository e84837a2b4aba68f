"""Concurrent commands must not damage each other's numba cache (numba/numba#10128)."""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = """
import os
from neurorack_training import features
features.compile_descriptors()
print(os.environ["NUMBA_CACHE_DIR"], sum(name.startswith("guf-pitch") for _, _, names in os.walk(os.environ["NUMBA_CACHE_DIR"]) for name in names))
"""


def start():
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[1])
    return subprocess.Popen([sys.executable, "-c", COMMAND], env=environment, stdout=subprocess.PIPE, text=True)


def test_each_command_has_a_temporary_compile_cache():
    commands = [start(), start()]
    folders = []
    for command in commands:
        folder, halves = command.communicate()[0].split()
        assert command.returncode == 0
        assert int(halves) > 0
        folders.append(Path(folder))
    assert folders[0] != folders[1]
    assert not any(folder.exists() for folder in folders)
