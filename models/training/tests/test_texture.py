"""The hybrid `texture`: its filter bank, sound, training and evaluation, with tiny data and networks."""

import json

import numpy as np
import pytest
import torch

from neurorack_training import evaluate, train_texture
from neurorack_training.bands import SPLIT, Bands
from neurorack_training.definitions import BANDS, DESCRIPTORS, HOP, INPUTS, SAMPLE_RATE, SUBFRAMES
from neurorack_training.examples import Examples
from neurorack_training.model import FrameSincNsf
from neurorack_training.texture import LATENTS, Texture
from neurorack_training.texture_losses import Critics, TextureLoss, critic_loss, frame_distance, adversarial_losses
from neurorack_training.texture_player import TexturePlayer, line_strength, missed_gates
from test_training import examples, parsed, trained  # noqa: F401 (a fixture)

FRAMES = 16


def decibels(error, of):
    return float(10 * torch.log10(error.square().mean() / of.square().mean()))


@pytest.fixture(scope="module")
def hybrid():
    torch.manual_seed(1)
    return Texture(FrameSincNsf(8).eval(), 16, 8).eval()


def played(hybrid, latents):
    generator = torch.Generator().manual_seed(2)
    x = torch.randn(1, INPUTS, FRAMES, generator=generator)
    level = 0.1 + 0.2 * torch.rand(1, FRAMES * SUBFRAMES, generator=generator)
    f0 = torch.full((1, FRAMES + 1), 220.0)
    with torch.no_grad():
        return hybrid(latents, x, f0, level, phase=torch.zeros(1, dtype=torch.float64), offsets=torch.zeros(BANDS, dtype=torch.int64)), x, level, f0


def test_the_bands_of_a_sound_joined_again_are_the_sound():
    bands, x = Bands(), torch.randn(2, 400 * SPLIT, generator=torch.Generator().manual_seed(1))
    again = bands.join(bands.split(x))
    assert again.shape == x.shape and bands.split(x).shape == (2, SPLIT, 400)
    assert decibels((again - x)[:, 512:-512], x) < -55


def test_a_tone_lies_in_the_bands_around_its_frequency():
    hz = 4.5 * SAMPLE_RATE / (2 * SPLIT)
    energy = Bands().split(torch.sin(2 * torch.pi * hz / SAMPLE_RATE * torch.arange(8192.0))[None])[0, :, 32:-32].square().mean(1)
    assert energy.argmax() == 4 and energy[4] > 1e5 * energy[[2, 6]].max()


def test_an_untrained_hybrid_sounds_like_its_base(hybrid):
    for layer in (hybrid.decoder.noise, hybrid.decoder.leave, hybrid.decoder.direct):
        torch.nn.init.zeros_(layer.weight)
    made, x, level, f0 = played(hybrid, torch.zeros(1, LATENTS, FRAMES))
    base = hybrid.base[0]
    with torch.no_grad():
        alone = base.synthesis(base.net(x), f0, level, phase=torch.zeros(1, dtype=torch.float64), offsets=torch.zeros(BANDS, dtype=torch.int64))
    assert decibels(made - alone, alone) < -15  # the crossover of the noise is a factor of each band


def test_the_decoder_is_causal_but_for_its_filter_bank(hybrid):
    torch.manual_seed(3)
    for layer in (hybrid.decoder.noise, hybrid.decoder.leave):
        torch.nn.init.normal_(layer.weight, std=0.1)
    latents = torch.zeros(1, LATENTS, FRAMES)
    before, *_ = played(hybrid, latents)
    latents[..., 8:] = 1
    after, *_ = played(hybrid, latents)
    changed = (before != after)[0].nonzero()[:, 0]
    assert 8 * HOP - 256 <= changed.min() < 8 * HOP + 32 and changed.max() == FRAMES * HOP - 1


def test_silence_is_played_as_silence(hybrid):
    with torch.no_grad():
        made = hybrid(torch.ones(1, LATENTS, 4), torch.randn(1, INPUTS, 4), torch.full((1, 5), 100.0), torch.zeros(1, 4 * SUBFRAMES))
    assert not made.any()


def test_latents_do_not_depend_on_loudness(hybrid):
    x = torch.randn(1, FRAMES * HOP, generator=torch.Generator().manual_seed(4))
    with torch.no_grad():
        loud, soft = hybrid.encoder(x), hybrid.encoder(0.1 * x)
    assert loud.shape == (1, LATENTS, FRAMES) and loud.abs().max() < 2
    assert (loud - soft).abs().max() < 1e-3


