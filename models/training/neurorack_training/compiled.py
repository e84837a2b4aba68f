"""librosa and numba, with what numba compiles for it kept in a folder of this command's own.

Numba caches a compiled gufunc as two files that it renames one after the other. Two processes that compile at once
can leave halves that do not fit, and each later call then ends in a segmentation fault, in every command that shares
the folder (numba/numba#10128). So no two commands share one, and a pool's workers start after `compile_descriptors`.
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
