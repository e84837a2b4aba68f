"""The evaluation of a model folder, its figures by kind, and cards of older evaluations."""

import json
from argparse import ArgumentParser

import numpy as np
import pytest

from neurorack_training import acceptance, analyse, card, evaluate, metrics
from neurorack_training.definitions import DESCRIPTORS, SAMPLE_RATE
from neurorack_training.export import silence_input
from neurorack_training.measurements import COLUMNS
from test_start import model_folder

SECONDS = 0.75


def parsed(module, *words):
    parser = ArgumentParser()
    module.add_arguments(parser)
    return parser.parse_args([str(w) for w in words])


def sound(number):
    """A tone with overtones, or noise for every third number."""
    t = np.arange(int(SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    if number % 3 == 2:
        return 0.1 * np.exp(-8 * t) * np.random.default_rng(number).standard_normal(len(t))
    return sum(0.2 / k * np.exp(-3 * t) * np.sin(2 * np.pi * 150 * (2 + number) * k * t) for k in (1, 2.7, 5.2))


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    """The folder of a model, its examples, and its evaluation."""
    folder = tmp_path_factory.mktemp("evaluation")
    index, offset = [], 0
    with open(folder / "samples.i16", "wb") as file:
        for n in range(5):
            x = sound(n)
            file.write((x * 32767).astype(np.int16).tobytes())
            row = {"name": f"sound {n}", "kind": "noise" if n % 3 == 2 else "bell", "kit": "test", "split": "train" if n < 1 else "held-out"}
            index.append(row | {"designed": False, "offset": offset, "length": len(x), "source": "here", "licence": "CC0-1.0"})
            offset += len(x)
    (folder / "index.json").write_text(json.dumps(index))
    words = ["--data", folder, "--out", folder / "examples", "--variants", 1, "--workers", 1]
    assert analyse.run(parsed(analyse, *words)) == 0
    model, _ = model_folder(folder / "start")
    words = ["--model", model, "--examples", folder / "examples", "--out", folder / "of", "--clips", 8]
    response = {mode: {a: {b: float(a == b) for b in DESCRIPTORS} for a in DESCRIPTORS} for mode in ("alone", "natural")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "control", lambda *given: response)  # a minute of analyses
        assert evaluate.run(parsed(evaluate, *words, "--threads", 1)) == 0
    return folder, model, json.loads((folder / "of/evaluation.json").read_text())


def test_a_model_folder_is_evaluated_with_its_own_statistics_and_training(evaluated):
    folder, model, result = evaluated
    manifest = json.loads((model / "manifest.json").read_text())
    assert result["step"] == manifest["training"]["steps"]
    examples = json.loads((folder / "examples/examples.json").read_text())
    assert result["silence"] == silence_input(manifest["descriptors"], examples["silence"])
    assert result["silence"] != silence_input(examples["statistics"], examples["silence"])
    assert result["quality"]["clips"] == 4
    assert (folder / "of/pairs.png").is_file() and (folder / "of/control.png").is_file()


def test_tuning_and_attack_are_evaluated_for_all_columns_and_kinds(evaluated):
    result = evaluated[2]
    assert list(result["table"]) == list(result["byKind"]) == list(COLUMNS)
    for column in COLUMNS:
        row, kinds = result["table"][column], result["byKind"][column]
        assert row["lsd.mel.attack"] > 0 and row["lsd.mel.tail"] > 0
        assert row["tuning.clips"] == kinds["bell"]["tuning.clips"] == 3 and kinds["noise"]["tuning.clips"] == 0
        assert kinds["noise"]["tuning.kept"] is None
        assert kinds["bell"]["tuning.kept"] == pytest.approx(row["tuning.kept"], abs=1e-4)
    assert result["quality"]["tuning.kept"] == pytest.approx(result["table"]["model"]["tuning.kept"], abs=1e-4)


def test_cards_show_the_measures_and_read_older_evaluations(evaluated):
    result = evaluated[2]
    tables = card.evaluation_tables(result)
    for name, label in (("main", "steady partials kept / true"), ("main", "mel LSD of attack / tail"), ("kinds", "| ring |")):
        assert label in tables[name]
    line = lambda text, start: next(row for row in text.splitlines() if row.startswith(f"| {start}"))
    assert "cents" in line(tables["kinds"], "bell") and "| 0 | none rings" in line(tables["kinds"], "noise")
    assert "not measured" not in tables["main"] + tables["kinds"]
    assert "≥ 0.75 | ≥ 0.90" in line(tables["requirements"], "steady partials kept")
    new = ("tuning.", "lsd.mel.")
    without = lambda row: {k: v for k, v in row.items() if not k.startswith(new)}
    older = {k: v for k, v in result.items() if k != "byKind"} | {"quality": without(result["quality"])}
    older["table"] = {column: without(row) for column, row in result["table"].items()}
    tables = card.evaluation_tables(older)
    assert line(tables["main"], "steady partials kept").count("not measured") == len(COLUMNS)
    assert "not measured" in line(tables["kinds"], "bell")
    assert line(tables["requirements"], "steady partials kept").endswith("not measured |")
    assert not [label for label in acceptance.missed(older) if label.startswith("steady")]


def test_attack_and_tail_are_measured_apart():
    x = sound(0)
    cut = int(0.1 * SAMPLE_RATE)
    assert metrics.attack_and_tail_distance(x, x) == (0, 0)
    late, early = x.copy(), x.copy()
    late[2 * cut :] *= 0.25
    early[: cut // 2] *= 0.25
    attack, tail = metrics.attack_and_tail_distance(late, x)
    assert attack == 0 and tail > 3
    attack, tail = metrics.attack_and_tail_distance(early, x)
    assert attack > 3 and tail == 0
    attack, tail = metrics.attack_and_tail_distance(x[:cut], x[:cut])
    assert attack == 0 and np.isnan(tail)


def test_the_attack_begins_at_the_onset():
    x = sound(0)
    silence = np.zeros(SAMPLE_RATE // 2)
    x, early = np.concatenate([silence, x]), np.concatenate([silence, x])
    early[len(silence) : len(silence) + SAMPLE_RATE // 20] *= 0.25
    attack, tail = metrics.attack_and_tail_distance(early, x)
    assert attack > 3 and tail == 0


def test_wrong_arguments_are_reported(evaluated, tmp_path, capsys):
    folder, model, _ = evaluated
    for words, says in [
        (["--model", model, "--run", tmp_path, "--examples", folder / "examples"], "give one of them"),
        (["--model", model, "--examples", tmp_path], "run `analyse` first"),
        (["--model", tmp_path, "--examples", folder / "examples"], "manifest.json"),
    ]:
        assert evaluate.run(parsed(evaluate, *words)) == 2
        assert says in capsys.readouterr().err
