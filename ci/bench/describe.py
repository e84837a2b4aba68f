"""librosa's side of ci/bench/describe.ts: one measurement a line of input, CPU seconds of this thread a line of output."""
import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"

import librosa  # noqa: E402
import numpy as np  # noqa: E402

y = np.fromfile(sys.argv[1], np.float32)
RATE = 44_100


def describe(hop: int, rms: int, spectral: int, zcr: int, f0: int, shared: bool) -> None:
    """All seven descriptors; `shared`: one spectrogram for the four that need one, else librosa's plain calls with y."""
    feature = librosa.feature
    source = {"S": np.abs(librosa.stft(y, n_fft=spectral, hop_length=hop))} if shared else {"y": y}
    source |= {"n_fft": spectral, "hop_length": hop}
    feature.rms(y=y, frame_length=rms, hop_length=hop)
    feature.zero_crossing_rate(y, frame_length=zcr, hop_length=hop)
    feature.spectral_rolloff(**source, sr=RATE)
    feature.spectral_flatness(**source)
    feature.spectral_bandwidth(**source, sr=RATE)
    feature.spectral_centroid(**source, sr=RATE)
    librosa.yin(y, fmin=50, fmax=5_000, sr=RATE, frame_length=f0, hop_length=hop)


for line in sys.stdin:
    setting = json.loads(line)
    began = time.thread_time()
    describe(**setting)
    print(time.thread_time() - began, flush=True)
