"""Import of files written by RAVE's own exporter, which a virtual environment of its own gets from PyPI; nothing of it is kept.

NEURORACK_NIGHTLY=1 runs it; NEURORACK_RAVE_VENV names an environment that exists, with acids-rave==2.3.1 torch==2.5.0 torchaudio==2.5.0.
"""

import json
import os
import subprocess
import venv
from pathlib import Path

import numpy as np
import pytest

from neurorack_training import __main__ as command

pytestmark = pytest.mark.skipif(os.environ.get("NEURORACK_NIGHTLY") != "1", reason="NEURORACK_NIGHTLY=1 runs the real exporter")

PACKAGES = ["acids-rave==2.3.1", "torch==2.5.0", "torchaudio==2.5.0"]
TINY = ["CAPACITY = 4", "LATENT_SIZE = 8"]
#: Configurations of RAVE, further settings, and the decoder's delay in samples.
KINDS = {
    "v1": (["v1"], [], None),
    "v2": (["v2"], [], 12512),
    "v2-causal": (["v2", "causal"], [], 1696),
    "v2-small": (["v2_small"], [], None),
    "v3": (["v3"], [], None),
    "wasserstein": (["v2", "wasserstein"], ["NOISE_AUGMENTATION = 4"], None),
    "spherical": (["v2", "spherical"], [], None),
    "brave": (
        ["v1", "causal"],
        [
            "RATIOS = [2, 2, 2, 1]",
            "blocks.Generator.use_noise = False",
            "pqmf.CachedPQMF.attenuation = 40",
            "blocks.ResidualStack.dilations_list = [[3, 1], [9, 1], [27, 1], [36, 1]]",
        ],
        112,
    ),
}
#: Writes an untrained run in the layout of `rave train`.
RUN = """
import json, sys
from pathlib import Path
import gin, torch, rave
out, configs, settings = Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3])
torch.manual_seed(5)
folder = Path(rave.__file__).parent / "configs"
for path in (folder.parent, folder): gin.add_config_file_search_path(str(path))
gin.parse_config_files_and_bindings([f"{folder}/{name}.gin" for name in configs], settings)
model = rave.RAVE()
model.latent_pca.copy_(torch.linalg.qr(torch.randn(model.latent_pca.shape))[0])
model.latent_mean.normal_()
model.fidelity.copy_(torch.linspace(0.5, 0.99, len(model.fidelity)))
if hasattr(model.decoder, "warmed_up"): model.decoder.set_warmed_up(True)
(out / "version_0/checkpoints").mkdir(parents=True)
(out / "config.gin").write_text(gin.config_str())
torch.save({"state_dict": model.state_dict(), "callbacks": {}}, out / "version_0/checkpoints/last.ckpt")
"""


@pytest.fixture(scope="module")
def programs(tmp_path_factory) -> Path:
    """The folder of programs of an environment with the exporter."""
    if given := os.environ.get("NEURORACK_RAVE_VENV"):
        return Path(given) / "bin"
    folder = tmp_path_factory.mktemp("rave")
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin/python", "-m", "pip", "install", "-q", *PACKAGES], check=True)
    return folder / "bin"


@pytest.mark.parametrize("kind", KINDS)
def test_imports_what_the_exporter_writes(kind, programs, tmp_path):
    configs, settings, delay = KINDS[kind]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    call = lambda *words: subprocess.run([str(word) for word in words], check=True, env=environment, cwd=tmp_path)
    call(programs / "python", "-c", RUN, tmp_path / kind, json.dumps(configs), json.dumps([*TINY, *settings]))
    call(programs / "rave", "export", "--run", kind, "--streaming", "--name", kind, "--output", "exports")
    folder = tmp_path / "model"
    assert command.main(["import-rave", str(tmp_path / f"exports/{kind}_streaming.ts"), "-o", str(folder)]) == 0
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["family"] == "rave"
    if delay is not None:
        assert manifest["synthesis"]["decoderDelay"] == delay
    sound = np.fromfile(folder / "reference-output.f32", "<f4")
    assert np.isfinite(sound).all() and np.abs(sound).max() > 0


