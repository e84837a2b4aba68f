"""librosa and numba, with numba's compile cache in a separate folder for each command.

Numba caches a compiled gufunc as two files, renamed one after the other. Two processes that compile at the same time can leave
files that do not match; every later call then ends in a segmentation fault, in every command that shares the folder
(numba/numba#10128). Therefore no two commands share a folder, and a pool's workers start after `compile_descriptors`.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(prefix="neurorack-numba-")
    atexit.register(shutil.rmtree, os.environ["NUMBA_CACHE_DIR"], ignore_errors=True)

import librosa  # noqa: E402  numba reads the variable when it is imported
import numba  # noqa: E402

__all__ = ["librosa", "numba"]
