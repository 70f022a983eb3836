"""Writes on works: what was written, whose shares, and in which recordings it is heard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from licensing.catalogue.identifiers import ipi_of, iswc_of
from licensing.catalogue.models import Track
from licensing.history.services import record
from licensing.works.models import RecordedWork, Share, Work


@dataclass(frozen=True)
class ShareTerms:
    """One writer's or publisher's share as it is written down; percent of the whole work."""

    name: str
    percent: Decimal
    role: str = Share.Role.COMPOSER_AUTHOR
    ipi: str = ""
    society: str = ""


def work_save(
    *,
    work: Work | None = None,
    title: str,
    iswc: str = "",
    language: str = "",
    shares: Iterable[ShareTerms] = (),
) -> Work:
    """Write a work with all its shares; those not named are gone afterwards.

    Shares need not add up to 100: what is missing is a gap that blocks, not a mistake. Raises
    ValidationError by field ("title", "iswc", "share-0-ipi", …), also where another work has the
    ISWC.
    """
    terms = list(shares)
    cleaned, checked = _checked(work, title, iswc, language, terms)
    with transaction.atomic():
        held = Work.objects.select_for_update().get(pk=work.pk) if work and work.pk else Work()
        before = work_terms(held) if held.pk else {}
        for name, value in cleaned.items():
            setattr(held, name, value)
        held.full_clean()
        held.save()
        if before.get("shares") != _plain(checked):
            held.shares.all().delete()
            Share.objects.bulk_create(Share(work=held, **asdict(share)) for share in checked)
        after = work_terms(held)
        changed = {name: value for name, value in after.items() if before.get(name) != value}
        if changed:
            record(
                action="work.update" if before else "work.create",
                subject=held,
                before={name: before[name] for name in changed if name in before},
                after=changed,
            )
    return held


def work_link(*, work: Work, track: Track) -> None:
    """Say that the work is heard in the recording."""
    with transaction.atomic():
        _link, new = RecordedWork.objects.get_or_create(track=track, work=work)
        if new:
            record(action="track.works", subject=track, after={"works_added": [work.title]})


def work_unlink(*, work: Work, track: Track) -> None:
    """Say that the work is not heard in the recording; one heard in none stays written down."""
    with transaction.atomic():
        gone, _by_model = RecordedWork.objects.filter(track=track, work=work).delete()
        if gone:
            record(action="track.works", subject=track, before={"works_removed": [work.title]})


def work_terms(work: Work) -> dict[str, Any]:
    """A work and its shares as plain values, for the record of changes."""
    shares = [
        ShareTerms(share.name, share.percent, share.role, share.ipi, share.society)
        for share in work.shares.order_by("pk")
    ]
    return {
        "title": work.title,
        "iswc": work.iswc,
        "language": work.language,
        "shares": _plain(shares),
    }


def _plain(shares: Sequence[ShareTerms]) -> list[str]:
    lines = []
    for share in shares:
        words = (share.name, f"({share.role})", f"{share.percent.normalize():f} %", share.society)
        lines.append(" ".join(word for word in (*words, share.ipi) if word))
    return lines


def _checked(
    work: Work | None, title: str, iswc: str, language: str, shares: Sequence[ShareTerms]
) -> tuple[dict[str, str], list[ShareTerms]]:
    problems: dict[str, str] = {}
    number = _number(iswc, iswc_of, "iswc", problems, _("This is no ISWC: T and ten digits."))
    if number and _taken(number, work):
        problems["iswc"] = _("Another work has this ISWC. Take that one instead of a second.")
    if not title.strip():
        problems["title"] = _("A work needs a title.")
    checked = []
    for place, share in enumerate(shares):
        ipi = _number(
            share.ipi, ipi_of, f"share-{place}-ipi", problems,
            _("This is no IPI name number: up to eleven digits, two of them check digits."),
        )  # fmt: skip
        if not 0 <= share.percent <= 100:
            problems[f"share-{place}-percent"] = _("A share is between 0 and 100 percent.")
        if not share.name.strip():
            problems[f"share-{place}-name"] = _("Whose share is it?")
        if share.role not in Share.Role.values:
            problems[f"share-{place}-role"] = _("This role does not exist.")
        checked.append(
            ShareTerms(
                share.name.strip(), share.percent, share.role, ipi, share.society.strip().upper()
            )
        )
    if problems:
        raise ValidationError(problems)
    return {"title": title.strip(), "iswc": number, "language": language.strip()}, checked


def _taken(iswc: str, work: Work | None) -> bool:
    others = Work.objects.filter(iswc=iswc)
    return (others.exclude(pk=work.pk) if work and work.pk else others).exists()


def _number(
    written: str, read: Callable[[str], str], field: str, problems: dict[str, str], says: str
) -> str:
    if not written.strip():
        return ""
    try:
        return read(written)
    except ValueError:
        problems[field] = says
        return ""
