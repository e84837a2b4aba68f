"""The model card: description, data, evaluation; all figures are from evaluation.json."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from . import acceptance, ancestor
from .definitions import DESCRIPTORS
from .pictures import loss_curves

ROOT = Path(__file__).resolve().parents[3]

#: Text of a figure that an older evaluation does not have, or that no clip defines.
UNMEASURED = "not measured"


def figures(row: dict, form: str, *names: str, otherwise: str = UNMEASURED) -> str:
    """Figures of a row in this form, or `otherwise` if one is missing or undefined."""
    values = [row.get(name) for name in names]
    return otherwise if any(value is None or value != value for value in values) else form.format(*values)


def tuning_figures(row: dict) -> str:
    """Steady partials kept and true, and median cents; an output without steady partials has no share that is true."""
    if not row.get("tuning.clips"):
        return "none rings" if row.get("tuning.clips") == 0 else UNMEASURED
    true = figures(row, "{:.2f}", "tuning.true", otherwise="none")
    return figures(row, "{:.2f}", "tuning.kept") + f" / {true}" + figures(row, ", {:.0f} cents", "tuning.cents", otherwise="")


ROWS = [
    ("LSD raw / mel, dB", lambda r: f"{r['lsd.raw']:.2f} / {r['lsd.mel']:.2f}"),
    ("mel LSD of attack / tail, dB", lambda r: figures(r, "{:.2f} / {:.2f}", "lsd.mel.attack", "lsd.mel.tail")),
    ("steady partials kept / true, median distance", tuning_figures),
    *[
        (f"{name} r / median error", lambda r, n=name: f"{r[f'{n}.r']:.3f} / {r[f'{n}.error']:.3g} {unit(n)}")
        for name in DESCRIPTORS
    ],
    ("f0 r, frames of all sounds together", lambda r: f"{r['f0.pooled.r']:.3f}"),
    ("f0 within 50 cents, where periodic", lambda r: f"{100 * r['f0.within50cents']:.0f} %"),
]


#: How tuning is measured.
TUNING = (
    "Attack: the first 100 ms from the onset; tail: what follows. A steady partial is a clear spectral peak that is found again one and two "
    "windows (186 ms each) later. *Kept*: the share, by amplitude, of the target's that the output has within 20 cents; *true*: the share of the output's "
    "that the target has within 50 cents; of the held-out sounds that ring (eight or more such peaks). The "
    "random-phase copy is no floor here: random phases blur partials. The same for two files: `python -m neurorack_training tuning`."
)


def unit(name: str) -> str:
    return {"rms": "dB", "zcr": "", "flatness": "logit"}.get(name, "oct")


def add_arguments(parser) -> None:
    parser.add_argument("--run", default="models/training/runs/impacts")
    parser.add_argument("--data", default="models/training/cache/data")
    parser.add_argument("--model", default="models/impacts")
    parser.add_argument("--own-sounds", action="store_true", help="model of the user's own sounds: no claims about kits and licences, no ancestor")


def table(lines: list[list[str]]) -> str:
    head, *body = lines
    return "\n".join(["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *body]])


def beginning(run: Path) -> str:
    """The starting point of the training; empty for random weights."""
    settings = run / "settings.json"
    given = json.loads(settings.read_text()) if settings.exists() else {}
    if given.get("average"):
        runs = ", ".join(f"`{Path(run.split('=')[0]).name}` ({run.split('=')[1]})" for run in given["average"].split())
        return f" in the last of the runs whose weights are averaged here, {runs}: [experiments](../training/EXPERIMENTS.md)"
    other = given.get("from_checkpoint") or given.get("from_model") or ""
    if not other:
        return ""
    name = Path(other).parent.name if other.endswith(".pt") else Path(other).name
    return f", from the weights of `{name}`: [experiments](../training/EXPERIMENTS.md)"


def evaluated_sounds(clips: int, sources: list[dict], own: bool) -> str:
    """Description of the evaluated sounds."""
    if not own:
        return f"{clips} held-out sounds, from kits that are not in the training data (half of them designed impacts of held-out material, half raw)"
    if any(s["name"].endswith(", held out") for s in sources):
        return f"{clips} held-out sounds from folders whose other sounds are in the training data: an easier test than whole held-out folders"
    return f"{clips} sounds of held-out folders"


def precision_figures(quantisation: dict) -> dict[str, float | None]:
    """Losses of the exported 8-bit network and of weights of 16 bits, by the keys of `acceptance`; an older `quantise` has no int16."""
    rows, result = quantisation["precisions"], {}
    for name, row in (("int8", rows[quantisation["exported"]]), ("int16", rows.get("int16", {}))):
        measured = {"lsd.raw.shift": "lsd.raw.db", "lsd.mel.shift": "lsd.mel.db", "gain.error.db": "gain.db", "tuning.cents": "tuning.cents"}
        result |= {f"{name}.{key}": row.get(own) for key, own in measured.items()}
    return result


def attack_table(q: dict[str, float]) -> str:
    """Attack, silence and level figures."""
    return table(
        [
            ["measure", "value"],
            [f"rise time (median of {q['rise.clips']} sharp clips), target / output", f"{q['rise.asked.ms']:.2f} / {q['rise.made.ms']:.2f} ms"],
            ["32-sample envelope error", f"{q['envelope.error.db']:.2f} dB"],
            ["the same for the target with every partial shifted by a quarter period", f"{q['envelope.floor.db']:.2f} dB"],
            ["time to 2 % energy, error", f"{q['energy2.error.ms']:.2f} ms"],
            ["level of silence", f"{q['silence.dbfs']:.0f} dBFS"],
            ["largest DC offset, before and after the DC blocker", f"{q['dc.max.before']:.1e} / {q['dc.max']:.1e}"],
            ["samples past full scale, before the limiter", f"{100 * q['over.share']:.3f} %"],
            ["streaming against offline, network output", f"{q['streaming.difference']:.1e}"],
        ]
    )


def kind_table(result: dict) -> str:
    """Distances and tuning by kind of sound; the tuning of the random-phase copy beside the model's."""
    rows = []
    for kind, (raw, mel, clips) in result["kinds"].items():
        own, copy = (result.get("byKind", {}).get(column, {}).get(kind, {}) for column in ("model", "random-phase copy"))
        parts = figures(own, "{:.2f} / {:.2f}", "lsd.mel.attack", "lsd.mel.tail")
        ringing = figures(own, "{:.0f}", "tuning.clips")
        rows.append([kind, str(int(clips)), f"{raw:.2f} / {mel:.2f}", parts, ringing, tuning_figures(own), tuning_figures(copy)])
    head = ["kind of sound", "clips", "LSD raw / mel, dB", "mel LSD of attack / tail, dB", "ring"]
    return table([[*head, "steady partials kept / true, median distance", "the same, random-phase copy"], *rows])


