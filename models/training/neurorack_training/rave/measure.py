"""Measurements of imported graphs: equality with the file, delay against the offline form, statistics of latents."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort


class Streaming:
    """A stateful graph in ONNX Runtime, from zero state."""

    def __init__(self, path: Path):
        self.session = session(path)
        sizes = {value.name: value.shape for value in self.session.get_inputs()}
        self.past = np.zeros(sizes["past"], np.float32)
        self.shape = sizes["x"]

    def run(self, lanes: np.ndarray) -> np.ndarray:
        """Input [hops, lanes] to output [hops, values]."""
        found = []
        for lane in lanes:
            y, self.past = self.session.run(["y", "next"], {"x": lane.reshape(self.shape).astype(np.float32), "past": self.past})
            found.append(y.reshape(-1))
        return np.stack(found)


def session(path: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def error_over_peak(found: np.ndarray, expected: np.ndarray) -> float:
    """Largest difference over the peak of what is expected."""
    return float(np.abs(found - expected).max() / max(float(np.abs(expected).max()), 1e-9))


def lag_of(streamed: np.ndarray, offline: np.ndarray, limit: int) -> tuple[int, float]:
    """By how many samples `streamed` follows `offline`, at most `limit`, and the correlation there."""
    size = 1 << int(np.ceil(np.log2(len(streamed) + len(offline))))
    a, b = streamed - streamed.mean(), offline - offline.mean()
    product = np.fft.irfft(np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size)), size)[: limit + 1]
    lag = int(np.argmax(np.abs(product)))
    return lag, correlation(streamed, offline, lag)


def correlation(streamed: np.ndarray, offline: np.ndarray, lag: int) -> float:
    a, b = streamed[lag:], offline[: len(offline) - lag]
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / norm if norm > 0 else 0.0


def offline(path: Path, x: np.ndarray) -> np.ndarray:
    """The output of an offline graph for lanes x [lanes, frames]."""
    runner = session(path)
    return runner.run(["y"], {"x": x.reshape(runner.get_inputs()[0].shape).astype(np.float32)})[0].reshape(-1)
