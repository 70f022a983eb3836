"""Comparing two versions by ear: blind pairs of what only one of them has, and what came of it.

The answers of a result stand in its address, so that it can be reloaded and passed on.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import comb

from licensing.catalogue.models import Track
from licensing.rights.selectors import decisions_for
from matching.audio.levelling import levelling_gain
from merchant_app import music
from merchant_app.accounts.models import User
from merchant_app.media.urls_signed import track_url
from merchant_app.playlists.comparison.versions import items_of
from merchant_app.playlists.models import Playlist, PlaylistVersion

PAIRS = 5
#: How much of a track is heard, seconds.
EXCERPT_S = 15


@dataclass(frozen=True)
class Excerpt:
    """A telling part of a track, without its name."""

    track_id: int
    src: str
    gain_db: float
    start: float


@dataclass(frozen=True)
class Judged:
    """One pair after the fact: both tracks named, and which was chosen (None: no difference).

    hear_a, hear_b: both once more, each None where it may not be played any more.
    """

    of_a: Track
    of_b: Track
    chosen: Track | None
    hear_a: Excerpt | None = None
    hear_b: Excerpt | None = None


@dataclass(frozen=True)
class Outcome:
    """winner: the version whose tracks were chosen more often, None for a draw.

    chance: how often a coin would be this far from even or further, 0..1.
    """

    pairs: list[Judged]
    for_a: int
    for_b: int
    winner: PlaylistVersion | None
    chance: float

    @property
    def preferred(self) -> list[Track]:
        """What was chosen, in the order it was heard."""
        return [pair.chosen for pair in self.pairs if pair.chosen]

    @property
    def alike(self) -> int:
        """How many pairs made no difference."""
        return len(self.pairs) - len(self.preferred)


def only_in(
    playlist: Playlist, a: PlaylistVersion, b: PlaylistVersion
) -> tuple[list[Track], list[Track]]:
    """What may be played and only one of the two has, in the order of the lists."""
    in_a, in_b = ([item.track for item in items_of(version)] for version in (a, b))
    known_a, known_b = ({track.pk for track in tracks} for tracks in (in_a, in_b))
    decided = decisions_for(known_a ^ known_b, music.use_for(playlist.store))

    def left(tracks: Sequence[Track], other: set[int]) -> list[Track]:
        return [
            track
            for track in tracks
            if track.pk not in other and decided[track.pk].allowed and track.asset_id
        ]

    return left(in_a, known_b), left(in_b, known_a)


def pairs_to_hear(
    playlist: Playlist, a: PlaylistVersion, b: PlaylistVersion, user: User
) -> list[tuple[Excerpt, Excerpt]]:
    """Up to five pairs, which comes first left to chance; [] where one has nothing of its own."""
    of_a, of_b = only_in(playlist, a, b)
    dice = random.SystemRandom()
    count = min(PAIRS, len(of_a), len(of_b))
    pairs = []
    for track_a, track_b in zip(dice.sample(of_a, count), dice.sample(of_b, count), strict=True):
        both = [excerpt_of(track, playlist, user) for track in (track_a, track_b)]
        dice.shuffle(both)
        pairs.append((both[0], both[1]))
    return pairs


def excerpt_of(track: Track, playlist: Playlist, user: User) -> Excerpt:
    """Its most telling part, for this person's browser; whether it may be played is not asked."""
    profile = track.asset.profile if track.asset else None
    return Excerpt(
        track_id=track.pk,
        src=track_url(track, store=playlist.store, for_user=user),
        gain_db=levelling_gain(profile.loudness_lufs, profile.true_peak_dbtp) if profile else 0.0,
        start=profile.preview_start_s if profile else 0.0,
    )


def outcome_of(
    playlist: Playlist,
    a: PlaylistVersion,
    b: PlaylistVersion,
    pairs: Sequence[tuple[int, int]],
    chosen: Sequence[int],
) -> Outcome | None:
    """What the answers say; None where they do not belong to these two versions.

    pairs: two track ids each, in any order; chosen: one id of each pair, or 0 for no difference.
    """
    of_a = {item.track_id: item.track for item in items_of(a)}
    of_b = {item.track_id: item.track for item in items_of(b)}
    if not pairs or len(pairs) > PAIRS or len(pairs) != len(chosen):
        return None
    judged = []
    for pair, choice in zip(pairs, chosen, strict=True):
        one, other = pair if pair[0] in of_a else pair[::-1]
        apart = one in of_a and one not in of_b and other in of_b and other not in of_a
        if not apart or choice not in (0, one, other):
            return None
        tracks = {one: of_a[one], other: of_b[other]}
        judged.append(Judged(of_a[one], of_b[other], tracks.get(choice)))
    for_a = sum(1 for each in judged if each.chosen == each.of_a)
    for_b = sum(1 for each in judged if each.chosen == each.of_b)
    winner = a if for_a > for_b else b if for_b > for_a else None
    return Outcome(judged, for_a, for_b, winner, by_chance(for_a, for_b))


def heard_again(outcome: Outcome, playlist: Playlist, user: User) -> Outcome:
    """The same with what each track needs to be played once more; rights are asked anew."""
    ids = {track.pk for pair in outcome.pairs for track in (pair.of_a, pair.of_b)}
    decided = decisions_for(ids, music.use_for(playlist.store))

    def excerpt(track: Track) -> Excerpt | None:
        playable = decided[track.pk].allowed and track.asset_id
        return excerpt_of(track, playlist, user) if playable else None

    return replace(
        outcome,
        pairs=[
            replace(pair, hear_a=excerpt(pair.of_a), hear_b=excerpt(pair.of_b))
            for pair in outcome.pairs
        ],
    )


def by_chance(one: int, other: int) -> float:
    """The two-sided sign test: how often a fair coin is at least this far from even."""
    tosses, more = one + other, max(one, other)
    tail = sum(comb(tosses, heads) for heads in range(more, tosses + 1))
    return float(min(1.0, 2 * tail / 2**tosses))