def evaluation_tables(result: dict, model: str = "impacts") -> dict[str, str]:
    """The tables of an evaluation: by descriptor, attacks, kinds of sound, control response, requirements of the model of this id."""
    q = {name: float("nan") if value is None else value for name, value in result["quality"].items()}
    columns = list(result["table"])
    rows = [[label, *[f(result["table"][c]) for c in columns]] for label, f in ROWS]
    response = [[mode, *[f"{result['control'][mode][d][d]:.2f}" for d in DESCRIPTORS]] for mode in ("natural", "alone")]
    return {
        "main": table([["held-out kits", *columns], *rows]),
        "attacks": attack_table(q),
        "kinds": kind_table(result),
        "response": table([["octaves measured per octave requested", *DESCRIPTORS], *response]),
        "requirements": table(acceptance.table(result, model)),
    }


def source_table(sources: list[dict], split: str) -> str:
    """The sources of a split with their licences."""
    rows = [[s["name"], str(s["clips"]), s["licence"], s["source"]] for s in sources if s["split"] == split]
    return table([["material", "clips", "licence", "source"], *rows])


def write_figures(run: Path, figures: Path) -> None:
    """Draw the loss curves and copy the figures of the evaluation."""
    figures.mkdir(exist_ok=True)
    loss_curves(run / "losses.csv", run / "losses.png")
    for name in ("pairs.png", "control.png", "losses.png"):  # 64 colours: a third of the bytes
        Image.open(run / name).convert("RGB").quantize(64).save(figures / name, optimize=True)


