"""How everybody voted through one link: what a colleague may see who has finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from licensing.catalogue.models import Track
from merchant_app.playlists.models import Verdict
from merchant_app.playlists.survivors import survivors
from merchant_app.voting.models import Voter


@dataclass(frozen=True)
class Mark:
    """One person's word on a track. fits: True for yes."""

    name: str
    fits: bool
    counts: bool = True


@dataclass(frozen=True)
class Result:
    """A track and every word on it, one's own first."""

    track: Track
    marks: list[Mark]

    @property
    def disputed(self) -> bool:
        return len({mark.fits for mark in self.marks}) == 2


@dataclass(frozen=True)
class Likeness:
    """How often another person said the same as oneself: `same` of `both`."""

    name: str
    same: int
    both: int


def likenesses_of(results: Sequence[Result]) -> list[Likeness]:
    """The others by how much they agree with oneself; a result's first mark is one's own."""
    said: dict[str, list[bool]] = {}
    for result in results:
        own, *others = result.marks
        for mark in others:
            said.setdefault(mark.name, []).append(mark.fits == own.fits)
    found = [Likeness(name, sum(same), len(same)) for name, same in said.items()]
    return sorted(found, key=lambda each: (-each.same / each.both, each.name))


def results_of(voter: Voter, tracks: Sequence[Track]) -> list[Result]:
    """The tracks in their order with every vote given through the same link."""
    said = list(
        Verdict.objects.filter(voter__link=voter.link_id, undone_at=None)
        .order_by("pk")
        .values_list("track_id", "kind", "voter_id", "voter__name")
    )
    stand_in = survivors(track_id for track_id, *_rest in said)
    marks: dict[int, dict[int, Mark]] = {}
    for track_id, kind, voter_id, name in said:
        mark = Mark(name, kind == Verdict.Kind.ACCEPT)
        marks.setdefault(stand_in[track_id], {})[voter_id] = mark
    found = []
    for track in tracks:
        given = marks.get(track.pk, {})
        own = given.pop(voter.pk, None)
        if own is not None:
            found.append(Result(track, [replace(own, name=_("You")), *given.values()]))
    return found
