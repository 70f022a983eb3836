"""One vote for one track: given, changed, taken back."""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from django.utils import timezone

from licensing.catalogue.models import Track
from licensing.rights.selectors import decision_for
from merchant_app.music import use_for
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion, Verdict
from merchant_app.playlists.survivors import survivors
from merchant_app.voting.models import ShareLink, Voter
from merchant_app.voting.problems import VotingProblem

Vote = Literal["accept", "reject", ""]
VOTES: tuple[Vote, ...] = ("accept", "reject", "")
#: A day: what a page claims beyond it is no listening.
LONGEST_HEARD_MS = 24 * 3600 * 1000


def vote_give(*, voter: Voter, track_id: int, vote: Vote, heard_ms: int | None = None) -> None:
    """Store a vote; "" takes the earlier one back. The same vote again changes nothing.

    What was said before stays on record as undone. Raises VotingProblem.
    """
    with transaction.atomic():
        mine = Voter.objects.select_for_update(of=("self",)).get(pk=voter.pk)
        link = ShareLink.objects.select_related("playlist__store").get(pk=mine.link_id)
        if not link.live:
            raise VotingProblem("link_ended")
        playlist = link.playlist
        listed = PlaylistItem.objects.filter(version__playlist=playlist)
        stand_in = survivors({track_id, *listed.values_list("track_id", flat=True).distinct()})
        plays = stand_in[track_id]
        alike = [listed_id for listed_id, other in stand_in.items() if other == plays]
        if not listed.filter(track__in=alike).exists():
            raise VotingProblem("not_listed")
        before = Verdict.objects.filter(voter=mine, track__in=alike, undone_at=None)
        if list(before.values_list("kind", flat=True)) == ([vote] if vote else []):
            return
        if vote and not decision_for(plays, use_for(playlist.store)).allowed:
            title = Track.objects.values_list("title", flat=True).get(pk=plays)
            raise VotingProblem("not_cleared", title=title)
        before.update(undone_at=timezone.now())
        if vote:
            _store(playlist, mine, plays, vote, alike, heard_ms)


def _store(
    playlist: Playlist,
    voter: Voter,
    track_id: int,
    vote: Vote,
    alike: list[int],
    heard_ms: int | None,
) -> None:
    version = PlaylistVersion.objects.get(playlist=playlist, number=playlist.version_number)
    shown = PlaylistItem.objects.filter(version=version, track__in=alike).first()
    Verdict.objects.create(
        playlist=playlist,
        version_number=version.number,
        track_id=track_id,
        kind=vote,
        voter=voter,
        brief_number=playlist.brief_id,
        position=shown.position if shown else None,
        guess=shown.guess if shown else False,
        chance=shown.chance if shown else None,
        shown_with=shown.shown_with if shown else None,
        heard_ms=None if heard_ms is None else min(heard_ms, LONGEST_HEARD_MS),
        made_with=version.made_with,
    )
