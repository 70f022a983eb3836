"""Everybody's word on the tracks of a version, kept apart by person and put side by side.

Members of the team decide, and the last word among them counts; colleagues with a link only teach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from licensing.catalogue.models import Track
from matching.intent.state import ACCEPTING, REJECTING
from merchant_app.playlists.models import Playlist
from merchant_app.playlists.spoken import Spoken, spoken_of
from merchant_app.playlists.survivors import survivors
from merchant_app.voting.results import Mark


@dataclass
class Person:
    """Somebody who said something. voter_id is None for a member of the team."""

    name: str
    voter_id: int | None
    counts: bool
    #: Track id → whether it fits, by the track that plays now.
    said: dict[int, bool] = field(default_factory=dict)
    #: How many of their votes the team has not judged itself.
    to_take: int = 0

    @property
    def fits(self) -> int:
        return sum(self.said.values())


@dataclass(frozen=True)
class TrackVotes:
    """What was said of one track, in the order of the people."""

    track: Track
    marks: list[Mark]

    @property
    def disputed(self) -> bool:
        """Those who count are not of one mind."""
        return len({mark.fits for mark in self.marks if mark.counts}) == 2


@dataclass(frozen=True)
class Tally:
    """tracks: those somebody spoke of, disputed ones first; agreed: to take over, by track id."""

    people: list[Person]
    tracks: list[TrackVotes]
    agreed: dict[int, bool]

    @property
    def voters(self) -> list[Person]:
        return [person for person in self.people if person.voter_id is not None]

    @property
    def disputed(self) -> int:
        return sum(1 for row in self.tracks if row.disputed)

    @property
    def members_disagree(self) -> bool:
        """Two of the team say different things of a track."""
        members = [person.said for person in self.people if person.voter_id is None]
        return any(
            len({said[track] for said in members if track in said}) == 2
            for track in set().union(*members)
        )


def tally_of(
    playlist: Playlist, tracks: Sequence[Track], *, said: Iterable[Spoken] | None = None
) -> Tally:
    """Who said what of these tracks; two queries, one more where tracks were merged.

    said: what `spoken_of` the playlist gives, where that is known already.
    """
    people = people_of(playlist, said)
    rows = [
        TrackVotes(
            track,
            [
                Mark(person.name, person.said[track.pk], person.counts)
                for person in people
                if track.pk in person.said
            ],
        )
        for track in tracks
    ]
    told = sorted((row for row in rows if row.marks), key=lambda row: not row.disputed)
    return Tally(people, told, agreed_of(people))


def people_of(playlist: Playlist, said: Iterable[Spoken] | None = None) -> list[Person]:
    """The team first, then colleagues, each in the order they began; skips say nothing."""
    rows = spoken_of(playlist) if said is None else list(said)
    stand_in = survivors(row.track for row in rows)
    members: dict[int | None, Person] = {}
    voters: dict[int, Person] = {}
    for row in rows:
        if row.kind not in ACCEPTING | REJECTING:
            continue
        if row.voter is None:
            person = members.setdefault(row.user, Person(row.user_name, None, True))
        else:
            person = voters.setdefault(row.voter, Person(row.voter_name, row.voter, row.counts))
        person.said[stand_in[row.track]] = row.kind in ACCEPTING
    judged = {track_id for person in members.values() for track_id in person.said}
    for person in voters.values():
        person.to_take = len(person.said.keys() - judged)
    return [*members.values(), *voters.values()]


def agreed_of(people: Sequence[Person]) -> dict[int, bool]:
    """What at least two colleagues say alike, none who counts otherwise, and no member judged."""
    judged = {track for person in people if person.voter_id is None for track in person.said}
    said: dict[int, list[bool]] = {}
    for person in people:
        if person.voter_id is None or not person.counts:
            continue
        for track_id, fits in person.said.items():
            said.setdefault(track_id, []).append(fits)
    return {
        track_id: words[0]
        for track_id, words in said.items()
        if track_id not in judged and len(words) > 1 and len(set(words)) == 1
    }
