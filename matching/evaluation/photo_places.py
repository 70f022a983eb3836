"""Is it noticed when a photo shows no place, and are rooms left alone?

What is no place: sample pictures of scikit-image and scikit-learn, and the child playing football
among the interiors. Undecided ones (a cup on a table, a motorcycle in a garage) are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

from matching.evaluation.metrics import share_interval
from matching.evaluation.photo_odd import NO_ROOM
from matching.semantics.photos import Sight, look

_NO_PLACE = {
    "skimage/data": (
        "astronaut.png", "camera.png", "chelsea.png", "coins.png", "horse.png",
        "hubble_deep_field.jpg", "ihc.png", "moon.png", "page.png", "retina.jpg", "rocket.jpg",
        "text.png",
    ),
    "sklearn/datasets/images": ("flower.jpg",),
}  # fmt: skip
_PLACES = {"sklearn/datasets/images": ("china.jpg",)}
#: Either says to the owner that the photo tells little about the place.
_SAID = {"photo_not_a_place", "photo_plain"}


def no_places(sights: Mapping[str, Sight]) -> dict[str, object]:
    """Shares noticed and falsely accused; ``sights`` are the interiors by file name."""
    football, model = NO_ROOM
    none = {"football": sights[football], **_looked(_NO_PLACE)}
    rooms = {name: sight for name, sight in sights.items() if name not in (football, model)}
    places = {**rooms, **_looked(_PLACES)}
    missed = [name for name, sight in none.items() if not noticed(sight)]
    accused = [name for name, sight in places.items() if noticed(sight)]
    caught = share_interval(len(none) - len(missed), len(none))
    false = share_interval(len(accused), len(places))
    return {
        "no_places": len(none),
        "noticed": round(caught[0], 3),
        "noticed_low": round(caught[1], 3),
        "noticed_high": round(caught[2], 3),
        "missed": missed,
        "places": len(places),
        "false_alarms": round(false[0], 3),
        "false_alarms_high": round(false[2], 3),
        "falsely_accused": accused,
    }


def noticed(sight: Sight) -> bool:
    """Whether the owner is told that the photo shows no place, or nothing."""
    return bool(_SAID & {problem.code for problem in sight.problems})


def _looked(wanted: Mapping[str, tuple[str, ...]]) -> dict[str, Sight]:
    """Sights of the sample pictures of packages that are installed; the files are only read."""
    found = {}
    for folder, names in wanted.items():
        package, *inside = folder.split("/")
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            continue
        for name in names:
            with Image.open(Path(spec.origin).parent.joinpath(*inside, name)) as picture:
                found[name] = look(picture.convert("RGB"))
    return found
