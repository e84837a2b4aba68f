"""The report of an import, README.md of the model folder."""

from __future__ import annotations

from pathlib import Path


def report(manifest: dict, facts: dict, figures: dict, source: Path) -> str:
    rate, latent, synthesis = manifest["sampleRate"], facts["hop"], manifest["synthesis"]
    ms = lambda samples: f"{samples} samples ({1000 * samples / rate:.1f} ms)"
    random = synthesis["randomLatents"] - facts["noise"]
    rows = [
        ("Generation", f"RAVE {facts['generation']}"),
        ("Sample rate", f"{rate} Hz"),
        ("A latent lasts", ms(latent)),
        ("A run", ", or ".join(f"{count} latent{'s' if count > 1 else ''}, {ms(latent * count)}" for count in facts["runs"])),
        ("Latents", f"{synthesis['latents']} played, {random} filled with random numbers at every hop"),
        ("Noise", f"{facts['noise']} random numbers a hop" if facts["noise"] else "none"),
        ("Delay of the decoder", ms(synthesis["decoderDelay"])),
        ("Delay of the encoder", ms(synthesis["encoderDelay"]) if facts["encoder"] else "the file has no encoder"),
        ("State", f"{manifest['artifacts'][0]['inputs'][1]['shape'][1]} numbers"),
        ("Decoder against the file", f"{figures['decoderError']:.1e} of the peak"),
        *([("Encoder against the file", f"{figures['encoderError']:.1e} of the peak")] if "encoderError" in figures else []),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    return "\n\n".join(
        [
            f"# {manifest['name']}",
            f"Imported from `{source.name}` with `import-rave`. Licence: {manifest['licence']}.",
            f"| | |\n|---|---|\n{table}",
            corrections(manifest, facts, figures),
            *facts["notes"],
            f"The file was read {facts['read']}. Its code is not part of this folder: the networks were rebuilt from its weights.",
        ]
    ) + "\n"


def corrections(manifest: dict, facts: dict, figures: dict) -> str:
    if not (facts["mirrored"] or facts["encoderMirrored"]):
        return f"Nothing was corrected. Streaming and offline output correlate with {figures['asExportedCorrelation']:.3f}."
    if not facts["mirrored"]:
        measured = "It concerns the encoder only."
    else:
        measured = (
            f"Streaming and offline output correlate with {figures['asExportedCorrelation']:.3f} as exported and with "
            f"{figures['correctedCorrelation']:.3f} corrected."
        )
    chosen = "They were turned back" if manifest["synthesis"]["correction"] == "odd-bands" else "They were kept as exported (`--as-exported`)"
    return (
        f"The streaming export inverts the odd bands of its filter bank, because the delay in between is an odd number of band samples. {measured} "
        f"{chosen}; other players of the file play it as exported."
    )
