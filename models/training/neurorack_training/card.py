"""The model card: what it is, what it was made from, what it measures; all figures from evaluation.json."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from . import ancestor, asked
from .definitions import DESCRIPTORS
from .pictures import loss_curves

ROWS = [
    ("LSD raw / mel, dB", lambda r: f"{r['lsd.raw']:.2f} / {r['lsd.mel']:.2f}"),
    *[
        (f"{name} r / median error", lambda r, n=name: f"{r[f'{n}.r']:.3f} / {r[f'{n}.error']:.3g} {unit(n)}")
        for name in DESCRIPTORS
    ],
    ("f0 r, frames of all sounds together", lambda r: f"{r['f0.pooled.r']:.3f}"),
    ("f0 within 50 cents, where periodic", lambda r: f"{100 * r['f0.within50cents']:.0f} %"),
]


def unit(name: str) -> str:
    return {"rms": "dB", "zcr": "", "flatness": "logit"}.get(name, "oct")


def add_arguments(parser) -> None:
    parser.add_argument("--run", default="models/training/runs/impacts")
    parser.add_argument("--data", default="models/training/cache/data")
    parser.add_argument("--model", default="models/impacts")
    parser.add_argument("--own-sounds", action="store_true", help="of someone's own sounds: no claims about kits and licences, no ancestor")


def table(lines: list[list[str]]) -> str:
    head, *body = lines
    return "\n".join(["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *body]])


def beginning(run: Path) -> str:
    """What the training began with, when that was not chance."""
    settings = run / "settings.json"
    given = json.loads(settings.read_text()) if settings.exists() else {}
    if given.get("average"):
        runs = ", ".join(f"`{Path(run.split('=')[0]).name}` ({run.split('=')[1]})" for run in given["average"].split())
        return f" in the last of the runs whose weights' mean it is, {runs}: [experiments](../training/EXPERIMENTS.md)"
    other = given.get("from_checkpoint") or given.get("from_model") or ""
    if not other:
        return ""
    name = Path(other).parent.name if other.endswith(".pt") else Path(other).name
    return f", from the weights of `{name}`: [experiments](../training/EXPERIMENTS.md)"


def heard(clips: int, sources: list[dict], own: bool) -> str:
    """What the evaluation listens to."""
    if not own:
        return f"{clips} sounds of kits that training never saw (half of them designed impacts of held-out material, half raw)"
    if any(s["name"].endswith(", held out") for s in sources):
        return f"{clips} sounds that training never saw, from folders of which it saw others: a kinder test than whole folders held out"
    return f"{clips} sounds of folders that training never saw"


def int8_figures(quantisation: dict) -> dict[str, float]:
    """What the exported 8-bit network loses, by the names of `asked`."""
    row = quantisation["precisions"][quantisation["exported"]]
    return {"int8.lsd.raw.shift": row["lsd.raw.db"], "int8.lsd.mel.shift": row["lsd.mel.db"], "int8.gain.error.db": row["gain.db"]}


def run(args) -> int:
    """Write MODEL/README.md with its pictures."""
    source, out = Path(args.run), Path(args.model)
    result = json.loads((source / "evaluation.json").read_text())
    manifest = json.loads((out / "manifest.json").read_text())
    sources = json.loads((Path(args.data) / "sources.json").read_text())
    figures = out / "figures"
    figures.mkdir(exist_ok=True)
    loss_curves(source / "losses.csv", source / "losses.png")
    for name in ("pairs.png", "control.png", "losses.png"):  # 64 colours: a third of the bytes
        Image.open(source / name).convert("RGB").quantize(64).save(figures / name, optimize=True)
    q = {name: float("nan") if value is None else value for name, value in result["quality"].items()}
    columns = list(result["table"])
    main = table([["held-out kits", *columns], *[[label, *[f(result["table"][c]) for c in columns]] for label, f in ROWS]])
    response = table(
        [
            ["octaves heard per octave asked", *DESCRIPTORS],
            *[[mode, *[f"{result['control'][mode][d][d]:.2f}" for d in DESCRIPTORS]] for mode in ("natural", "alone")],
        ]
    )
    attacks = table(
        [
            ["measure", "value"],
            [f"rise time (median of {q['rise.clips']} sharp clips), asked / made", f"{q['rise.asked.ms']:.2f} / {q['rise.made.ms']:.2f} ms"],
            ["32-sample envelope error", f"{q['envelope.error.db']:.2f} dB"],
            ["the same of the sound itself, every partial a quarter turn on", f"{q['envelope.floor.db']:.2f} dB"],
            ["time to 2 % energy, error", f"{q['energy2.error.ms']:.2f} ms"],
            ["level where silence is asked", f"{q['silence.dbfs']:.0f} dBFS"],
            ["largest DC offset, before and after the DC blocker", f"{q['dc.max.before']:.1e} / {q['dc.max']:.1e}"],
            ["samples past full scale, before the limiter", f"{100 * q['over.share']:.3f} %"],
            ["streaming against offline, network output", f"{q['streaming.difference']:.1e}"],
        ]
    )
    kinds = table(
        [
            ["kind of sound", "clips", "LSD raw / mel, dB"],
            *[[k, str(int(v[2])), f"{v[0]:.2f} / {v[1]:.2f}"] for k, v in result["kinds"].items()],
        ]
    )
    quantisation = source / "quantisation.json"
    if quantisation.exists():
        result["quality"] |= int8_figures(json.loads(quantisation.read_text()))
    wanted = table(asked.table(result))
    beside = ""
    if not args.own_sounds:
        beside = f"### Beside the ancestor\n\n{table(ancestor.table(result))}\n\n{ancestor.DIFFERENCES}\n\n"
    head = ["material", "clips", "licence", "source"]
    credits = {
        split: table([head, *[[s["name"], str(s["clips"]), s["licence"], s["source"]] for s in sources if s["split"] == split]])
        for split in ("train", "held-out")
    }
    text = f"""# {manifest['name']}

