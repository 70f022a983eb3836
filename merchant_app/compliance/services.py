"""Issuing and withdrawing certificates."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from merchant_app.accounts.models import User
from merchant_app.compliance.coverage import coverage_of
from merchant_app.compliance.models import Certificate
from merchant_app.compliance.problems import CertificateProblem
from merchant_app.compliance.snapshot import fingerprint, snapshot_of
from merchant_app.stores.models import Store
from merchant_app.webhooks.models import EventKind
from merchant_app.webhooks.services import emit

A_DAY = 20


def certificate_issue(*, store: Store, user: User | None) -> Certificate:
    """Write down what is on air in the shop now and what it rests on.

    Raises CertificateProblem when nothing is on air, nothing of it is cleared, or too many were
    issued today.
    """
    now = timezone.now()
    if store.certificates.filter(issued_at__gt=now - timedelta(days=1)).count() >= A_DAY:
        raise CertificateProblem("too_many_certificates", limit=A_DAY)
    coverage = coverage_of(store, moment=now)
    if not coverage.listed:
        raise CertificateProblem("nothing_on_air")
    if not coverage.on_air:
        raise CertificateProblem("nothing_cleared")
    facts = snapshot_of(coverage)
    with transaction.atomic():
        made = Certificate.objects.create(
            organisation_id=store.organisation_id,
            store=store,
            issued_at=now,
            issued_by=user,
            snapshot=facts,
            sha256=fingerprint(facts),
        )
        emit(
            organisation=store.organisation,
            event=EventKind.CERTIFICATE_ISSUED,
            payload={
                "serial": made.serial,
                "store": {"id": store.pk, "name": store.name},
                "issued_at": now,
                "tracks": len(coverage.on_air),
                "sha256": made.sha256,
                "verify_url": verify_url(made),
            },
            key=made.serial,
        )
    return made


def certificate_withdraw(*, certificate: Certificate, user: User) -> Certificate:
    """Say from now on that it no longer counts; what it said stays on record."""
    Certificate.objects.filter(pk=certificate.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now(), withdrawn_by=user
    )
    certificate.refresh_from_db()
    return certificate


def verify_url(certificate: Certificate) -> str:
    """The public address where anybody may check it."""
    return f"{settings.SITE_URL}{reverse('compliance:verify', args=[certificate.serial])}"
