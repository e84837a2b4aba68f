"""Acceptance table: verdicts and missed rows."""

from neurorack_training import acceptance, card


def result(**changes):
    quality = {"lsd.raw": 4.0, "lsd.mel": 3.5, "envelope.error.db": 3.1, "control.natural.zcr": 1.4, "dc.max": 2e-5}
    return {"quality": quality | changes, "kinds": {"metal": [6, 5.0, 10], "bell": [6, 7.0, 30], "boom": [2, 3, 9]}}


def line(label, **changes):
    return next(row for row in acceptance.table(result(**changes)) if row[0] == label)


def test_verdict_is_target_met_met_or_missed():
    assert line("LSD, raw bins, dB")[1:] == ["4.00", "≤ 4.30", "≤ 4.00", "target met"]
    assert line("LSD, mel bands, dB")[4] == "met"
    assert line("32-sample envelope error, dB")[4] == "**missed**"
    assert line("response of zcr, natural")[1:4] == ["1.40", "0.70 to 1.30", "0.90 to 1.10"]


def test_missing_values_have_no_verdict():
    assert line("r of rms")[1] == line("r of rms")[4] == "not measured"
    assert "r of rms" not in acceptance.missed(result())


def test_ringing_kinds_are_weighted_by_clips():
    assert line("mel LSD of ringing sounds, dB")[1] == "6.50"


def test_lists_missed_rows():
    assert acceptance.missed(result()) == ["response of zcr, natural", "32-sample envelope error, dB"]


def test_metal_has_its_own_limits_of_distance():
    measured = result(**{"lsd.raw": 4.7})
    assert "LSD, raw bins, dB" in acceptance.missed(measured)
    assert "LSD, raw bins, dB" not in acceptance.missed(measured, "metal")


def test_card_has_the_losses_of_both_precisions_and_an_older_run_has_none_of_int16():
    row = {"lsd.raw.db": 0.0051, "lsd.mel.db": 0.31, "gain.db": 0.003, "tuning.cents": None}
    rounded = {"lsd.raw.db": 0.4, "lsd.mel.db": 0.2, "gain.db": 0.3}
    written = {"exported": "int8, x", "precisions": {"int16": row, "int8, x": rounded}}
    figures = card.precision_figures(written)
    assert line("int16: LSD from fp32, raw, dB", **figures)[1:] == ["0.005", "≤ 0.300", "≤ 0.300", "target met"]
    assert line("int16: LSD from fp32, mel, dB", **figures)[4] == "**missed**"
    assert line("int16: steady partials moved, cents", **figures)[1] == "not measured"
    assert line("int8 (simulated): LSD from fp32, raw, dB", **figures)[1] == "0.40"
    del written["precisions"]["int16"]
    assert line("int16: mean gain error, dB", **card.precision_figures(written))[1] == "not measured"
