"""Training loop, checkpoints and exports, with a tiny data set and network."""

import json
from argparse import ArgumentParser

import numpy as np
import onnxruntime
import pytest
import torch

from neurorack_training import analyse, average, export, train
from neurorack_training.definitions import HOP, INPUTS, MODAL_BANDS, OUTPUTS, SUBFRAMES, WINDOWS
from neurorack_training.features import descriptors, level_lane
from neurorack_training.losses import Analysis, SpectralLoss, readable_share, steady_loss
from neurorack_training.model import FrameNet, Synthesis, gain_of, seeded_offsets, seeded_phase
from neurorack_training.offsets import offset


def parsed(module, *words):
    parser = ArgumentParser()
    module.add_arguments(parser)
    return parser.parse_args([str(w) for w in words])


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    rng = np.random.default_rng(0)
    index, offset = [], 0
    with open(folder / "samples.i16", "wb") as file:
        for n in range(4):
            t = np.arange(22_050) / 44_100
            x = np.exp(-8 * t) * (np.sin(2 * np.pi * 110 * 2**n * t) + 0.3 * rng.standard_normal(len(t)))
            file.write((0.6 * x / np.abs(x).max() * 32767).astype(np.int16).tobytes())
            index.append(
                {"name": f"tone {n}", "kind": "hit", "kit": "test", "split": "held-out" if n == 3 else "train"}
                | {"designed": False, "offset": offset, "length": len(x), "source": "made here", "licence": "CC0-1.0"}
            )
            offset += len(x)
    (folder / "index.json").write_text(json.dumps(index))
    out = folder / "examples"
    assert analyse.run(parsed(analyse, "--data", folder, "--out", out, "--variants", 2, "--workers", 1)) == 0
    return out


def trained(examples, folder, steps, stop_after=0, learning_rate=2e-3):
    words = ["--examples", examples, "--run", folder, "--steps", steps, "--batch", 2, "--controlled", 1]
    words += ["--channels", 8, "--stop-after", stop_after, "--threads", 1, "--learning-rate", learning_rate]
    assert train.run(parsed(train, *words)) == 0
    return torch.load(folder / "checkpoint.pt", weights_only=False)


def test_an_interrupted_training_resumes_to_the_same_result(examples, tmp_path):
    whole = trained(examples, tmp_path / "whole", 4)
    trained(examples, tmp_path / "parts", 4, stop_after=2)
    parts = trained(examples, tmp_path / "parts", 4)
    for name, value in whole["ema"].items():
        assert torch.equal(value, parts["ema"][name]), name
    assert (tmp_path / "whole/losses.csv").read_text() == (tmp_path / "parts/losses.csv").read_text()


def test_the_same_seed_and_data_give_the_same_first_hundred_losses(examples, tmp_path):
    for folder in ("once", "again"):
        trained(examples, tmp_path / folder, 1000, stop_after=100)
    once, again = ((tmp_path / folder / "losses.csv").read_text() for folder in ("once", "again"))
    assert once == again
    assert len(once.splitlines()) == 101


def test_the_mean_of_two_trainings_lies_between_them(examples, tmp_path):
    first = trained(examples, tmp_path / "first", 2)
    second = trained(examples, tmp_path / "second", 6)
    runs = [f"{tmp_path}/first=0.25", f"{tmp_path}/second=0.75"]
    assert average.run(parsed(average, *runs, "--out", tmp_path / "mean")) == 0
    assert (tmp_path / "mean/losses.csv").read_bytes() == (tmp_path / "second/losses.csv").read_bytes()
    mean = torch.load(tmp_path / "mean/checkpoint.pt", weights_only=False)
    for name, value in mean["ema"].items():
        assert torch.allclose(value, 0.25 * first["ema"][name] + 0.75 * second["ema"][name]), name
    assert average.run(parsed(average, *runs[:1], "--out", tmp_path / "less")) == 2
    assert not (tmp_path / "less").exists()


def test_runs_with_other_inputs_are_not_averaged(examples, tmp_path, capsys):
    state = trained(examples, tmp_path / "one", 2)
    state["ema"]["first.weight"] = state["ema"]["first.weight"][:, :-1].clone()
    (tmp_path / "other").mkdir()
    torch.save(state, tmp_path / "other/checkpoint.pt")
    runs = [f"{tmp_path}/other=0.5", f"{tmp_path}/one=0.5"]
    assert average.run(parsed(average, *runs, "--out", tmp_path / "mean")) == 2
    assert "other network inputs" in capsys.readouterr().err


