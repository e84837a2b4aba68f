"""The table says what is met and what is missed."""

from neurorack_training import asked


def result(**changes):
    quality = {"lsd.raw": 4.0, "lsd.mel": 5.0, "envelope.error.db": 3.1, "control.natural.zcr": 1.4, "dc.max": 2e-5}
    return {"quality": quality | changes, "kinds": {"metal": [6, 5.0, 10], "bell": [6, 7.0, 30], "boom": [2, 3, 9]}}


def line(label, **changes):
    return next(row for row in asked.table(result(**changes)) if row[0] == label)


def test_a_value_is_ambition_met_or_missed():
    assert line("LSD, raw bins, dB")[1:] == ["4.00", "≤ 6.00", "≤ 5.00", "ambition"]
    assert line("LSD, mel bands, dB")[4] == "met"
    assert line("32-sample envelope error, dB")[4] == "**missed**"
    assert line("response of zcr, natural")[1:4] == ["1.40", "0.70 to 1.30", "0.90 to 1.10"]


def test_what_was_not_measured_is_neither():
    assert line("r of rms")[1] == line("r of rms")[4] == "not measured"
    assert "r of rms" not in asked.missed(result())


def test_what_rings_is_weighed_by_its_clips():
    assert line("mel LSD of what rings, dB")[1] == "6.50"


def test_missed_rows_are_named():
    assert asked.missed(result()) == ["response of zcr, natural", "32-sample envelope error, dB"]
