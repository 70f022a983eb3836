"""Finds the line between photos of places and others: ``python -m … PLACES NO_PLACES``.

Takes two folders of pictures, none of which may be among those that ``bench photo`` reports.  The
line in use comes from 72 places (18 of the tuning half of the interiors, 40 views into panoramas of
@pmndrs/assets, 14 rooms, streets and houses in Debian's opencv-doc and the Start Bootstrap themes)
and 82 others (objects, animals, portraits, logos, drawings and pages of the same packages, samples
of matplotlib and scikit-image, eight drawn pages).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from matching.encoders.base import ImageEncoder
from matching.encoders.registry import image_encoder
from matching.semantics.photo_file import open_photo
from matching.semantics.placeless import LEAST_PLACE
from matching.semantics.pool import DATA

_STRENGTH = 100.0  # of the fit; 30 to 300 part the pictures alike
_FOLDS = 10


def main(places: Path, others: Path) -> None:
    """Fit on both folders, print how unseen pictures fare, and write the line."""
    encoder = image_encoder("")
    if not isinstance(encoder, ImageEncoder):
        raise TypeError("Only the bundled image model has classes beside features.")
    paths = [*sorted(places.iterdir()), *sorted(others.iterdir())]
    is_place = np.array([path.parent == places for path in paths])
    features = np.array([encoder.look(open_photo(path)[0])[1] for path in paths])
    model = LogisticRegression(C=_STRENGTH, max_iter=5000, class_weight="balanced")
    # Views of one scene are named alike but for their number, and stay together.
    scenes = [re.sub(r"\d+$", "", path.stem) or path.stem for path in paths]
    unseen = cross_val_predict(
        model, features, is_place, groups=scenes, cv=GroupKFold(_FOLDS), method="predict_proba"
    )[:, 1]
    noticed = (unseen[~is_place] < LEAST_PLACE).mean()
    accused = (unseen[is_place] < LEAST_PLACE).mean()
    print(f"unseen: {noticed:.0%} of no places noticed, {accused:.0%} of places accused")
    model.fit(features, is_place)
    line = np.append(model.coef_[0], model.intercept_).astype(np.float32)
    np.save(DATA / "places.npy", line)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
