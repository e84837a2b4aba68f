"""Makes the tiny model of the family rave for tests: own code, untrained weights from a seed.

Run from the repository: `PYTHONPATH=models/training python test/families/rave/tiny/make.py`

The decoder mixes its latents of three hops, bends them and plays a waveform of each hidden unit, 200 samples late. The encoder takes
magnitudes of fixed filters over two hops. Both have the flat state and the operators of an import.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

FOLDER = Path(__file__).parent
HOP, KEPT, RANDOM = 128, 4, 4
LATENTS = KEPT + RANDOM
HIDDEN, FILTERS = 24, 24
RATE = 44_100
DELAY = 200
FRAMES = 48


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        first = torch.randn(HIDDEN, 3 * LATENTS) * 0.35
        # The random latents count less.
        for tap in range(3):
            first[:, tap * LATENTS + KEPT : (tap + 1) * LATENTS] *= 0.1
        self.first = nn.Parameter(first)
        self.bias = nn.Parameter(torch.randn(HIDDEN) * 0.3)
        time = torch.arange(2 * HOP) / RATE
        # Whole periods a hop, so that hops join; half of the units are low, half high.
        periods = torch.cat([torch.arange(1, HIDDEN // 2 + 1), torch.arange(HIDDEN // 2) * 3 + 14])
        waves = torch.sin(2 * np.pi * (periods * RATE / HOP)[:, None] * time[None] + torch.rand(HIDDEN, 1) * 6.28)
        window = torch.sin(np.pi * (torch.arange(2 * HOP) + 0.5) / (2 * HOP)) ** 2
        self.waves = nn.Parameter(waves * window * 0.06)
        self.past = 2 * LATENTS + HOP + DELAY

    def forward(self, x, past):
        made = []
        for z in x.reshape(-1, LATENTS).split(1):
            y, past = self.hop(z, past)
            made.append(y)
        return torch.cat(made, 1).reshape(1, -1, 1, 1), past

    def hop(self, z, past):
        before, tail, late = past[:, : 2 * LATENTS], past[:, 2 * LATENTS : 2 * LATENTS + HOP], past[:, 2 * LATENTS + HOP :]
        taps = torch.cat([before, z], 1)
        hidden = nn.functional.leaky_relu(taps @ self.first.T + self.bias, 0.1)
        made = hidden @ self.waves
        late = torch.cat([late, made[:, :HOP] + tail], 1)
        following = torch.cat([taps[:, LATENTS:], made[:, HOP:], late[:, HOP:]], 1)
        return late[:, :HOP], following


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        time = torch.arange(2 * HOP) / RATE
        hz = 60 * 2 ** (torch.arange(FILTERS) * 8 / FILTERS)
        window = torch.sin(np.pi * (torch.arange(2 * HOP) + 0.5) / (2 * HOP)) ** 2
        turns = 2 * np.pi * hz[:, None] * time[None]
        self.filters = nn.Parameter(torch.cat([torch.sin(turns), torch.cos(turns)]) * window * 0.1)
        mix = torch.randn(KEPT, FILTERS)
        self.mix = nn.Parameter(mix / mix.abs().sum(1, keepdim=True) * 3)
        self.past = HOP

    def forward(self, x, past):
        samples = torch.cat([past, x.reshape(1, HOP)], 1)
        parts = torch.abs(samples @ self.filters.T)
        levels = torch.tanh(parts[:, :FILTERS] + parts[:, FILTERS:])
        return (levels @ self.mix.T).reshape(1, KEPT, 1, 1), samples[:, HOP:]


def export(net, size, name):
    example = (torch.zeros(1, size, 1, 1), torch.zeros(1, net.past))
    path = FOLDER / name
    torch.onnx.export(net, example, str(path), opset_version=13, dynamo=False, input_names=["x", "past"], output_names=["y", "next"])
    onnx.checker.check_model(str(path))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def tensors(size, past, out):
    return {
        "inputs": [{"name": "x", "shape": [1, size, 1, 1]}, {"name": "past", "shape": [1, past]}],
        "outputs": [{"name": "y", "shape": [1, out, 1, 1]}, {"name": "next", "shape": [1, past]}],
        "state": [{"input": "past", "output": "next"}],
    }


def larger_run(decoder, count):
    """The decoder with `count` latents a run."""
    file = f"tiny-{count * HOP}.onnx"
    sha = export(decoder, count * LATENTS, file)
    tensor = tensors(count * LATENTS, decoder.past, count * HOP)
    entry = {"accelerator": "onnxruntime", "precision": "fp32", "kind": "stateful", "file": file, "sha256": sha, **tensor}
    return {"latentsPerRun": count, "artifacts": [entry]}


def spread(encoder):
    """Mean and deviation of the latents over sines and noise."""
    torch.manual_seed(2)
    sound = torch.cat([torch.sin(2 * np.pi * f * torch.arange(40 * HOP) / RATE) * g for f, g in [(80, 0.5), (300, 0.2), (1500, 0.3), (6000, 0.1)]])
    sound = torch.cat([sound, torch.randn(80 * HOP) * 0.1])
    past, rows = torch.zeros(1, encoder.past), []
    for hop in sound.reshape(-1, HOP):
        z, past = encoder(hop.reshape(1, HOP, 1, 1), past)
        rows.append(z.reshape(-1))
    rows = torch.stack(rows)
    return rows.mean(0), rows.std(0)


@torch.no_grad()
def main():
    torch.manual_seed(1)
    decoder, encoder = Decoder().eval(), Encoder().eval()
    decoder_sha = export(decoder, LATENTS, "tiny.onnx")
    larger = [larger_run(decoder, count) for count in (4, 16)]
    encoder_sha = export(encoder, HOP, "tiny-encoder.onnx")
    mean, std = spread(encoder)
    zero = encoder(torch.zeros(1, HOP, 1, 1), torch.zeros(1, encoder.past))[0].reshape(-1)

    torch.manual_seed(3)
    given = torch.randn(FRAMES, LATENTS)
    past, made = torch.zeros(1, decoder.past), []
    for row in given:
        y, past = decoder(row.reshape(1, LATENTS, 1, 1), past)
        made.append(y.reshape(-1))
    files = {"input": given.numpy(), "output": torch.stack(made).numpy()}
    sums = {}
    for name, values in files.items():
        content = values.astype("<f4").tobytes()
        (FOLDER / f"reference-{name}.f32").write_bytes(content)
        sums[name] = hashlib.sha256(content).hexdigest()
    peak = float(np.abs(files["output"]).max())

    impacts = json.loads((FOLDER / "../../../../models/impacts/manifest.json").read_text())
    manifest = {
        "format": "neurorack-model",
        "formatVersion": 1,
        "id": "tiny",
        "name": "Tiny",
        "version": "0.1.0",
        "family": "rave",
        "licence": "MIT",
        "description": "Untrained weights, for tests.",
        "sampleRate": RATE,
        "hop": HOP,
        "lookaheadFrames": 1,
        "analysis": impacts["analysis"],
        "descriptors": impacts["descriptors"],
        "silence": [*zero.tolist(), *[0.0] * RANDOM],
        "synthesis": {
            "latents": KEPT,
            "randomLatents": RANDOM,
            "randomScale": 1.0,
            "decoderDelay": DELAY,
            "encoderDelay": HOP,
            "generation": "v2",
            "correction": "none",
            "latentMean": mean.tolist(),
            "latentStd": std.tolist(),
            "largerRuns": larger,
            "encoder": {"file": "tiny-encoder.onnx", "sha256": encoder_sha, **tensors(HOP, encoder.past, KEPT)},
        },
        "artifacts": [
            {
                "accelerator": "onnxruntime",
                "precision": "fp32",
                "kind": "stateful",
                "file": "tiny.onnx",
                "sha256": decoder_sha,
                **tensors(LATENTS, decoder.past, HOP),
            }
        ],
        "reference": {
            "input": "reference-input.f32",
            "output": "reference-output.f32",
            "frames": FRAMES,
            "sha256": sums,
            "tolerance": {"fp32": 1e-4 * peak, "fp16": 0.02 * peak, "int8": peak},
        },
        "training": {"data": [], "steps": 0, "seconds": 0, "seed": 1},
        "quality": {},
    }
    (FOLDER / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
