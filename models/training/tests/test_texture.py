"""The hybrid `texture`: its filter bank, encoder, sound, training, evaluation and export, with tiny data and networks."""

import copy
import json

import numpy as np
import onnx
import pytest
import torch

from neurorack_training import evaluate, export, train_texture
from neurorack_training.bands import SPLIT, Bands
from neurorack_training.definitions import BANDS, DESCRIPTORS, HOP, INPUTS, PARTIALS, SAMPLE_RATE, SUBFRAMES
from neurorack_training.examples import Examples
from neurorack_training.export import half_weights
from neurorack_training.model import FrameNet, FrameSincNsf
from neurorack_training.precision import session_of
from neurorack_training.stateful import past_size, stateful_graph, weights_of
from neurorack_training.texture import LATENTS, Texture, begin_noise, embedded, hidden_frames
from neurorack_training.texture_graph import write_encoder
from neurorack_training.texture_losses import Critics, TextureLoss, critic_loss, frame_distance, adversarial_losses
from neurorack_training.texture_player import TexturePlayer, line_strength, missed_gates
from test_training import examples, parsed, trained  # noqa: F401 (a fixture)

FRAMES = 16


def decibels(error, of):
    return float(10 * torch.log10(error.square().mean() / of.square().mean()))


@pytest.fixture(scope="module")
def hybrid():
    torch.manual_seed(1)
    return Texture(FrameSincNsf(8).eval(), 32).eval()


def played(hybrid, latents):
    generator = torch.Generator().manual_seed(2)
    x = torch.randn(1, INPUTS, FRAMES, generator=generator)
    level = 0.1 + 0.2 * torch.rand(1, FRAMES * SUBFRAMES, generator=generator)
    f0 = torch.full((1, FRAMES + 1), 220.0)
    with torch.no_grad():
        return hybrid(latents, x, f0, level, phase=torch.zeros(1, dtype=torch.float64), offsets=torch.zeros(BANDS, dtype=torch.int64)), x, level, f0


def test_a_tone_lies_in_the_bands_around_its_frequency():
    hz = 4.5 * SAMPLE_RATE / (2 * SPLIT)
    energy = Bands().split(torch.sin(2 * torch.pi * hz / SAMPLE_RATE * torch.arange(8192.0))[None])[0, :, 32:-32].square().mean(1)
    assert energy.argmax() == 4 and energy[4] > 1e5 * energy[[2, 6]].max()


def test_an_untrained_hybrid_sounds_like_its_base_whatever_the_latents_are(hybrid):
    made, x, level, f0 = played(hybrid, torch.ones(1, LATENTS, FRAMES))
    base = hybrid.base[0]
    with torch.no_grad():
        alone = base.synthesis(base.net(x), f0, level, phase=torch.zeros(1, dtype=torch.float64), offsets=torch.zeros(BANDS, dtype=torch.int64))
    assert decibels(made - alone, alone) < -100


def test_the_network_is_causal(hybrid):
    torch.manual_seed(3)
    other = copy.deepcopy(hybrid)
    torch.nn.init.normal_(other.net.last.weight, std=0.1)
    latents = torch.zeros(1, LATENTS, FRAMES)
    before, *_ = played(other, latents)
    latents[..., 8:] = 1
    after, *_ = played(other, latents)
    changed = (before != after)[0].nonzero()[:, 0]
    assert 8 * HOP - 32 <= changed.min() < 8 * HOP + 32 and changed.max() == FRAMES * HOP - 1


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
    encoder = Texture(FrameSincNsf(8).eval(), 32).encoder
    for layer in encoder.net[::2]:
        torch.nn.init.zeros_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
    known = colour[:, None].expand(-1, -1, 32)
    share, slopes, before = encoder.begin_with(dark + (0.1 + factor) * bright, base, known)
    with torch.no_grad():
        latents = encoder(dark + (0.1 + factor) * bright).mean(2)
    assert 0.2 < share <= 1 and slopes.shape[0] == before.shape[1] == LATENTS and len(before) == 2
    assert torch.corrcoef(torch.stack([latents[:, 0], torch.log(0.1 + factor[:, 0])]))[0, 1].abs() > 0.8


