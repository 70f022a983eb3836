"""What can be wrong with a request about a playlist, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404
from django.utils.translation import gettext, gettext_noop

from licensing.problems import CodedProblem
from matching.intent.state import Wish
from matching.retrieval.wording import say_wish
from merchant_app.ui.tongue import tongue_of_page

#: Wishes named as too strict, so that the sentence stays one.
_NAMED = 2

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
    "nothing_taught": gettext_noop("Nothing was taught there; choose another start."),
    "hearing_of_others": gettext_noop(
        "These answers do not belong to the two versions; start the comparison again."
    ),
    "hearing_elsewhere": gettext_noop(
        "You began to compare these two on another device; this page goes on from there."
    ),
    "unknown_step": gettext_noop("There is no such step of sureness; reload the page."),
    "not_two_tastes": gettext_noop("This version does not speak of two tastes; reload the page."),
    "nothing_left": gettext_noop(
        "Every track that may be played here was rejected, all %(count)s. What you said is kept: "
        "take back a rejection, or ask for more music that may be played here."
    ),
    "nothing_fits": gettext_noop(
        "None of the %(count)s tracks left fits well enough to be offered. What you said is kept. "
        "To see more: %(loosen)s."
    ),
    "nothing_allowed": gettext_noop(
        "Nothing would be left to play: each of the %(count)s tracks seems to have something that "
        "is never to be played. Everything else you said is kept. To see more: %(loosen)s."
    ),
    "never_needs_a_thing": gettext_noop(
        "“%(key)s” can be asked for more or less, but not ruled out; forbid a sound, a style, a "
        "mood or an era."
    ),
    "unknown_kind": gettext_noop(
        "“%(kind)s” is nothing that can be said of a track: accept, reject, skip, more or less."
    ),
    "too_much_said": gettext_noop(
        "%(count)s answers in one request are too many. Send at most %(most)s at once; nothing of "
        "this request was stored."
    ),
    "click_reused": gettext_noop(
        "The click “%(click)s” was sent before and said something else. Name each click anew."
    ),
    "no_such_history": gettext_noop("There is no such history in this organisation."),
    "nothing_to_undo": gettext_noop("There is nothing of yours here to take back."),
}


class PlaylistProblem(CodedProblem):
    """A request about a playlist that cannot be met, with a code and a sentence."""

    sentences = SENTENCES


class NothingFits(PlaylistProblem):
    """What is left lies below the store's interest boundary; says what would bring it up."""

    def __init__(self, count: int, keys: Sequence[str], wishes: Sequence[Wish]) -> None:
        by_key = {wish.key: wish for wish in wishes}
        named = [by_key[key] for key in keys if key in by_key] or list(wishes)
        super().__init__("nothing_fits", count=count, loosen=_Loosening(named[:_NAMED]))


class NothingAllowed(PlaylistProblem):
    """All that is left surely has something that the owner forbade."""

    def __init__(self, count: int, keys: Sequence[str], wishes: Sequence[Wish]) -> None:
        nevers = [wish for wish in wishes if wish.never]
        named = [wish for wish in nevers if wish.key in keys] or nevers
        super().__init__("nothing_allowed", count=count, loosen=_Allowing(named[:_NAMED]))


class _Allowing:
    """The ways out of what is never to be played, in the language of the page."""

    def __init__(self, wishes: Sequence[Wish]) -> None:
        self._wishes = wishes

    def __str__(self) -> str:
        tongue = tongue_of_page()
        ways = [gettext("do without “%(wish)s”") % {"wish": say_wish(wish, tongue)}
                for wish in self._wishes]  # fmt: skip
        return gettext(", or ").join([*ways, gettext("ask for “less” of it instead")])


class _Loosening:
    """The ways to more tracks, in the language of the page."""

    def __init__(self, wishes: Sequence[Wish]) -> None:
        self._wishes = wishes

    def __str__(self) -> str:
        tongue = tongue_of_page()
        ways = [gettext("remove the wish “%(wish)s”") % {"wish": say_wish(wish, tongue)}
                for wish in self._wishes]  # fmt: skip
        ways += [gettext("take back a rejection"), gettext("ask for less sureness in this store")]
        return gettext(", or ").join(ways)


class PlaylistGone(PlaylistProblem, Http404):
    """Somebody deleted the playlist while another person worked on it."""

    def __init__(self) -> None:
        super().__init__("playlist_gone")
