"""Measurement of timbre, and its synthesis."""

import numpy as np
import pytest
import torch

from neurorack_training import timbre
from neurorack_training.definitions import BANDS, CODE, COLOUR, HOP, MODAL_BANDS, MODES, OUTPUTS, PARTIALS, PLAIN_INPUTS, SUBFRAMES
from neurorack_training.examples import Timbre
from neurorack_training.model import FrameNet, FrameSincNsf, ModeBank, Synthesis, TimbreEncoder, seeded_modes
from neurorack_training.train import widened

BELL = {523.0: 1.0, 1187.0: 0.5, 2963.0: 0.25}


def bell(seconds=1.0, lead=0.05):
    t = np.arange(int(44_100 * seconds)) / 44_100
    sound = sum(a * np.exp(-5 * t) * np.sin(2 * np.pi * hz * t) for hz, a in BELL.items())
    return np.concatenate([np.zeros(int(44_100 * lead)), 0.3 * sound])


def test_modes_of_a_bell_are_its_partials():
    hz, share = timbre.modes(bell())
    assert hz == pytest.approx(list(BELL), rel=1e-3)
    power = np.array(list(BELL.values())) ** 2
    assert share == pytest.approx(power / power.sum(), rel=0.02)


def test_noise_and_silence_have_no_modes():
    rng = np.random.default_rng(0)
    assert len(timbre.modes(0.1 * rng.standard_normal(44_100))[0]) == 0
    assert len(timbre.modes(np.zeros(4000))[0]) == 0
    assert len(timbre.modes(np.zeros(0))[0]) == 0


def test_colour_is_relative_and_separates_early_from_late():
    rng = np.random.default_rng(0)
    early = np.sin(2 * np.pi * 100 * np.arange(2048) / 44_100)
    late = np.sin(2 * np.pi * 8000 * np.arange(40_000) / 44_100)
    x = np.concatenate([early, late]) + 1e-4 * rng.standard_normal(42_048)
    rows = timbre.colour(x).reshape(3, COLOUR["bands"])
    assert rows[0].argmax() < 3 and rows[2].argmax() > 16
    assert timbre.colour(0.1 * x) == pytest.approx(timbre.colour(x), abs=1e-6)
    assert timbre.colour(np.zeros(100)).shape == (72,)


def test_mode_weights_of_a_band_have_unit_energy():
    hz, share = timbre.modes(bell())
    weights, bands = timbre.modal_weights(hz, share), timbre.modal_bands(hz)
    for band in set(bands):
        assert (weights[bands == band] ** 2).sum() == pytest.approx(1)


def test_the_synthesis_plays_a_mode_at_its_frequency_and_its_bands_gain():
    synthesis = Synthesis()
    out = torch.full((1, SUBFRAMES, OUTPUTS, 64), -20.0)
    out[:, :, PARTIALS + BANDS + int(timbre.modal_bands(np.array([1000.0]))[0])] = 0.0
    bank = ModeBank(
        hz=torch.tensor([[1000.0, 5000.0]]),
        weight=torch.tensor([[1.0, 1.0]]),
        band=torch.tensor(timbre.modal_bands(np.array([[1000.0, 5000.0]]))),
        phase=torch.tensor([[0.25, 0.5]]),
    )
    flat = out.flatten(1, 2)
    f0, level = torch.full((1, 65), 100.0), torch.full((1, 64 * SUBFRAMES), 0.5)
    with torch.no_grad():
        *_, modal, _ = synthesis.gains(flat, f0, level)
        sound = synthesis.modes(modal, bank)[0].numpy()
    n = np.arange(64 * HOP)
    expected = 0.5 * np.exp(-3) * np.sin(2 * np.pi * (0.25 + 1000 * (n + 1) / 44_100))
    assert np.abs(sound - expected)[64:].max() < 2e-4  # the other band is 70 dB down


def test_a_network_without_timbre_sounds_the_same_when_widened():
    old, new = FrameNet(8, 15, 145), FrameNet(8)
    new.load_state_dict(widened(old.state_dict(), new.state_dict()))
    x = torch.randn(1, new.inputs, 20)
    with torch.no_grad():
        before = old(x[:, :15]).view(1, SUBFRAMES, 145, 20)
        after = new(x).view(1, SUBFRAMES, OUTPUTS, 20)
    assert torch.allclose(before[:, :, :144], after[:, :, :144], atol=1e-6)
    assert torch.allclose(before[:, :, -1], after[:, :, -1], atol=1e-6)
    assert float(after[:, :, 144:-1].max()) == -2


def test_a_network_of_a_smaller_code_sounds_the_same_when_widened():
    old, new = FrameNet(8, PLAIN_INPUTS + 4 + MODAL_BANDS), FrameNet(8)
    new.load_state_dict(widened(old.state_dict(), new.state_dict()))
    x = torch.randn(1, new.inputs, 20)
    known = torch.cat([x[:, : PLAIN_INPUTS + 4], x[:, -MODAL_BANDS:]], 1)
    with torch.no_grad():
        assert torch.allclose(old(known), new(x), atol=1e-6)


def test_larger_code_adds_the_residual_of_the_smaller():
    colours = torch.randn(300, 72, generator=torch.Generator().manual_seed(1)) @ torch.diag(torch.linspace(10, 1, 72)) + 3
    small, large = TimbreEncoder(4), TimbreEncoder(12)
    small.start_from(colours)
    large.grow_from(small, colours)
    with torch.no_grad():
        made = large.fold(colours)
        assert torch.allclose(made[:, :4], small.fold(colours), atol=1e-5)
        assert made[:, 4:].mean(0) == pytest.approx(np.zeros(8), abs=1e-4)
        assert made[:, 4:].std(0, unbiased=False) == pytest.approx(np.ones(8), abs=1e-3)
        assert np.abs(np.corrcoef(made.T.numpy()) - np.eye(12)).max() < 0.05  # uncorrelated


def test_silence_before_a_sound_has_no_timbre():
    code, modal = torch.ones(1, CODE), torch.ones(1, MODAL_BANDS)
    sounds = torch.tensor([[0.0, 0.0, 1.0, 1.0]])
    x = FrameSincNsf(8).network_input(torch.zeros(1, 7, 4), torch.ones(1, 4), torch.ones(1, 24), code, modal, sounds)
    assert x[0, 15:, 0].abs().max() == 0 and x[0, 15:, 1:].min() == 1


def test_code_starts_as_whitened_principal_components_even_of_few_sounds():
    colours = torch.randn(200, 72, generator=torch.Generator().manual_seed(1)) @ torch.diag(torch.linspace(10, 1, 72))
    encoder = TimbreEncoder()
    encoder.start_from(colours)
    with torch.no_grad():
        folded = encoder.fold(colours)
    assert folded.std(0, unbiased=False) == pytest.approx(np.ones(CODE), abs=1e-3)
    encoder.start_from(colours[:3])
    assert torch.isfinite(encoder(colours)).all()


def test_measured_row_is_converted_for_network_and_synthesis():
    made = Timbre.of(timbre.measure(bell()))
    assert made.modes[0, :3] == pytest.approx(list(BELL), rel=1e-3) and made.modes[0, 3:].max() == 0
    assert made.modal.max() < 3 and (made.modal > 0).sum() == len(set(made.modes[2, :3]))
    assert made.modes.shape == (3, MODES["count"])


def test_a_seed_gives_the_same_phases():
    assert torch.equal(seeded_modes(1), seeded_modes(1)) and not torch.equal(seeded_modes(1), seeded_modes(2))
