"""What can be wrong with a step in the life of a grant, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from licensing.problems import CodedProblem

SENTENCES = {
    "two_persons": gettext_noop(
        "You wrote these terms. A second person has to compare them with the contract."
    ),
    "no_such_status": gettext_noop("This status does not exist."),
    "not_from_here": gettext_noop("A grant that is %(now)s cannot become %(wanted)s."),
    "reason_missing": gettext_noop("Say why. The reason stays in the history."),
    "evidence_missing": gettext_noop(
        "There is no evidence. Attach the contract; an open licence may rest on its address."
    ),
    "evidence_empty": gettext_noop("The evidence file is empty: 0 bytes."),
    "evidence_gone": gettext_noop("The evidence file is no longer in the storage."),
    "evidence_changed": gettext_noop(
        "The evidence file is not the one that was attached: its fingerprint differs."
    ),
    "covers_nothing": gettext_noop("It covers no track yet. Add the tracks it is about."),
    "scope_not_tracks": gettext_noop(
        "This grant covers %(scope)s; single tracks are neither added nor taken out."
    ),
    "ended": gettext_noop("This grant is %(now)s. Write down a new one."),
    "amendment_decided": gettext_noop("Somebody decided on this change meanwhile."),
    "approvers_only": gettext_noop("Only approvers and administrators may do this."),
    "in_force": gettext_noop("Only drafts are deleted. Revoke a grant that was in force."),
}
#: Codes about who asks, not about the state of the grant.
FORBIDDEN = frozenset({"two_persons", "approvers_only"})


class GrantProblem(CodedProblem):
    """A step that cannot be taken, with a code and a sentence."""

    sentences = SENTENCES
