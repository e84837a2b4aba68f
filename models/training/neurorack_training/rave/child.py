"""`python -m neurorack_training.rave.child MODEL.ts FOLDER MEGABYTES [HOP ...]`: reads a `.ts` behind limits, see `reading`."""

from __future__ import annotations

import sys

from .sandbox import leave_network


def main(path: str, folder: str, megabytes: str, *hops: str) -> int:
    how = leave_network()  # before PyTorch's threads: only a process of one thread may enter a namespace of its own
    from .reading import read_model

    return read_model(path, folder, int(megabytes), how, tuple(map(int, hops)))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
