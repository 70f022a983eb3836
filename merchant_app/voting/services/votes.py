"""One vote for one track: given, changed, taken back."""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from django.utils import timezone

from licensing.catalogue.models import Track
from licensing.rights.selectors import decision_for
from merchant_app.music import use_for
from merchant_app.playlists.models import Verdict
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.recording import verdicts_record
from merchant_app.playlists.services.said import Said
from merchant_app.playlists.services.versions import lock
from merchant_app.playlists.survivors import survivors
from merchant_app.voting.models import ShareLink, Voter
from merchant_app.voting.problems import VotingProblem

Vote = Literal["accept", "reject", ""]
VOTES: tuple[Vote, ...] = ("accept", "reject", "")


def vote_give(
    *,
    voter: Voter,
    track_id: int,
    vote: Vote,
    version: int | None = None,
    heard_ms: int | None = None,
) -> None:
    """Store a vote, with what the page of `version` showed; "" takes the earlier ones back.

    The same vote again changes nothing, another one is a changed mind: the newest counts. Raises
    VotingProblem, and PlaylistGone when the playlist was deleted meanwhile.
    """
    with transaction.atomic():
        link = ShareLink.objects.select_related("playlist__store").get(pk=voter.link_id)
        playlist = lock(link.playlist)
        link.refresh_from_db(fields=["ended_at", "expires_at"])
        if not link.live:
            raise VotingProblem("link_ended")
        if not vote:
            _take_back(voter, track_id)
            return
        said = Said(track_id, vote, heard_ms=heard_ms)
        try:
            new = verdicts_record(playlist, [said], voter=voter, version=version)
        except PlaylistProblem as problem:
            if problem.code != "not_in_playlist":
                raise
            raise VotingProblem("not_listed") from problem
        plays = survivors([track_id])[track_id]
        if new and not decision_for(plays, use_for(link.playlist.store)).allowed:
            title = Track.objects.values_list("title", flat=True).get(pk=plays)
            raise VotingProblem("not_cleared", title=title)


def _take_back(voter: Voter, track_id: int) -> None:
    mine = Verdict.objects.filter(voter=voter, undone_at=None)
    stand_in = survivors([track_id, *mine.values_list("track_id", flat=True)])
    alike = [each for each, plays in stand_in.items() if plays == stand_in[track_id]]
    mine.filter(track__in=alike).update(undone_at=timezone.now())
