"""People, organisations and who belongs where."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_urlsafe
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UserManager(BaseUserManager["User"]):
    """Creates people by their e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Whoever runs the installation: with every duty, and may appoint others."""
        duties = {"is_staff": True, "is_superuser": True, "is_operator": True}
        desk = {"desk_role": User.Desk.ADMIN}
        return self.create_user(email, password, **duties | desk | fields)


class User(AbstractUser):
    """A person who signs in with an e-mail address."""

    class Desk(models.TextChoices):
        """Duties at the licensing desk, each with all before it."""

        VIEWER = "viewer", _("viewer")
        EDITOR = "editor", _("editor")
        APPROVER = "approver", _("approver")
        ADMIN = "admin", _("administrator")

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    desk_role = models.CharField(
        _("duty at the licensing desk"), max_length=10, choices=Desk, blank=True, default=""
    )
    is_operator = models.BooleanField(_("operator"), default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = pgettext_lazy("accounts", "people")

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_editor(self) -> bool:
        """May write at the licensing desk: editor or a higher duty."""
        return self.desk_role in (self.Desk.EDITOR, self.Desk.APPROVER, self.Desk.ADMIN)


class Organisation(models.Model):
    """A merchant: the border no data crosses."""

    name = models.CharField(_("name"), max_length=150)
    retention_days = models.PositiveSmallIntegerField(_("keep uploads for, in days"), default=30)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person's role in one organisation."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        MANAGER = "manager", _("manager")
        STAFF = "staff", _("staff")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.STAFF)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"

    @property
    def may_manage(self) -> bool:
        """Owners and managers change stores, briefs, playlists and what is on air."""
        return self.role in (self.Role.OWNER, self.Role.MANAGER)

    @property
    def may_own(self) -> bool:
        """Owners change the team and take the data out."""
        return self.role == self.Role.OWNER


def invitation_token() -> str:
    return token_urlsafe(32)


def invitation_end() -> Any:
    return timezone.now() + timedelta(days=7)


class Invitation(models.Model):
    """An invitation to join an organisation, good for a week."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(
        _("role"), max_length=10, choices=Membership.Role, default=Membership.Role.STAFF
    )
    token = models.CharField(max_length=64, unique=True, default=invitation_token)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=invitation_end)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.email


class InvitationMail(models.Model):
    """One invitation that was mailed; kept for a day, so that mails can be counted."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitation_mails"
    )
    sent_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitation_mails")
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.organisation} {self.sent_at:%Y-%m-%d %H:%M}"