def listening(model: str) -> str:
    """Where to listen: the page of docs/listen, if there is one of the model, and the command for a page of more sounds."""
    page = f"docs/listen/{model}/README.md"
    here = f"To listen: [six of the sounds](../../{page}) as asked, as the former version of the model plays them, and as this one does. " if (ROOT / page).exists() else ""
    return (
        f"{here}`python -m neurorack_training listen FORMER models/{model}` writes a page of sixteen with spectrograms and tuning "
        f"(FORMER: the folder of another version, by `git archive COMMIT models/{model}`)."
    )


def card_text(manifest: dict, result: dict, sources: list[dict], start: str, own_sounds: bool) -> str:
    """The card as Markdown; `start` is the phrase on the start of the training."""
    tables = evaluation_tables(result, manifest["id"])
    comparison = ""
    if not own_sounds:
        comparison = f"### Beside the ancestor\n\n{table(ancestor.table(result))}\n\n{ancestor.DIFFERENCES}\n\n"
    return f"""# {manifest['name']}

{manifest['description']} Family `{manifest['family']}`, 44.1 kHz, version {manifest['version']}, licence {manifest['licence']}.
Trained for {result['step']} steps ({result['seconds'] / 60:.0f} minutes on two CPU cores){start}.

## Evaluation

{evaluated_sounds(result['quality']['clips'], sources, own_sounds)}. All columns are
from one run of `python -m neurorack_training evaluate` (clips start at a random sample phase; pitch is tracked as in banks). The random-phase copy keeps all STFT magnitudes and is the floor for any
model without phase; the last two columns show the scores of bad results.

{tables['main']}

{TUNING}

{tables['attacks']}

The envelope error has a floor for any model without phase: the target with every partial shifted by a quarter period, which is
indistinguishable by ear, has the error in the table.

{tables['kinds']}

### Control response

Each descriptor is moved by ×0.5 and ×2 (within its limits: 60 Hz an octave down is 50 Hz) and the output analysed again. *natural*: the others follow by their regression in the data; *alone*: the others are held.

{tables['response']}

![control matrices](figures/control.png)

### Requirements

{tables['requirements']}

{comparison}### Targets and outputs

![spectrogram pairs](figures/pairs.png)

{listening(manifest["id"])}

## Training

![losses](figures/losses.png)

## Data

{"As their owner stated it." if own_sounds else "Permissive material only."} Training:

{source_table(sources, "train")}

Held out{"" if own_sounds else ", as whole kits,"} for the evaluation above:

{source_table(sources, "held-out")}

## Limits

Up to 96 partials are tracked a sound; a cymbal has more, and the rest is noise. Pitch is tracked by pYIN: one pitch at
a time, 50 Hz to 5 kHz; sounds without pitch keep the nearest one. Descriptors depend on each other, so that a descriptor moved alone responds only in part (table above).
"""


def run(args) -> int:
    """Write MODEL/README.md with its pictures."""
    source, out = Path(args.run), Path(args.model)
    result = json.loads((source / "evaluation.json").read_text())
    manifest = json.loads((out / "manifest.json").read_text())
    sources = json.loads((Path(args.data) / "sources.json").read_text())
    quantisation = source / "quantisation.json"
    if quantisation.exists():
        result["quality"] |= precision_figures(json.loads(quantisation.read_text()))
    write_figures(source, out / "figures")
    text = card_text(manifest, result, sources, beginning(source), args.own_sounds)
    (out / "README.md").write_text(text)
    print(f"{out / 'README.md'}")
    return 0