{manifest['description']} Family `{manifest['family']}`, 44.1 kHz, version {manifest['version']}, licence {manifest['licence']}.
Trained for {result['step']} steps ({result['seconds'] / 60:.0f} minutes on two CPU cores){beginning(source)}.

## Evaluation

{heard(q['clips'], sources, args.own_sounds)}. Every column
from one run of `python -m neurorack_training evaluate` (clips start at a random sample phase; pitch is measured as banks have it, as a path). The random-phase copy keeps all STFT magnitudes and is the floor for any
model without phase; the others say what a bad answer scores.

{main}

{attacks}

The envelope error has a floor for any model without phase: the sound itself with every partial a quarter turn on, which no ear
tells apart, is as far off as the table says.

{kinds}

### Does control follow?

Each descriptor moved by ×0.5 and ×2 (as far as its limits let it: 60 Hz an octave down is 50 Hz), the sound analysed again. *natural*: the others follow by their regression in the data; *alone*: the others held.

{response}

![control matrices](figures/control.png)

### What was asked

{wanted}

{beside}### Asked and made

![spectrogram pairs](figures/pairs.png)

## Training

![losses](figures/losses.png)

## Data

{"As their owner stated it." if args.own_sounds else "Permissive material only."} Training:

{credits["train"]}

Held out{"" if args.own_sounds else ", as whole kits,"} for the evaluation above:

{credits["held-out"]}

## Limits

Modes keep their frequencies: a gong whose pitch bends while it rings comes out with steady partials. Pitch is the path that
pYIN finds: one at a time, 50 Hz to 5 kHz, and where a sound has none the nearest that it had. Descriptors depend on each other, so that one moved alone is followed only in part (table above).
"""
    (out / "README.md").write_text(text)
    print(f"{out / 'README.md'}")
    return 0
