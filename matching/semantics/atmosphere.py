"""What light and colour a photo has, measured on its pixels."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from PIL import Image

_SIDE = 192
_COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown")


@dataclass(frozen=True)
class Atmosphere:
    """All values 0..1 except `warmth` (-1..1, above 0 is warm).

    `colourfulness` is Hasler and Süsstrunk's M (2003) divided by 110; `texture` the mean edge
    strength; `greenery`, `wood`, `white`, `black` and `grey` are shares of the picture.
    """

    brightness: float
    contrast: float
    warmth: float
    saturation: float
    colourfulness: float
    texture: float
    greenery: float
    wood: float
    white: float
    black: float
    grey: float
    pink: float
    neon: float
    colours: tuple[tuple[str, float], ...]  # named colours and their shares, largest first

    def measures(self) -> dict[str, float]:
        """Every number by name."""
        return {k: v for k, v in asdict(self).items() if k != "colours"}


def _shares(hue: np.ndarray, saturation: np.ndarray, value: np.ndarray) -> dict[str, float]:
    """Shares of the eleven basic colour terms (Berlin and Kay 1969), by simple borders in HSV."""
    clear = (saturation > 0.22) & (value > 0.18)
    warm = (hue < 22) | (hue >= 345)
    orange = (hue >= 22) & (hue < 45)
    masks = {
        "white": (saturation < 0.14) & (value > 0.78),
        "black": value < 0.18,
        "grey": (saturation < 0.14) & (value >= 0.18) & (value <= 0.78),
        "red": clear & warm & (saturation > 0.5) & (value > 0.3),
        "pink": ((hue >= 300) | (hue < 12))
        & (saturation > 0.14)
        & (saturation <= 0.5)
        & (value > 0.6),
        "orange": clear & orange & (saturation > 0.55) & (value > 0.65),
        "brown": clear & (warm | orange) & ~((saturation > 0.55) & (value > 0.65)) & (value < 0.75),
        "yellow": clear & (hue >= 45) & (hue < 68),
        "green": clear & (hue >= 68) & (hue < 165),
        "blue": clear & (hue >= 165) & (hue < 258),
        "purple": clear & (hue >= 258) & (hue < 300),
    }
    return {name: float(mask.mean()) for name, mask in masks.items()}


def measure(image: Image.Image) -> Atmosphere:
    """The atmosphere of an RGB image of any size."""
    small = image.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BILINEAR)
    rgb = np.asarray(small, dtype=np.float32) / 255
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    light = 0.299 * red + 0.587 * green + 0.114 * blue
    high, low = rgb.max(axis=-1), rgb.min(axis=-1)
    saturation = (high - low) / np.maximum(high, 1e-3)
    hue = np.asarray(small.convert("HSV"), dtype=np.float32)[..., 0] * (360 / 255)
    shares = _shares(hue, saturation, high)
    opponent, other = red - green, (red + green) / 2 - blue
    colourfulness = float(
        np.hypot(opponent.std(), other.std()) + 0.3 * np.hypot(opponent.mean(), other.mean())
    )
    edges = np.abs(np.diff(light, axis=0)).mean() + np.abs(np.diff(light, axis=1)).mean()
    wood = (hue >= 12) & (hue < 42) & (saturation > 0.2) & (saturation < 0.75) & (high > 0.25)
    neon = (((hue > 180) & (hue < 340)) & (saturation > 0.6) & (high > 0.5)).mean()
    colours = sorted(((c, shares[c]) for c in _COLOURS), key=lambda item: -item[1])
    return Atmosphere(
        brightness=float(light.mean()),
        contrast=min(1.0, float(light.std()) * 2),
        warmth=float(np.clip((red - blue).mean() * 2, -1, 1)),
        saturation=float(saturation.mean()),
        colourfulness=min(1.0, colourfulness * 255 / 110),
        texture=min(1.0, float(edges) * 6),
        greenery=float((((hue > 62) & (hue < 160)) & (saturation > 0.18) & (high > 0.12)).mean()),
        wood=float(wood.mean()),
        white=shares["white"],
        black=shares["black"],
        grey=shares["grey"],
        pink=shares["pink"],
        neon=float(neon),
        colours=tuple((name, round(share, 3)) for name, share in colours if share >= 0.05),
    )