def test_the_noise_begins_with_the_regression():
    base = FrameSincNsf(8).eval()
    net = embedded(base.net, 32)
    generator = torch.Generator().manual_seed(10)
    slopes, before = torch.randn(LATENTS, 5, generator=generator), torch.randn(9, LATENTS, generator=generator)
    begin_noise(net, slopes, before, torch.ones(5, BANDS))
    x = torch.randn(1, INPUTS, 1, generator=generator)
    with torch.no_grad():
        known = hidden_frames(base.net, x)[0, :, 0]
        latents = torch.cat([known, torch.ones(1)]) @ before
        given = lambda z: (net(torch.cat([x, z[None, :, None]], 1)) - base.net(x))[0, :, 0].view(SUBFRAMES, -1)
        usual, more, less = (given(latents + step * torch.eye(LATENTS)[0]) for step in (0, 1, -1))
    noise = slice(PARTIALS, PARTIALS + BANDS)
    assert usual.abs().max() < 1e-4  # latents that the base's frames predict change nothing
    assert torch.allclose(more[:, noise], (slopes[0].sum() / 4).expand(SUBFRAMES, BANDS), atol=1e-4)
    assert torch.allclose(less[:, noise], -more[:, noise], atol=1e-4)
    assert not more[:, :PARTIALS].abs().max() > 1e-4


def test_the_encoders_graph_gives_the_latents_of_a_stream_five_hops_late(hybrid, tmp_path):
    torch.manual_seed(11)
    encoder = copy.deepcopy(hybrid.encoder)
    torch.nn.init.normal_(encoder.axes, std=0.05)
    section = write_encoder(encoder, tmp_path / "encoder.onnx")
    assert section["delay"] == 5 * HOP and section["encoder"]["outputs"][0] == {"name": "y", "shape": [1, LATENTS, 1, 1]}
    session = session_of(onnx.load(tmp_path / "encoder.onnx"))
    quiet, x = np.zeros(8 * HOP, np.float32), np.random.default_rng(12).standard_normal(20 * HOP).astype(np.float32)
    past, rows = np.zeros(section["encoder"]["inputs"][1]["shape"], np.float32), []
    for hop in np.concatenate([x, quiet]).reshape(-1, HOP):
        y, past = session.run(["y", "next"], {"x": hop.reshape(1, HOP, 1, 1), "past": past})
        rows.append(y.ravel())
    with torch.no_grad():
        whole = encoder(torch.tensor(np.concatenate([quiet, x, quiet]))[None])[0].T.numpy()[8:28]
    assert np.abs(np.array(rows)[5:25] - whole).max() < 1e-5 and whole.std() > 0.05


def test_the_exported_model_plays_what_the_checkpoint_plays(examples, base, tmp_path):  # noqa: F811
    assert texture(examples, base, tmp_path / "run", 2) == 0
    (tmp_path / "sources.json").write_text("[]")
    assert export.run(parsed(export, "--run", tmp_path / "run", "--data", tmp_path, "--out", tmp_path / "model", "--id", "xl")) == 0
    manifest = json.loads((tmp_path / "model/manifest.json").read_text())
    checkpoint = torch.load(tmp_path / "run/checkpoint.pt", weights_only=False)
    assert len(manifest["silence"]) == INPUTS + LATENTS and manifest["timbre"]["texture"]["latents"] == LATENTS
    assert {"xl.onnx", "xl-encoder.onnx"} <= {path.name for path in (tmp_path / "model").iterdir()}
    stored = weights_of(onnx.load(tmp_path / "model/xl.onnx"))
    assert all(torch.equal(stored[name.removeprefix("net.")], value) for name, value in checkpoint["ema"].items() if name.startswith("net."))


def test_large_networks_store_16_bit_weights():
    torch.manual_seed(13)
    net = half_weights(FrameNet(8))
    whole, half = stateful_graph(net), stateful_graph(net, half=True)
    assert len(half.SerializeToString()) < 0.6 * len(whole.SerializeToString())
    assert all(torch.equal(value, weights_of(half)[name]) for name, value in weights_of(whole).items())
    x, past = np.random.default_rng(14).standard_normal((1, INPUTS, 1, 1)).astype(np.float32), np.zeros((1, past_size(net)), np.float32)
    one, other = (session_of(graph).run(["y"], {"x": x, "past": past})[0] for graph in (whole, half))
    assert np.array_equal(one, other)


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
    return train_texture.run(parsed(train_texture, *words, "--channels", 32, "--threads", 1, *more))


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
        ((examples, base, tmp_path / "one", 3, "--channels", 40), "other sizes"),
        ((examples, base, tmp_path / "new", 3, "--from-checkpoint", base), "another family"),
        ((examples, base, tmp_path / "new", 3, "--from-checkpoint", tmp_path / "none"), "is not a file"),
        ((examples, base, tmp_path / "new", 3, "--channels", 40, "--from-checkpoint", tmp_path / "one/checkpoint.pt"), "other sizes"),
    ]:
        assert texture(*words) == 2
        assert says in capsys.readouterr().err
