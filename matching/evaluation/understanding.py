"""Do words and photos mean more than keywords? Measured against shuffled controls.

`python -m matching.evaluation.understanding [PHOTO_FOLDER]` prints the figures as JSON.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

from matching.encoders.musicnn_tags import TAGS
from matching.semantics.names import mentions
from matching.semantics.photos import as_understanding, look
from matching.semantics.understanding import Understanding
from matching.semantics.words import understand_words

DATA = Path(__file__).with_name("data")
NEUTRAL_TEMPO, TEMPO_SPAN = 105.0, 50.0
UNDECIDED = 0.02
CONTROL_ROUNDS = 500


@dataclass(frozen=True)
class Expectation:
    """A description and the directions a listener would expect: ("energy", -1), ("tag:jazz", 1)."""

    language: str
    text: str
    directions: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Score:
    """Share of directions that came out right (undecided counts half), and the same shuffled."""

    cases: int
    directions: int
    right: float
    low: float  # 95 % bootstrap interval over cases
    high: float
    shuffled: float
    shuffled_95: float  # 95th percentile of the shuffled control


def paraphrases(split: str, language: str) -> list[Expectation]:
    """The cases of one split ("tune" or "held_out") and language."""
    data = tomllib.loads((DATA / "paraphrases.toml").read_text(encoding="utf-8"))
    return [
        Expectation(
            language,
            text,
            tuple((each[:-1], 1 if each.endswith("+") else -1) for each in wanted.split()),
        )
        for text, wanted in data[language][split]
    ]


def names_given_away(case: Expectation) -> list[str]:
    """Concept names that a paraphrase contains after all; none should."""
    return [case.text[m.start : m.end] for m in mentions(case.text) if not m.ambiguous]


def direction(understanding: Understanding, key: str) -> float:
    """Which way -1..1 an understanding points for a facet or "tag:NAME"; 0 says nothing."""
    if key.startswith("tag:"):
        tag = key[4:]
        if tag not in TAGS:
            raise ValueError(f"{tag} is not a music tag.")
        return float(understanding.tags.get(tag, 0.0))
    for target in understanding.targets:
        if target.facet == key:
            centre = (target.low + target.high) / 2
            if key == "tempo_bpm":
                shift = (centre - NEUTRAL_TEMPO) / TEMPO_SPAN
            else:
                shift = (centre - 0.5) * 2
            return float(np.clip(shift, -1, 1) * target.weight)
    return 0.0


def _hit(value: float, sign: int) -> float:
    if abs(value) < UNDECIDED:
        return 0.5
    return 1.0 if value * sign > 0 else 0.0


def score(
    cases: Sequence[Expectation],
    understand: Callable[[str], Understanding] = understand_words,
    seed: int = 0,
) -> Score:
    """Right directions, and the control: each text judged by another text's expectations."""
    understood = [understand(case.text) for case in cases]
    hits = np.array(
        [
            [np.mean([_hit(direction(u, key), sign) for key, sign in case.directions])
             for case in cases]
            for u in understood
        ]
    )  # fmt: skip
    random = np.random.default_rng(seed)
    own = np.diag(hits)
    again = [own[random.integers(0, len(own), len(own))].mean() for _ in range(CONTROL_ROUNDS)]
    control = [
        hits[np.arange(len(own)), random.permutation(len(own))].mean()
        for _ in range(CONTROL_ROUNDS)
    ]
    low, high = np.percentile(again, [2.5, 97.5])
    return Score(
        cases=len(cases),
        directions=sum(len(case.directions) for case in cases),
        right=round(float(own.mean()), 3),
        low=round(float(low), 3),
        high=round(float(high), 3),
        shuffled=round(float(np.mean(control)), 3),
        shuffled_95=round(float(np.percentile(control, 95)), 3),
    )


def opened(path: Path) -> Image.Image:
    """A photo, upright and at most 1,024 pixels wide or high."""
    with Image.open(path) as file:
        image = ImageOps.exif_transpose(file).convert("RGB")
    image.thumbnail((1024, 1024))
    return image


def altered(image: Image.Image) -> list[Image.Image]:
    """The same photo mirrored, cropped to 85 %, a little darker, and small."""
    width, height = image.size
    dx, dy = int(width * 0.075), int(height * 0.075)
    return [
        ImageOps.mirror(image),
        image.crop((dx, dy, width - dx, height - dy)),
        ImageEnhance.Brightness(image).enhance(0.9),
        image.resize((width // 3, height // 3)),
    ]


def _vector(understanding: Understanding) -> np.ndarray:
    """(100,) the tags that a photo asks for, as a unit vector."""
    tags = np.array([understanding.tags.get(tag, 0.0) for tag in TAGS])
    return np.asarray(tags / max(float(np.linalg.norm(tags)), 1e-9))


@dataclass(frozen=True)
class PhotoScore:
    """Photos: mean share of other photos that an augmented copy is nearer to its origin than."""

    photos: int
    copies_nearest: float  # share of altered copies whose nearest photo is their own original
    copies_chance: float
    bright_over_dark: float  # chance that a bright photo asks for brighter music than a dark one
    bright_over_dark_shuffled_95: float


def score_photos(folder: Path, *, seed: int = 0) -> PhotoScore:
    """Figures over the held-out half (every second file by name, from the second)."""
    labels = tomllib.loads((DATA / "photo_labels.toml").read_text(encoding="utf-8"))
    held_out = sorted(folder.glob("*.jpg"))[1::2]
    images = [opened(path) for path in held_out]
    asked = [understand_image(image) for image in images]
    originals = np.vstack([_vector(each) for each in asked])
    nearest = [
        int(np.argmax(originals @ _vector(understand_image(copy)))) == position
        for position, image in enumerate(images)
        for copy in altered(image)
    ]
    by_name = {
        path.name: direction(u, "brightness") for path, u in zip(held_out, asked, strict=True)
    }
    bright = [by_name[name] for name in labels["kinds"]["bright"]]
    dark = [by_name[name] for name in labels["kinds"]["dark"]]
    random = np.random.default_rng(seed)
    everything = np.array(bright + dark)
    control = []
    for _ in range(CONTROL_ROUNDS):
        mixed = random.permutation(everything)
        control.append(_superiority(mixed[: len(bright)], mixed[len(bright) :]))
    return PhotoScore(
        photos=len(images),
        copies_nearest=round(float(np.mean(nearest)), 3),
        copies_chance=round(1 / len(images), 3),
        bright_over_dark=round(_superiority(np.array(bright), np.array(dark)), 3),
        bright_over_dark_shuffled_95=round(float(np.percentile(control, 95)), 3),
    )


def understand_image(image: Image.Image) -> Understanding:
    """What one opened photo asks for."""
    return as_understanding(look(image).concepts, (), "")


def _superiority(first: np.ndarray, second: np.ndarray) -> float:
    """Probability that a value of `first` exceeds one of `second` (ties count half)."""
    difference = first[:, None] - second[None, :]
    return float(np.mean((difference > 0) + 0.5 * (difference == 0)))


def main(arguments: Sequence[str]) -> None:
    """Print every figure as JSON."""
    figures: dict[str, object] = {
        f"{language} {split}": asdict(score(paraphrases(split, language)))
        for language in ("en", "zh")
        for split in ("tune", "held_out")
    }
    if arguments:
        figures["photos held_out"] = asdict(score_photos(Path(arguments[0])))
    json.dump(figures, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])
