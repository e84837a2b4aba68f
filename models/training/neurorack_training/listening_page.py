"""Files of the site's listening page: held-out sounds as asked and as the former model plays them, with credits and figures. The site's build plays
the present model itself."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from .data.store import read_index, write_atomically
from .definitions import SAMPLE_RATE
from .metrics import log_spectral_distance
from .tuning import tuning

RECORD = "listening.json"
FADE_SECONDS = 0.03
#: Sounds have whole blocks of FLAC, which are whole blocks of the instrument too: what is played is as long as what was asked.
BLOCK = 4096
#: Licences whose sounds the repository may contain. MIT needs its holder's notice: of those, only the sounds that this project designed itself.
FREE = ("CC0-1.0", "public-domain")
OWN_SOURCE = "designed: procedural"


def shortened(samples: np.ndarray, seconds: float) -> np.ndarray:
    """The first seconds, as whole blocks, faded out where something is cut."""
    count, fade = min(len(samples), round(seconds * SAMPLE_RATE)), round(FADE_SECONDS * SAMPLE_RATE)
    count = max(BLOCK, count - count % BLOCK)
    if len(samples) <= count:
        return np.pad(samples, (0, count - len(samples)))
    cut = samples[:count].copy()
    cut[-fade:] *= np.linspace(1, 0, fade)
    return cut


def credit_of(row: dict) -> dict:
    """Licence and source of a row; raises ValueError where the repository may not contain the sound."""
    if row["source"] == OWN_SOURCE:
        return {"credit": "synthesised by this project", "licence": "MIT", "source": ""}
    if row["licence"] not in FREE:
        raise ValueError(f"{row['name']} has the licence {row['licence']}: choose sounds of {', '.join(FREE)}, or '{OWN_SOURCE}'")
    return {"credit": row["kit"], "licence": row["licence"], "source": row["source"]}


def write_asked(site: Path, data: Path, names: list[str], seconds: float) -> list[dict]:
    """Write FLAC files of these held-out sounds; returns their entries of the record."""
    samples, index = read_index(data)
    rows = {row["name"]: row for row in index if row["split"] == "held-out"}
    entries = []
    for number, name in enumerate(names, 1):
        if name not in rows:
            raise ValueError(f"no held-out sound is named {name!r}")
        row = rows[name]
        x = shortened(samples[row["offset"] : row["offset"] + row["length"]] / 32767, seconds)
        soundfile.write(site / f"{number}-asked.flac", x, SAMPLE_RATE, subtype="PCM_16")
        entries.append({"file": str(number), "name": name, "kind": row["kind"], "seconds": round(len(x) / SAMPLE_RATE, 2), **credit_of(row)})
    return entries


def measured(output: np.ndarray, asked: np.ndarray) -> dict:
    """Mel distance in dB; the shares of steady partials kept and true, where the sound rings."""
    result, mel = tuning(output, asked), log_spectral_distance(output, asked)[1]
    shares = {} if result is None else {"kept": round(float(result.kept), 2), "true": round(float(result.true), 2)}
    return {"melDb": round(float(mel), 1), **{name: value for name, value in shares.items() if value == value}}


def manifest_of(model: Path) -> dict:
    return json.loads((model / "manifest.json").read_text())


def play_all(site: Path, entries: list[dict], former: Path, now: Path, played) -> None:
    """Write the former model's FLAC files and the figures of both; `played` of `listen` plays."""
    with tempfile.TemporaryDirectory() as folder:
        for entry in entries:
            asked = site / f"{entry['file']}-asked.flac"
            x = soundfile.read(asked)[0]
            for column, model in (("former", former), ("now", now)):
                y = played(model, asked, Path(folder) / "played.wav")
                y = np.pad(y, (0, max(0, len(x) - len(y))))[: len(x)]
                entry[column] = measured(y, x)
                if column == "former":
                    soundfile.write(site / f"{entry['file']}-former.flac", y, SAMPLE_RATE, subtype="PCM_16")
            print(f"\rlisten {entry['file']}/{len(entries)}", end="", flush=True)
    print()


def phrase(figures: dict) -> str:
    """The figures of one model as text."""
    kept = f", {figures['kept']:.0%} of the partials kept" if "kept" in figures else ""
    true = f", {figures['true']:.0%} true" if "true" in figures else ""
    return f"{figures['melDb']:.1f} dB away{kept}{true}"


def readme(record: dict) -> str:
    """The page as Markdown, for those who read it beside the files."""
    parts = [
        f"# Listen: {record['model']}\n\nHeld-out sounds as asked, as version {record['former']} of the model played them, and as {record['now']} does; chosen by kind "
        "and length, not by result. The [site](../../../CONTRIBUTING.md#site) has them as a page with players and spectrograms, for which its build plays the "
        f"present model; here `neurorack render --set 1-asked.flac --model {record['model']} -o 1.wav` does.\n"
    ]
    for entry in record["sounds"]:
        file = entry["file"]
        origin = entry["source"].split(", ")[-1]
        title = "Recording" if entry["kind"] == "raw" else entry["kind"].capitalize()
        parts.append(
            f"## {file}. {title}\n\n{entry['name']}: {entry['credit']}, {entry['licence']}{f' ({origin})' if origin else ''}, {entry['seconds']} s\n\n"
            f"- [asked]({file}-asked.flac)\n- [{record['former']}]({file}-former.flac): {phrase(entry['former'])}\n- {record['now']}: {phrase(entry['now'])}\n"
        )
    return "\n".join(parts)


def run(args, played) -> int:
    """Rewrite the folder `args.site`; without `args.sounds` the sounds stay, and no data set is needed."""
    if len(args.models) != 2:
        print("listen: --site needs two model folders, the former one and the present one", file=sys.stderr)
        return 2
    former, now = args.models
    file = args.site / RECORD
    args.site.mkdir(parents=True, exist_ok=True)
    try:
        entries = write_asked(args.site, args.data, args.sounds, args.seconds) if args.sounds else json.loads(file.read_text())["sounds"]
        play_all(args.site, entries, former, now, played)
    except FileNotFoundError as error:
        print(f"listen: {error}: a new page needs --sounds and the data set of `prepare`", file=sys.stderr)
        return 3
    except ValueError as error:
        print(f"listen: {error}", file=sys.stderr)
        return 3
    except subprocess.CalledProcessError as error:
        print(f"listen: {error.stderr.strip()}", file=sys.stderr)
        return 3
    record = {"model": manifest_of(now)["id"], "former": manifest_of(former)["version"], "now": manifest_of(now)["version"], "sounds": entries}
    write_atomically(file, (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode())
    write_atomically(args.site / "README.md", readme(record).encode())
    print(f"wrote {args.site}")
    return 0
