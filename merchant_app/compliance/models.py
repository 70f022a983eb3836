"""Certificates: what a shop could prove on the day one was issued, kept as it was."""

from __future__ import annotations

from secrets import choice

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from merchant_app.accounts.models import Organisation
from merchant_app.stores.models import Store

#: Without the letters and digits that people mix up (Crockford's base 32).
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def serial_make() -> str:
    """A serial number nobody can guess: the year and 50 random bits."""
    signs = "".join(choice(_SIGNS) for _place in range(10))
    return f"F{timezone.now():%Y}-{signs[:5]}-{signs[5:]}"


class Certificate(models.Model):
    """One certificate. Nothing of it changes but that it may be withdrawn."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="certificates"
    )
    store = models.ForeignKey(
        Store, null=True, on_delete=models.SET_NULL, related_name="certificates"
    )
    serial = models.CharField(_("serial number"), max_length=24, unique=True, default=serial_make)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: What it says, in codes and facts; `merchant_app.compliance.snapshot` writes and explains it.
    snapshot = models.JSONField()
    #: SHA-256 over the snapshot as `snapshot.fingerprint` writes it, in hexadecimal.
    sha256 = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return self.serial
