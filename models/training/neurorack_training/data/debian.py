"""Debian packages as sources of sound: download, unpack, and read the grants of their copyright files."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

#: Licences of sounds that may be used for published weights (short names of the DEP-5 format).
PERMISSIVE = frozenset(
    {"CC0", "CC0-1.0", "public-domain", "MIT", "Expat", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-3.0", "CC-BY-4.0"}
)


class PackageError(RuntimeError):
    """A package cannot be downloaded or read; the message ends with the remedy."""


@dataclass(frozen=True)
class Grant:
    """One `Files:` paragraph: file patterns, licence, copyright and source."""

    patterns: tuple[str, ...]
    licence: str
    copyright: str
    source: str


def read_grants(text: str) -> list[Grant]:
    """The `Files:` paragraphs of a machine-readable copyright file (DEP-5), in order."""
    grants = []
    for paragraph in re.split(r"\n[ \t]*\n", text):
        fields: dict[str, list[str]] = {}
        name = ""
        for line in paragraph.splitlines():
            match = re.match(r"([A-Za-z-]+):[ \t]*(.*)$", line)
            if match:
                name = match.group(1).lower()
                fields[name] = [match.group(2).strip()]
            elif name and line[:1] in " \t":
                fields[name].append(line.strip())
        if "files" not in fields or "license" not in fields:
            continue
        first = lambda key: next((v for v in fields.get(key, [""]) if v), "")
        patterns = tuple(" ".join(fields["files"]).split())
        grants.append(Grant(patterns, fields["license"][0], first("copyright"), first("source").strip("<>")))
    return grants


def grant_for(grants: list[Grant], path: str) -> Grant | None:
    """The grant of a file: the last matching paragraph, as in DEP-5 (`*` also matches `/`)."""
    found = None
    for grant in grants:
        if any(fnmatch.fnmatchcase(path, pattern) for pattern in grant.patterns):
            found = grant
    return found


def is_mit(text: str) -> bool:
    """Whether a free-form copyright file contains the MIT grant."""
    flat = " ".join(text.split())
    return "MIT" in flat and "Permission is hereby granted, free of charge, to any person obtaining a copy" in flat


def copyright_text(root: Path, package: str) -> str:
    """The copyright file of an unpacked package."""
    path = root / "usr/share/doc" / package / "copyright"
    if not path.is_file():
        raise PackageError(f"{package}: {path} is missing; delete {root} and run prepare again")
    return path.read_text(encoding="utf-8")


def unpack(package: str, cache: Path, local: Path | None) -> Path:
    """The unpacked package under cache/packages; taken from `local` when it holds the .deb, else by `apt-get download`."""
    root = cache / "packages" / package
    if (root / "usr").is_dir():
        return root
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent) as scratch:
        found = sorted(local.glob(f"{package}_*.deb")) if local and local.is_dir() else []
        if not found:
            if not shutil.which("apt-get"):
                raise PackageError(f"{package}: no apt-get here; put {package}_*.deb into a folder and pass --debs")
            # apt-get drops privileges to _apt, which may not write here: download as the caller.
            command = ["apt-get", "download", "-o", "APT::Sandbox::User=root", package]
            done = subprocess.run(command, cwd=scratch, capture_output=True, text=True)
            if done.returncode:
                raise PackageError(f"{package}: apt-get download failed: {done.stderr.strip()[-300:]}; run apt-get update")
            found = sorted(Path(scratch).glob("*.deb"))
        target = Path(scratch) / "root"
        done = subprocess.run(["dpkg-deb", "-x", str(found[-1]), str(target)], capture_output=True, text=True)
        if done.returncode:
            raise PackageError(f"{package}: dpkg-deb could not unpack {found[-1]}: {done.stderr.strip()[-300:]}")
        os.replace(target, root)
    return root
