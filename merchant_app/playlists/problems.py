"""What can be wrong with a request about a playlist, in sentences."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_noop

from licensing.problems import CodedProblem

SENTENCES = {
    "stale_version": gettext_noop(
        "Somebody changed this playlist meanwhile: version %(current)s is the current one."
    ),
    "not_in_playlist": gettext_noop("Track %(track)s was never in this playlist."),
    "accept_and_reject": gettext_noop("Track %(track)s is both accepted and rejected."),
    "nothing_said": gettext_noop("Accept or reject at least one track."),
    "key_reused": gettext_noop("This Idempotency-Key was used before for another request."),
    "no_such_version": gettext_noop("This playlist has no version %(number)s."),
    "playlist_gone": gettext_noop("This playlist was deleted meanwhile."),
    "no_such_wish": gettext_noop("There is no wish %(key)s."),
    "unknown_wish": gettext_noop("“%(key)s” is nothing that can be wished for."),
    "nothing_cleared": gettext_noop(
        "No track of this playlist may be played in this store any more."
    ),
    "nothing_left": gettext_noop(
        "Every track that may be played here was rejected. Take back a rejection or loosen a wish."
    ),
}


class PlaylistProblem(CodedProblem):
    """A request about a playlist that cannot be met, with a code and a sentence."""

    sentences = SENTENCES


class PlaylistGone(PlaylistProblem, Http404):
    """Somebody deleted the playlist while another person worked on it."""

    def __init__(self) -> None:
        super().__init__("playlist_gone")
