"""Installs the packages of the training into a virtual environment: python3 models/training/install.py [--venv FOLDER] [--registry-build]

PyTorch's CPU build is taken where its own index offers it. On Linux the build of the general registry brings CUDA along, which this training does not
use. Everything else comes at the versions of requirements.lock.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = HERE / "requirements.lock"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
#: On disk, of an installation on Linux x86-64, November 2026. The first is measured; the second is that without CUDA's packages (2.7 GB), Triton
#: (0.7 GB) and about half of PyTorch, not measured.
SIZE_WITH_CUDA, SIZE = "5.4 GB", "about 1.5 GB"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--venv", type=Path, default=HERE / ".venv", help="folder of the environment (default: models/training/.venv)")
    parser.add_argument("--registry-build", action="store_true", help=f"take the build of the general registry, {SIZE_WITH_CUDA} on Linux")
    args = parser.parse_args(argv)
    if sys.version_info < (3, 11):
        print(f"error: this is Python {sys.version.split()[0]}\nremedy: run it with Python 3.11 or newer", file=sys.stderr)
        return 2
    if not args.venv.exists():
        venv.create(args.venv, with_pip=True)
    pip = [str(args.venv / ("Scripts" if sys.platform == "win32" else "bin") / "python"), "-m", "pip", "--disable-pip-version-check"]
    return install(lambda *words: subprocess.run([*pip, *words]).returncode, registry_build=args.registry_build)


def install(pip, registry_build: bool = False, platform: str = sys.platform) -> int:
    """Install by `pip`, a function of its words that returns its exit code."""
    has_cpu_build = not registry_build and take_cpu_build(pip, platform)
    # The general registry's build for macOS and Windows has no CUDA.
    is_large = platform == "linux" and not has_cpu_build
    print(f"installing {SIZE_WITH_CUDA if is_large else SIZE} of packages" + (", CUDA with them" if is_large else ""), flush=True)
    return pip("install", "-r", str(LOCK))


def take_cpu_build(pip, platform: str = sys.platform) -> bool:
    """Install PyTorch from its own index, and nothing else from there. False where the index does not offer it."""
    if platform != "linux":
        return False
    torch = re.search(r"^torch==[0-9.]+$", LOCK.read_text(), re.MULTILINE)
    print(f"PyTorch: the CPU build of {CPU_INDEX}", flush=True)
    if torch and pip("install", "--no-deps", "--retries", "1", "--index-url", CPU_INDEX, torch.group()) == 0:
        return True
    print("it is not offered there, or the index is not reached: PyTorch comes from the general registry", flush=True)
    return False


if __name__ == "__main__":
    raise SystemExit(main())
