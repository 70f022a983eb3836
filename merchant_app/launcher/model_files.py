"""The step that obtains the model files: progress while there is any, silence when all is there.

Run by the launcher as `python -m merchant_app.launcher.model_files`.
"""

from __future__ import annotations

import sys

from matching.encoders.base import EncoderUnavailable
from matching.encoders.files import ensure_models
from matching.encoders.registry import models_dir
from merchant_app.launcher.steps import EXPLAINED


class Progress:
    """One line that is rewritten on a terminal, one line per step elsewhere."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, text: str, share: float) -> None:
        if share >= 1 and not self._last:
            return
        if sys.stdout.isatty():
            end = "\n" if share >= 1 else ""
            print(f"\r\x1b[KModel files: {share:4.0%}  {text}", end=end, flush=True)
        elif text != self._last:
            print(f"Model files: {share:4.0%}  {text}", flush=True)
        self._last = text


if __name__ == "__main__":
    try:
        ensure_models(models_dir(), Progress())
    except EncoderUnavailable as problem:
        print(problem, file=sys.stderr)
        sys.exit(EXPLAINED)
