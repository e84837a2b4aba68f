"""Reading of a `.ts` in the process behind limits: writes plain data.

The folder gets ONNX graphs, `facts.json`, and `file.npz`: the file's own outputs, with which the importer compares the graphs. A
refusal is written to `refusal.json`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from .networks import Export
from .read import read_export
from .refusal import ANOTHER, Refusal
from .sandbox import bound_memory
from .signals import walk, test_sound

#: Hops of the comparison and of the reference vectors.
HOPS = 48
SEED = 1000
#: Latents that a run may have, and samples.
RUNS = (1, 2, 4, 8, 16)
MAX_HOP = 2048


def silence_caches(model: torch.nn.Module) -> None:
    """Zero the pasts that the file was saved with: exports keep those of their last run."""
    for name, buffer in model.named_buffers():
        if name.rsplit(".", 1)[-1] in ("pad", "cache"):
            buffer.zero_()


def random_lanes(export: Export) -> np.ndarray:
    """The random numbers that the file draws in a hop, as lanes of `x`: Gaussian latents, then noise."""
    latents, noise = export.latents, export.head.noise
    drawn = [torch.randn(1, latents.random, 1).reshape(-1)] if not latents.spherical else []
    if noise is not None:
        steps = export.hop // export.bank.bands // noise.size
        uniform = (torch.rand(1, steps, noise.bands, noise.size).double() * 2 - 1).clamp(-1 + 1e-7, 1 - 1e-7)
        drawn.append((torch.erfinv(uniform) * 2**0.5).float().reshape(-1))
    return torch.cat(drawn).numpy() if drawn else np.zeros(0, np.float32)


def play_decoder(model: torch.nn.Module, export: Export) -> tuple[np.ndarray, np.ndarray]:
    """Input lanes [hops, inputs] and output [hops, hop] of the file's own decoder, hop by hop."""
    silence_caches(model)
    kept = walk(HOPS, export.latents.kept, 1.0 if not export.latents.spherical else 0.4)
    lanes, sound = [], []
    for i in range(HOPS):
        torch.manual_seed(SEED + i)
        lanes.append(np.concatenate([kept[i], random_lanes(export)]))
        torch.manual_seed(SEED + i)
        sound.append(model.decode(torch.from_numpy(kept[i]).reshape(1, -1, 1)).reshape(-1).numpy())
    return np.stack(lanes).astype(np.float32), np.stack(sound)


def play_encoder(model: torch.nn.Module, export: Export) -> tuple[np.ndarray, np.ndarray]:
    """Sound [hops, hop] and the latents [hops, kept] of the file's own encoder; a variational encoder's means."""
    silence_caches(model)
    sound = test_sound(HOPS * export.hop, export.sample_rate).reshape(HOPS, export.hop)
    found = []
    for hop in torch.from_numpy(sound):
        x = hop.reshape(1, 1, -1)
        if export.latents.pca is None:
            found.append(model.encode(x).reshape(-1))
            continue
        bands = model.pqmf(x) if export.bank.bands > 1 else x
        z = model.encoder(bands)
        mean = z[0] if isinstance(z, (tuple, list)) else z[:, : len(export.latents.mean)]
        turned = torch.nn.functional.conv1d(mean - model.latent_mean[:, None], model.latent_pca[:, :, None])
        found.append(turned[:, : export.latents.kept].reshape(-1))
    return sound, torch.stack(found).numpy()


def facts_of(export: Export, how: str) -> dict:
    latents = export.latents
    return {
        "generation": export.generation,
        "sampleRate": export.sample_rate,
        "hop": export.hop,
        "latents": latents.kept,
        "inputs": export.inputs,
        "full": latents.full,
        "spherical": latents.spherical,
        "noise": export.noise_lanes,
        "decoderDelay": export.decoder_lag(),
        "encoderDelay": export.encoder_lag(),
        "encoder": export.encoder is not None,
        "mirrored": export.mirrored,
        "encoderMirrored": export.encoder_mirrored,
        "notes": list(export.notes),
        "read": how,
    }


def runs_of(hop: int, hops: tuple[int, ...]) -> list[int]:
    """Latents a run of the decoders to write, for the hops that were asked for; without any, one latent and, for slower boards, four."""
    if not hops:
        return [1] if 4 * hop > MAX_HOP else [1, 4]
    offered = [hop * count for count in RUNS if hop * count <= MAX_HOP]
    for asked in hops:
        if asked not in offered:
            raise Refusal(f"a latent lasts {hop} samples, and no whole run of {asked} can be made", f"give --hop {', '.join(map(str, offered))}, or leave it out")
    return sorted({asked // hop for asked in hops})


def write_all(model: torch.nn.Module, folder: Path, how: str, hops: tuple[int, ...] = ()) -> None:
    export = read_export(model)
    runs = runs_of(export.hop, hops)
    save = lambda name, graph: (folder / name).write_bytes(graph.SerializeToString())
    save("decoder.onnx", export.decoder_graph(False))
    save("offline-decoder.onnx", export.offline_decoder(HOPS))
    if export.mirrored:
        save("decoder-corrected.onnx", export.decoder_graph(True))
    for count in runs:
        if count > 1:
            save(f"decoder-{count}.onnx", export.decoder_graph(False, count))
            if export.mirrored:
                save(f"decoder-{count}-corrected.onnx", export.decoder_graph(True, count))
    played = dict(zip(("x", "y"), play_decoder(model, export)))
    if export.encoder is not None:
        save("encoder.onnx", export.encoder_graph(False))
        save("offline-encoder.onnx", export.offline_encoder(HOPS))
        if export.encoder_mirrored:
            save("encoder-corrected.onnx", export.encoder_graph(True))
        played |= dict(zip(("sound", "z"), play_encoder(model, export)))
    np.savez(folder / "file.npz", **played)
    (folder / "facts.json").write_text(json.dumps(facts_of(export, how) | {"runs": runs}))


def read_model(path: str, folder: str, megabytes: int, how: str, hops: tuple[int, ...] = ()) -> int:
    """Read a file within a bound of memory; returns the exit code of the process."""
    bound_memory(megabytes)
    torch.set_grad_enabled(False)
    torch.set_num_threads(2)
    try:
        write_all(load(path), Path(folder), how, hops)
        return 0
    except Refusal as refusal:
        reason, remedy = str(refusal), refusal.remedy
    except (MemoryError, RuntimeError) as error:
        if not is_memory(error):
            raise
        reason, remedy = f"reading it needs more than {megabytes} MB of memory", "give more with --memory, if you trust the file"
    (Path(folder) / "refusal.json").write_text(json.dumps({"reason": reason, "remedy": remedy}))
    return 3


def load(path: str) -> torch.nn.Module:
    try:
        return torch.jit.load(path, map_location="cpu").eval()
    except Exception as error:
        if is_memory(error):
            raise MemoryError from error
        first = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise Refusal(f"PyTorch cannot read it as TorchScript ({first})", ANOTHER) from error


def is_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or "memory" in str(error).lower()
