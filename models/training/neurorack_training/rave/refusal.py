"""Refusals of an import: one sentence that names the file, and the remedy."""

from __future__ import annotations


class Refusal(ValueError):
    """The file cannot be imported; the message names the reason, `remedy` the next step."""

    def __init__(self, reason: str, remedy: str):
        super().__init__(reason)
        self.remedy = remedy


STREAMING = "export the model again: rave export --run RUN --streaming"
ANOTHER = "give a .ts file written by `rave export --streaming`"
