"""Measurement of timbre, and its synthesis."""

import numpy as np
import pytest
import torch

from neurorack_training import timbre, track_sources
from neurorack_training.definitions import BANDS, CODE, COLOUR, HOP, INPUTS, MODAL_BANDS, OUTPUTS, PARTIALS, PLAIN_INPUTS, SUBFRAMES
from neurorack_training.model import CodeEncoder, FrameNet, FrameSincNsf, Synthesis, at_frames
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


def test_the_synthesis_plays_a_track_at_its_frequency_and_level_times_its_bands_factor():
    synthesis, blocks = Synthesis(), 64
    band = timbre.modal_bands(np.array([1000.0]))
    out = torch.full((1, SUBFRAMES, OUTPUTS, blocks), -20.0)
    out[:, :, PARTIALS + BANDS + int(band[0])] = np.log(2)
    hz, ratio = np.full((1, 40), 1000.0), np.full((1, 40), 0.5)
    sources, power = track_sources.band_sources(hz, ratio, np.full(blocks * SUBFRAMES, 0.4), band, np.array([0.25]), 0, blocks * SUBFRAMES, MODAL_BANDS)
    with torch.no_grad():
        *_, factor, _ = synthesis.gains(out.flatten(1, 2), torch.full((1, blocks + 1), 100.0), torch.full((1, blocks * SUBFRAMES), 0.4))
        sound = synthesis.modes(factor, torch.tensor(sources[None]))[0].numpy()
    n = np.arange(blocks * HOP)
    factor = np.exp(5 * np.tanh(np.log(2) / 5))
    expected = 0.4 * 0.5 * factor * np.sin(2 * np.pi * (0.25 + 1000 * (n + 1) / 44_100))
    assert np.abs(sound - expected)[32:].max() < 1e-4
    assert power[band[0], 8] == pytest.approx(0.5 * 0.2**2) and power.sum(0)[8] == pytest.approx(power[band[0], 8])


def test_harmonics_sound_as_far_as_the_sound_is_harmonic():
    synthesis = Synthesis()
    out = torch.zeros(1, SUBFRAMES * OUTPUTS, 4)
    f0, level = torch.full((1, 5), 100.0), torch.ones(1, 4 * SUBFRAMES)
    with torch.no_grad():
        whole, *_ = synthesis.gains(out, f0, level)
        half, *_ = synthesis.gains(out, f0, level, torch.full((1, 5), 0.25))
        none, *_ = synthesis.gains(out, f0, level, torch.zeros(1, 5))
    assert torch.allclose(half, whole / 2) and float(none.abs().max()) == 0


@pytest.mark.parametrize("inputs", [PLAIN_INPUTS, PLAIN_INPUTS + 32 + MODAL_BANDS])
def test_a_network_of_an_earlier_model_plays_the_same_harmonics_and_noise_when_widened(inputs):
    old, new = FrameNet(8, inputs, 145 if inputs == PLAIN_INPUTS else OUTPUTS), FrameNet(8)
    new.load_state_dict(widened(old.state_dict(), new.state_dict()))
    x = torch.randn(1, new.inputs, 20)
    known = x[:, :PLAIN_INPUTS]
    if inputs > PLAIN_INPUTS:
        known = torch.cat([known, torch.zeros(1, 32, 20), x[:, PLAIN_INPUTS + CODE : PLAIN_INPUTS + CODE + MODAL_BANDS]], 1)
    with torch.no_grad():
        before = old(known).view(1, SUBFRAMES, old.outputs, 20)
        after = new(x).view(1, SUBFRAMES, OUTPUTS, 20)
    assert torch.allclose(before[:, :, :144], after[:, :, :144], atol=1e-6)
    assert torch.allclose(before[:, :, -1], after[:, :, -1], atol=1e-6)
    assert float(after[:, :, 144:-1].abs().max()) == 0  # the tracks as measured


def test_the_code_is_free_of_what_the_descriptors_say():
    encoder = CodeEncoder().eval()
    descriptors = torch.randn(1, 9, 7)
    colour = encoder.expected(descriptors).detach() * encoder.SCALE + encoder.CENTRE
    with torch.no_grad():
        plain = encoder(colour, descriptors)
        bright = encoder(colour + 6 * torch.linspace(-1, 1, COLOUR["bands"]), descriptors)
    assert plain.shape == (1, CODE, 9)
    assert torch.allclose(plain[..., 1:-1], plain[..., 1:2].expand_as(plain[..., 1:-1]), atol=1e-5)
    assert float((bright - plain).abs().max()) > 1e-3


def test_a_code_is_read_between_its_points():
    code = torch.tensor([[[0.0, 4.0, 8.0]]])
    assert at_frames(code, 8)[0, 0] == pytest.approx([1, 2, 3, 4, 5, 6, 7, 8])
    assert at_frames(code, 12)[0, 0, 8:] == pytest.approx([8] * 4)


def test_the_network_without_a_moving_timbre_has_no_code_no_tracks_and_full_harmonicity():
    x = FrameSincNsf(8).network_input(torch.zeros(1, 7, 4), torch.ones(1, 4), torch.ones(1, 24))
    assert x.shape[1] == INPUTS
    assert x[0, PLAIN_INPUTS:-1].abs().max() == 0 and x[0, -1].tolist() == [3, 3, 3]
