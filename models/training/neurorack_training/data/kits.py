"""Selection of material, its kits, and the kits held out for evaluation.

A kit is material that was recorded or made together: for freesound material its author, for a SoundFont its group of samples.
FluidR3 and MuseScore General share most of their drum samples (one is a mono edition of the other), so programs are not kits: a
note belongs to the split of its samples, and notes that mix both splits are excluded.
"""

from __future__ import annotations

#: Freesound authors whose sounds (in any package) are held out. cubix and zgump also appear in the Audiophob kit.
HELD_OUT_AUTHORS = frozenset(
    {"dio_333", "cubix", "zgump", "Northern_Monkey", "Rodrigo The Mad", "AlaskaRobotics", "il112", "Halgrimm"}
)

#: Whole kits that are held out.
HELD_OUT_KITS = frozenset({"Audiophob"})

#: Held-out sample families (see `soundfont.family`), by prefix, and their kits.
HELD_OUT_SAMPLES = {
    "msnr-": "MuseScore Drumline",
    "mbass-": "MuseScore Drumline",
    "mtnr-": "MuseScore Drumline",
    "55_": "MuseScore Drumline",
    "58_": "Marching Cymbals",
    "mcym": "Marching Cymbals",
    "templeblock": "Temple Blocks",
    "timpani": "Timpani",
    "steeldrum": "Steel Drums",
}

#: Sonic Pi files that are not impacts: loops, a voice, a bird.
UNWANTED = ("loop_", "misc_burp", "misc_crow", "guit_", "ambi_choir", "ambi_piano")

#: Drum programs of FluidR3, most common first; a key is skipped when its samples are already used.
FLUID_DRUMS = (0, 16, 24, 25, 32, 40, 48)
#: (bank, program, keys, seconds) of pitched and sound-effect percussion, rendered from FluidR3.
FLUID_PITCHED = (
    (0, 47, (36, 40, 43, 47, 52), 4.0),
    (0, 116, (36, 43, 50, 57, 64), 3.0),
    (0, 117, (31, 40, 48, 57, 65), 2.0),
    (0, 118, (31, 40, 48, 57, 65), 2.0),
    (0, 119, (48, 60, 67), 3.5),
    (0, 55, (36, 43, 48, 55, 60, 67), 2.5),
    (0, 14, (48, 55, 60, 67, 72), 5.0),
    (0, 9, (72, 79, 84, 91), 3.0),
    (0, 10, (60, 67, 76, 84), 3.0),
    (0, 11, (48, 60, 67, 76), 4.0),
    (0, 12, (41, 48, 55, 60, 67, 76), 2.0),
    (0, 13, (60, 67, 76, 84), 1.5),
    (0, 108, (48, 55, 60, 67, 76), 2.5),
    (0, 112, (60, 72, 84), 3.0),
    (0, 113, (48, 60, 67, 72), 1.5),
    (0, 114, (48, 55, 60, 67, 72), 2.5),
    (0, 115, (43, 52, 60, 67, 76), 1.0),
    (8, 115, (60, 72), 1.0),
    (8, 116, (36, 43, 48), 3.0),
    (8, 118, (31, 40, 48, 57, 65), 2.0),
    (0, 127, (36, 43, 48, 55, 60, 67), 3.0),
    (0, 120, (60, 67), 1.0),
)
#: Notes that only MuseScore General has; all are held out.
MUSESCORE_NOTES = (
    (1, 115, (58, 59, 60, 61, 62), 1.2),
    (128, 56, (48, 50, 52, 53, 55, 57, 59, 60), 2.5),
    (128, 59, (37, 39, 49, 61, 63, 85), 3.5),
    (128, 96, (36, 38, 40, 48, 61, 63, 72, 84), 2.5),
    (128, 58, (70, 73, 77, 81, 84, 86, 89, 91), 3.5),
)
#: Velocities of a note: full and soft.
VELOCITIES = (120, 64)


def held_out_kit(samples: frozenset[str]) -> tuple[bool, str]:
    """Whether all samples of a note are held out, and the name of their kit ('' otherwise)."""
    kits = {kit for s in samples for prefix, kit in HELD_OUT_SAMPLES.items() if s.startswith(prefix)}
    whole = all(any(s.startswith(prefix) for prefix in HELD_OUT_SAMPLES) for s in samples)
    return (True, sorted(kits)[0]) if kits and whole else (False, "")


def mixes_splits(samples: frozenset[str]) -> bool:
    """Whether a note plays held-out and other samples together."""
    held = [any(s.startswith(prefix) for prefix in HELD_OUT_SAMPLES) for s in samples]
    return any(held) and not all(held)
