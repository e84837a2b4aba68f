"""SoundFonts: the samples of a program's keys (SoundFont 2.04, section 7), and dry renderings by fluidsynth."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import soundfile

from ..definitions import SAMPLE_RATE
from .clip import mono
from .debian import PackageError

KEY_RANGE, INSTRUMENT, SAMPLE_ID = 43, 41, 53
DRUM_BANK = 128


@dataclass(frozen=True)
class Note:
    """One note to render: bank 128 is the drum channel; seconds is the length of the slot."""

    bank: int
    program: int
    key: int
    velocity: int
    seconds: float


def family(sample: str) -> str:
    """A sample's name without its channel and spacing, so that its stereo and mono editions are one."""
    return re.sub(r"\((L|R)\)$", "", sample).replace(" ", "").lower()


class SoundFont:
    """The preset, instrument and sample tables of an .sf2 or .sf3 file; raises PackageError for another file."""

    def __init__(self, path: Path):
        self.path = path
        data = path.read_bytes()
        if data[:4] != b"RIFF" or data[8:12] != b"sfbk":
            raise PackageError(f"{path}: not a SoundFont; delete its package folder and run prepare again")
        self._tables: dict[str, bytes] = {}
        at = 12
        while at < len(data) - 8:
            size = struct.unpack_from("<I", data, at + 4)[0]
            if data[at : at + 4] == b"LIST" and data[at + 8 : at + 12] == b"pdta":
                inner = at + 12
                while inner < at + 8 + size:
                    length = struct.unpack_from("<I", data, inner + 4)[0]
                    self._tables[data[inner : inner + 4].decode()] = data[inner + 8 : inner + 8 + length]
                    inner += 8 + length + (length & 1)
            at += 8 + size + (size & 1)

    def _rows(self, table: str, layout: str) -> list[tuple]:
        return list(struct.iter_unpack(layout, self._tables[table]))

    def _zones(self, bags: str, generators: str, terminal: int) -> list[tuple[int, int, int] | None]:
        """Every zone as (low key, high key, index of its instrument or sample); None for a global zone."""
        bag, gen = self._rows(bags, "<HH"), self._rows(generators, "<HH")
        zones: list[tuple[int, int, int] | None] = []
        for (first, _), (end, _) in zip(bag, bag[1:]):
            low, high, target = 0, 127, None
            for kind, amount in gen[first:end]:
                if kind == KEY_RANGE:
                    low, high = amount & 255, amount >> 8
                elif kind == terminal:
                    target = amount
            zones.append(None if target is None else (low, high, target))
        return zones

    @cached_property
    def programs(self) -> dict[tuple[int, int], str]:
        """(bank, program) -> name."""
        return {(row[2], row[1]): _text(row[0]) for row in self._rows("phdr", "<20sHHHIII")[:-1]}

    @cached_property
    def _keys(self) -> dict[tuple[int, int], dict[int, frozenset[str]]]:
        names = [_text(row[0]) for row in self._rows("shdr", "<20s26s")]
        inst = self._rows("inst", "<20sH")
        zones = self._zones("ibag", "igen", SAMPLE_ID)
        instruments = [[z for z in zones[a[1] : b[1]] if z] for a, b in zip(inst, inst[1:])]
        presets = self._rows("phdr", "<20sHHHIII")
        zones = self._zones("pbag", "pgen", INSTRUMENT)
        result = {}
        for row, following in zip(presets, presets[1:]):
            keys: dict[int, set[str]] = {}
            for zone in zones[row[3] : following[3]]:
                for low, high, sample in instruments[zone[2]] if zone else ():
                    for key in range(max(low, zone[0]), min(high, zone[1]) + 1):
                        keys.setdefault(key, set()).add(family(names[sample]))
            result[(row[2], row[1])] = {key: frozenset(found) for key, found in keys.items()}
        return result

    def samples(self, bank: int, program: int, key: int) -> frozenset[str]:
        """The sample families that a key plays; empty when the key is silent."""
        return self._keys.get((bank, program), {}).get(key, frozenset())

    def render(self, notes: list[Note]) -> list[np.ndarray]:
        """Render each note dry (no reverb, no chorus), mono float32 at 44.1 kHz, as long as its slot."""
        if not shutil.which("fluidsynth"):
            raise PackageError("fluidsynth is missing: apt-get install fluidsynth")
        with tempfile.TemporaryDirectory() as scratch:
            midi, wav = Path(scratch) / "notes.mid", Path(scratch) / "notes.wav"
            midi.write_bytes(midi_of(notes))
            command = ["fluidsynth", "-n", "-i", "-q", "-R", "0", "-C", "0", "-g", "0.5", "-r", str(SAMPLE_RATE)]
            command += ["-o", "synth.midi-bank-select=gs", "-T", "wav", "-O", "float", "-F", str(wav)]
            done = subprocess.run([*command, str(self.path), str(midi)], capture_output=True, text=True)
            if done.returncode or not wav.is_file():
                raise PackageError(f"fluidsynth failed on {self.path}: {done.stderr.strip()[-300:]}")
            audio = soundfile.read(wav, dtype="float32", always_2d=True)[0]
        ends = np.round(np.cumsum([0.0] + [n.seconds for n in notes]) * SAMPLE_RATE).astype(int)
        return [mono(audio[a:b]) for a, b in zip(ends, ends[1:])]


def midi_of(notes: list[Note]) -> bytes:
    """A format-0 MIDI file that plays the notes in sequence; a tick is a millisecond."""
    track = bytearray(b"\x00\xff\x51\x03" + (1_000_000).to_bytes(3, "big"))
    for note in notes:
        channel = 9 if note.bank == DRUM_BANK else 0
        select = b"" if channel == 9 else bytes([0, 0xB0, 0, note.bank])
        track += select + bytes([0, 0xC0 | channel, note.program, 0, 0x90 | channel, note.key, note.velocity])
        slot = round(note.seconds * 1000)
        held = max(1, slot - 30)
        track += _ticks(held) + bytes([0x80 | channel, note.key, 0])
        track += _ticks(0) + bytes([0xB0 | channel, 120, 0])  # all sound off: nothing leaks into the next slot
        track += _ticks(slot - held) + bytes([0xB0 | channel, 121, 0])
    track += b"\x00\xff\x2f\x00"
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, 1000) + b"MTrk" + struct.pack(">I", len(track)) + bytes(track)


def _ticks(count: int) -> bytes:
    out = bytearray([count & 127])
    while count := count >> 7:
        out.insert(0, 128 | count & 127)
    return bytes(out)


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("latin1").strip()
