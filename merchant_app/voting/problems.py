"""What can be wrong with a shared link or a vote, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from licensing.problems import CodedProblem

SENTENCES = {
    "too_many_links": _("This playlist has %(limit)s links that work. End one of them first."),
    "unknown_days": _("A link works for 1, 7 or 30 days."),
    "ended_by_hand": _("This link was ended by hand and stays ended. Make another one."),
    "link_works": _("This link still works. End it first."),
    "only_owners": _("Votes were given through this link; only an owner may remove them with it."),
    "link_ended": _("This link has ended. Ask whoever sent it for a new one."),
    "name_missing": _("Tell us your name, so that your votes can be told from others'."),
    "name_too_long": _("A name has at most %(limit)s letters."),
    "name_taken": _("Somebody called %(name)s votes here already."),
    "unknown_code": _("This code is not known, or its ten minutes are over. Ask for another one."),
    "too_many_voters": _(
        "%(limit)s people have used this link already. Ask whoever sent it for a new one."
    ),
    "who_are_you": _("This device has not said its name yet. Reload the page."),
    "one_at_a_time": _("A request holds one vote for one track."),
    "not_listed": _("This track is not in the playlist."),
    "not_cleared": _("“%(title)s” may not be played here any more, so it needs no vote."),
    "nothing_to_take": _(
        "There is nothing to take over: your team has judged every one of these tracks already."
    ),
}


class VotingProblem(CodedProblem):
    """A request about shared links or votes that cannot be met, with a code and a sentence."""

    sentences = SENTENCES
