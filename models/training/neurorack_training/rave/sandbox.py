"""Limits of the process that loads a `.ts`: no network, and a bound of memory."""

from __future__ import annotations

import ctypes
import os
import resource
import socket

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def leave_network() -> str:
    """Cut the process off from the network; returns how, in words."""
    libc = ctypes.CDLL(None, use_errno=True)
    for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET):
        try:
            if libc.unshare(flags) == 0:
                return "in a process without network (a network namespace of its own)"
        except AttributeError:  # no Linux
            break

    def refuse(*_args, **_kwargs):
        raise OSError("the network is disabled while a model is read")

    for name in ("socket", "create_connection", "getaddrinfo"):
        setattr(socket, name, refuse)
    return "in a process whose Python sockets are disabled (this system permits no network namespace)"


def bound_memory(megabytes: int) -> None:
    """Bound the address space to what is mapped already (PyTorch's libraries) and `megabytes` more."""
    try:
        with open("/proc/self/statm") as file:
            mapped = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        mapped = 8 << 30
    limit = mapped + (megabytes << 20)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