def test_training_lowers_the_loss(examples, tmp_path):
    trained(examples, tmp_path, 120, learning_rate=2e-2)
    losses = np.genfromtxt(tmp_path / "losses.csv", delimiter=",", names=True)
    for part, share in (("total", 0.75), ("descriptors", 0.75), ("control", 0.85)):
        assert losses[part][-30:].mean() < share * losses[part][:10].mean(), part


def test_the_exported_graph_played_frame_by_frame_equals_the_network(examples, tmp_path):
    net = export.trained_net(trained(examples, tmp_path, 2))
    spec = export.write_onnx(net, tmp_path / "net.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "net.onnx"))
    past = {t["name"]: np.zeros(t["shape"], np.float32) for t in spec["inputs"][1:]}
    x = torch.randn(1, INPUTS, 80, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        whole = net(x)[0].numpy()
    worst = 0.0
    for k in range(80):
        y, *kept = session.run(None, {"x": x[:, :, k].numpy().reshape(1, INPUTS, 1, 1), **past})
        past = {pair["input"]: kept[i] for i, pair in enumerate(spec["state"])}
        worst = max(worst, np.abs(y[0, :, 0, 0] - whole[:, k]).max())
    assert worst < 1e-5


def test_a_block_never_depends_on_later_frames():
    net = FrameNet(8)
    x = torch.randn(1, INPUTS, 40)
    later = x.clone()
    later[..., 20:] += 1
    with torch.no_grad():
        a, b = net(x), net(later)
    assert torch.equal(a[..., :20], b[..., :20])
    assert not torch.equal(a[..., 20:], b[..., 20:])


def test_crossover_passes_tones_below_and_noise_above_the_cutoff():
    synthesis = Synthesis()
    n = np.arange(64 * HOP)
    low, high = (torch.tensor(np.sin(2 * np.pi * f * n / 44_100)).float()[None] for f in (300, 12_000))
    cutoff = torch.full((1, 64 * SUBFRAMES), 4000.0)
    rms = lambda x: float(x[:, 1000:-1000].square().mean().sqrt())
    assert rms(synthesis.low_pass(low, cutoff)) == pytest.approx(rms(low), rel=0.02)
    assert rms(synthesis.low_pass(high, cutoff)) < 0.01 * rms(high)


def test_gain_is_bounded_and_reaches_zero_with_a_trainable_slope():
    o = torch.linspace(-40, 40, 801, dtype=torch.float64, requires_grad=True)
    gain = gain_of(o)
    asked = torch.exp(5 * torch.tanh(o / 5) - 3) - np.exp(-8)
    assert torch.allclose(gain, asked, rtol=1e-6, atol=1e-12)
    assert 20 * np.log10(gain[0].item()) < -180 and gain[-1].item() == pytest.approx(np.exp(2), rel=1e-2)
    slope = torch.autograd.grad(gain.log().sum(), o)[0]
    assert slope[:400].min() > 0.39  # of its logarithm, wherever it is below -26 dB
    single = gain_of(o.detach().float())
    assert torch.allclose(single.double(), gain, rtol=1e-5, atol=0)


def test_loss_weights_can_be_set_and_wrong_ones_are_reported(examples, tmp_path, capsys):
    assert train.loss_weights("control=.8,onset=0") == train.WEIGHTS | {"control": 0.8, "onset": 0}
    for written, says in (("rolloff=1", "rolloff"), ("control=much", "control needs a number of zero or more"), ("control=-1", "control")):
        words = ["--examples", examples, "--run", tmp_path / "run", "--channels", 8, "--weights", written]
        assert train.run(parsed(train, *words)) == 2
        assert says in capsys.readouterr().err


def test_partials_above_nyquist_are_silent():
    synthesis = Synthesis()
    out = torch.full((1, SUBFRAMES, OUTPUTS, 8), -20.0)
    out[:, :, 47] = 20.0  # the 48th partial alone: 48 x 1000 Hz
    f0, level = torch.full((1, 9), 1000.0), torch.full((1, 64), 0.1)
    gain, *_ = synthesis.gains(out.flatten(1, 2), f0, level)
    assert float(gain[..., 47].max()) < 1e-6


def test_a_seed_gives_the_same_noise_and_another_seed_another():
    assert torch.equal(seeded_offsets(1), seeded_offsets(1)) and seeded_phase(1) == seeded_phase(1)
    assert not torch.equal(seeded_offsets(1), seeded_offsets(2))


def test_the_differentiable_analysis_agrees_with_librosa():
    rng = np.random.default_rng(3)
    t = np.arange(16_384) / 44_100
    x = (0.3 * np.sin(2 * np.pi * 440 * t) + 0.05 * rng.standard_normal(len(t))).astype(np.float32)
    exact = descriptors(x, with_dither=False)
    got = Analysis()(torch.tensor(x)[None], torch.zeros(len(x)), torch.tensor(exact[2])[None])
    inner = slice(4, -4)
    assert got["centroid"][0, inner].numpy() == pytest.approx(np.log2(exact[5, inner] + 20), abs=0.01)
    assert got["bandwidth"][0, inner].numpy() == pytest.approx(np.log2(exact[4, inner] + 20), abs=0.01)
    assert got["flatness"][0, inner].numpy() == pytest.approx(np.log10(exact[3, inner]), abs=0.02)
    assert got["level"][0, inner].numpy() == pytest.approx(20 * np.log10(exact[0, inner]), abs=0.02)


def test_the_level_lane_holds_a_click_for_512_samples():
    x = np.zeros(4 * HOP, np.float32)
    x[100] = 1
    lane = level_lane(x, 5)
    assert lane[:3].max() == 0
    assert lane[3:19] == pytest.approx(np.sqrt(1 / 32))
    assert lane[19:].max() == 0


def test_frames_are_centred_as_in_librosa():
    x = np.zeros(8 * HOP, np.float32)
    x[4 * HOP] = 1
    rms = descriptors(x, with_dither=False)[0]
    assert rms.shape == (9,)
    assert np.nonzero(rms)[0].tolist() == [4, 5] or np.nonzero(rms)[0].tolist() == [4]
    assert rms[4] == pytest.approx(np.sqrt(1 / WINDOWS["rms"]))


def test_spectral_loss_is_zero_only_for_the_same_sound():
    x = torch.randn(1, 8192) * 0.1
    loss = SpectralLoss()
    assert float(loss(x, x)) == 0
    assert float(loss(0.5 * x, x)) > 0.5


def test_factors_that_jitter_are_penalised_only_in_bands_with_tracks():
    rng = np.random.default_rng(1)
    frames = 6
    smooth = torch.zeros(1, SUBFRAMES, OUTPUTS, frames)
    # A straight rise over all sub-frames.
    smooth[:, :, -MODAL_BANDS - 1 : -1] = torch.arange(frames * SUBFRAMES).view(frames, SUBFRAMES).T[None, :, None] * 0.05
    jittered = smooth.clone()
    jittered[:, :, -MODAL_BANDS - 1] += torch.tensor(rng.standard_normal((SUBFRAMES, frames)), dtype=torch.float32)
    flat = lambda x: x.reshape(1, SUBFRAMES * OUTPUTS, frames)
    modal = torch.zeros(1, MODAL_BANDS, frames)
    modal[:, 0] = 1
    assert steady_loss(flat(smooth), modal) < 1e-5
    assert steady_loss(flat(jittered), modal) > 0.5
    assert steady_loss(flat(jittered), modal.flip(1)) < 1e-5


def test_a_moved_pitch_stays_within_the_range_of_the_instrument():
    natural = np.full((7, 3), 71.0, np.float32)
    offset(natural, np.ones(3 * SUBFRAMES, np.float32), 6, -1.0, np.array([True, True, False]))
    assert natural[6].tolist() == [50.0, 50.0, 71.0]


def test_the_crossings_of_a_low_tone_are_exact_and_can_be_trained():
    """A clamped correlation once hid every rate below .014, 314 Hz: low sounds had no gradient."""
    t = np.arange(8192) / 44_100
    for hz in (50, 100, 300, 5000):
        x = torch.tensor(0.3 * np.sin(2 * np.pi * hz * t + 0.1), dtype=torch.float32)[None].requires_grad_()
        rate = Analysis()(x, torch.zeros(8192), torch.full((1, 33), 1000.0))["zcr"][0, 8:24].mean()
        rate.backward()
        assert float(rate.detach()) == pytest.approx(2 * hz / 44_100, rel=0.01)
        assert float(x.grad.abs().sum()) > 1e-4


def test_a_code_that_holds_a_descriptor_is_readable_and_noise_is_not():
    torch.manual_seed(1)
    points, there = torch.randn(16, 7, 33), torch.ones(16, 33)
    noise = torch.randn(16, 12, 33)
    assert readable_share(noise, points, there) < 0.1
    holding = noise.clone()
    holding[:, :7] = 2 * points + 0.1 * noise[:, :7]
    assert readable_share(holding, points, there) > 0.9
    assert readable_share(holding, points, 0 * there) == 0
