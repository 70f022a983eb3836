"""What can go wrong around people and teams, in words for the one who asked."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class TeamProblem(Exception):
    """A change to a team that cannot be made; `say()` is for the person who asked for it."""

    SENTENCES: dict[str, Promise] = {
        "last_owner": _(
            "An organisation needs an owner. Make somebody else an owner first, then try again."
        ),
        "already_member": _("%(email)s already belongs to the team."),
        "invitation_expired": _("This invitation has expired. Ask for a new one."),
        "invitation_used": _("This invitation has been used."),
        "invitation_other_person": _("This invitation is for %(email)s."),
        "too_many_invitations": _(
            "%(count)s invitations were sent within a day, which is as many as there may be. "
            "Invite more people tomorrow."
        ),
        "mail_not_sent": _(
            "The invitation is kept, but its mail could not be sent. Try “Send again” later."
        ),
    }

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def say(self) -> str:
        return str(self.SENTENCES[self.code]) % self.params
