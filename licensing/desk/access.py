"""Who may enter the licensing desk, and what they may do there.

A duty holds all duties before it: viewers read, editors write tracks and drafts of grants,
approvers verify, activate and end grants, administrators also appoint people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, get_args

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from licensing.history.services import acting

Role = Literal["viewer", "editor", "approver", "admin"]
ROLES: tuple[str, ...] = get_args(Role)
_READING = ("GET", "HEAD", "OPTIONS")

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Desk:
    """What one person may do at the desk; pages ask it which controls to show."""

    role: str = ""

    def may(self, role: Role) -> bool:
        return self.role in ROLES and ROLES.index(self.role) >= ROLES.index(role)

    @property
    def reads(self) -> bool:
        return self.may("viewer")

    @property
    def edits(self) -> bool:
        return self.may("editor")

    @property
    def approves(self) -> bool:
        return self.may("approver")

    @property
    def appoints(self) -> bool:
        return self.may("admin")


def desk_of(user: Any) -> Desk:
    """What this person may do at the desk; nothing for strangers."""
    return Desk(str(getattr(user, "desk_role", "")))


def desk_required(role: Role, *, writes: Role | None = None) -> Callable[[View], View]:
    """Sign in first; whoever has a lower duty than `role` is refused (403).

    `writes` is the duty that anything but reading asks for (default: `role`). The view finds what
    the person may do in `request.desk`, and everything it records is on that person's account.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            desk = desk_of(request.user)
            asked = role if request.method in _READING else writes or role
            if not desk.may(asked):
                raise PermissionDenied
            request.desk = desk  # type: ignore[attr-defined]
            with acting(request.user):
                return view(request, *args, **kwargs)

        return guarded

    return decorate


#: Everybody at the desk may look; only editors and above may change anything.
editor_required = desk_required("viewer", writes="editor")
