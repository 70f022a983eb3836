"""A member makes colleagues' votes their own: from then on they decide."""

from __future__ import annotations

from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.services.feedback import feedback_give
from merchant_app.voting.models import Voter
from merchant_app.voting.problems import VotingProblem
from merchant_app.voting.tally import agreed_of, people_of


def votes_take(
    *, playlist: Playlist, user: User, voter: Voter | None, version: int | None
) -> tuple[PlaylistVersion, int]:
    """One person's votes, or (None) what all agree on; the next version, and how many were taken.

    What a member of the team has judged stays as it was judged. Raises VotingProblem when nothing
    is left to take, and what `feedback_give` raises.
    """
    people = people_of(playlist)
    if voter is None:
        taken = agreed_of(people)
    else:
        judged = {track for person in people if person.voter_id is None for track in person.said}
        said = next((each.said for each in people if each.voter_id == voter.pk), {})
        taken = {track: fits for track, fits in said.items() if track not in judged}
    if not taken:
        raise VotingProblem("nothing_to_take")
    made = feedback_give(
        playlist=playlist,
        user=user,
        accept=[track for track, fits in taken.items() if fits],
        reject=[track for track, fits in taken.items() if not fits],
        version=version,
    )
    return made, len(taken)