def test_latents_begin_with_what_the_base_lacks_and_the_decoder_does_not_know():
    generator = torch.Generator().manual_seed(9)
    noise = 0.1 * torch.randn(24, 32 * HOP, generator=generator)
    dark = torch.nn.functional.avg_pool1d(noise, 3, 1, 1)
    colour, factor = torch.rand(2, 24, 1, generator=generator)
    bright = noise - dark
    base = dark + (0.1 + colour) * bright
    encoder = Texture(FrameSincNsf(8).eval(), 16, 8).encoder
    for layer in encoder.net[::2]:
        torch.nn.init.zeros_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
    known = colour[:, None].expand(-1, -1, 32)
    share, slopes, before = encoder.begin_with(dark + (0.1 + factor) * bright, base, known)
    with torch.no_grad():
        latents = encoder(dark + (0.1 + factor) * bright).mean(2)
    assert 0.2 < share <= 1 and slopes.shape[0] == before.shape[1] == LATENTS and len(before) == 2
    assert torch.corrcoef(torch.stack([latents[:, 0], torch.log(0.1 + factor[:, 0])]))[0, 1].abs() > 0.8


def test_the_direct_layer_begins_with_the_regression(hybrid):
    decoder = Texture(FrameSincNsf(8).eval(), 16, 8).decoder
    inputs = decoder.direct.in_channels - LATENTS
    generator = torch.Generator().manual_seed(10)
    slopes, before = torch.randn(LATENTS, 5, generator=generator), torch.randn(inputs + 1, LATENTS, generator=generator)
    decoder.begin_with(slopes, before, torch.ones(5, BANDS))
    known = torch.randn(inputs, generator=generator)
    latents = torch.cat([known, torch.ones(1)]) @ before
    with torch.no_grad():
        usual = decoder.direct(torch.cat([latents, known])[None, :, None])
        more = decoder.direct(torch.cat([latents + torch.eye(LATENTS)[0], known])[None, :, None])
    assert usual.abs().max() < 1e-4  # latents that the base's frames predict change nothing
    assert torch.allclose(more, (slopes[0].sum() / 4).expand_as(more), atol=1e-4)


def test_the_loss_measures_decibels():
    power = torch.rand(1, 32, 20, generator=torch.Generator().manual_seed(5)) + 0.5
    assert float(frame_distance(2 * power, power)) == pytest.approx(3.01, abs=0.2)
    x = torch.randn(2, 8192, generator=torch.Generator().manual_seed(6))
    spectral, distance = TextureLoss()(x, x)
    assert float(spectral) == 0 and float(distance) < 0.11


def test_critics_learn_to_separate_tones_from_noise():
    torch.manual_seed(7)
    critics, tone = Critics(4), torch.sin(0.1 * torch.arange(8192.0)).repeat(2, 1)
    noise = torch.randn(2, 8192)
    optimizer = torch.optim.Adam(critics.parameters(), 3e-3)
    first = None
    for _ in range(20):
        loss = critic_loss(critics, noise, tone)
        first = first or float(loss.detach())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert float(loss.detach()) < 0.7 * first
    assert adversarial_losses(critics, noise, tone)[0] > adversarial_losses(critics, tone, tone)[0]
    assert float(adversarial_losses(critics, tone, tone)[1]) == 0


def texture(examples, base, folder, steps, *more):
    words = ["--examples", examples, "--base", base, "--run", folder, "--steps", steps, "--batch", 2, "--controlled", 1]
    return train_texture.run(parsed(train_texture, *words, "--channels", 8, "--width", 8, "--threads", 1, *more))


@pytest.fixture(scope="module")
def base(examples, tmp_path_factory):  # noqa: F811
    folder = tmp_path_factory.mktemp("base")
    trained(examples, folder, 2)
    return folder / "checkpoint.pt"


def test_an_interrupted_training_resumes_to_the_same_result(examples, base, tmp_path):  # noqa: F811
    assert texture(examples, base, tmp_path / "whole", 5) == 0  # critics take part in the last step
    assert texture(examples, base, tmp_path / "parts", 5, "--stop-after", 2) == 0
    assert texture(examples, base, tmp_path / "parts", 5) == 0
    whole, parts = (torch.load(tmp_path / run / "checkpoint.pt", weights_only=False) for run in ("whole", "parts"))
    assert all(torch.equal(value, parts["ema"][name]) for name, value in whole["ema"].items())
    assert all(torch.equal(value, parts["critics"][name]) for name, value in whole["critics"].items())
    once, again = ((tmp_path / run / "losses.csv").read_text() for run in ("whole", "parts"))
    assert once == again and len(once.splitlines()) == 6


def test_a_training_lowers_the_distance_and_keeps_its_base(examples, base, tmp_path):  # noqa: F811
    assert texture(examples, base, tmp_path, 40, "--learning-rate", 1e-2) == 0
    losses = np.genfromtxt(tmp_path / "losses.csv", delimiter=",", names=True)
    assert losses["distance"][-8:].mean() < 0.95 * losses["distance"][:8].mean()
    kept = torch.load(tmp_path / "checkpoint.pt", weights_only=False)["base"]["ema"]
    assert all(torch.equal(value, kept[name]) for name, value in torch.load(base, weights_only=False)["ema"].items())


def test_an_evaluation_measures_latents_and_lines(examples, base, tmp_path, monkeypatch, capsys):  # noqa: F811
    assert texture(examples, base, tmp_path, 2) == 0
    response = {mode: {a: {b: float(a == b) for b in DESCRIPTORS} for a in DESCRIPTORS} for mode in ("alone", "natural")}
    monkeypatch.setattr(evaluate, "control", lambda *given: response)  # a minute of analyses
    assert evaluate.run(parsed(evaluate, "--run", tmp_path, "--examples", examples, "--clips", 2, "--threads", 1)) == 0
    quality = json.loads((tmp_path / "evaluation.json").read_text())["quality"]
    assert {"latents.zeroed.lsd.raw", "latents.zeroed.lsd.mel", "lines.db", "lines.max.db"} <= quality.keys()
    assert quality["silence.dbfs"] == pytest.approx(-200, abs=0.1)
    assert "gate missed: lsd.raw" in capsys.readouterr().out


def test_latents_change_what_is_played(examples, base, tmp_path):  # noqa: F811
    assert texture(examples, base, tmp_path, 3, "--learning-rate", 1e-2) == 0
    player = TexturePlayer(torch.load(tmp_path / "checkpoint.pt", weights_only=False), Examples(examples))
    example = player.examples.held_out[0]
    x, natural, level = player.examples.read(example)
    one, other = (player(natural, level, player.examples.partials(example), sound=sound) for sound in (x, None))
    assert len(one) == len(x) and np.abs(one - other).max() > 1e-6


def test_lines_at_the_frame_rate_are_found():
    rng, t = np.random.default_rng(8), np.arange(2 * SAMPLE_RATE)
    noise = rng.standard_normal(len(t))
    comb = sum(np.sin(2 * np.pi * number * t / HOP) for number in range(1, 60))
    assert line_strength(noise + 0.05 * comb) > line_strength(noise) + 3
    assert np.isnan(line_strength(noise[:1000]))


def test_each_gate_is_named_with_its_value():
    good = {"f0.within50cents": 0.9, "lsd.raw": 3.8, "lsd.mel": 3.5, "latents.zeroed.lsd.mel": 0.5, "lines.db": 0.1}
    assert missed_gates(good) == []
    assert missed_gates(good | {"lines.db": 4.0}) == ["gate missed: lines.db 4.000, <= 1.0 needed"]


def test_a_training_begins_with_the_weights_of_another(examples, base, tmp_path):  # noqa: F811
    assert texture(examples, base, tmp_path / "first", 2) == 0
    assert texture(examples, base, tmp_path / "next", 1, "--from-checkpoint", tmp_path / "first/checkpoint.pt", "--learning-rate", 0) == 0
    first, then = (torch.load(tmp_path / run / "checkpoint.pt", weights_only=False) for run in ("first", "next"))
    assert then["step"] == 1 and all(torch.equal(value, then["ema"][name]) for name, value in first["ema"].items())


def test_wrong_starts_are_reported(examples, base, tmp_path, capsys):  # noqa: F811
    assert texture(examples, base, tmp_path / "one", 1) == 0
    for words, says in [
        ((examples, base, base.parent, 3), "another family"),
        ((examples, tmp_path / "none", tmp_path / "new", 3), "neither a model folder nor a checkpoint"),
        ((examples, base, tmp_path / "one", 3, "--channels", 12), "other sizes"),
        ((examples, base, tmp_path / "new", 3, "--from-checkpoint", base), "another family"),
        ((examples, base, tmp_path / "new", 3, "--from-checkpoint", tmp_path / "none"), "is not a file"),
        ((examples, base, tmp_path / "new", 3, "--channels", 12, "--from-checkpoint", tmp_path / "one/checkpoint.pt"), "other sizes"),
    ]:
        assert texture(*words) == 2
        assert says in capsys.readouterr().err
