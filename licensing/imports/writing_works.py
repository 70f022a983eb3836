"""Writes the works of imported recordings and who has which share of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from licensing.catalogue.models import Track
from licensing.history.services import Entry
from licensing.imports.judging import work_of
from licensing.imports.known import Known, shares_as_keys, shares_parsed
from licensing.imports.reading.parsed import Parsed
from licensing.works.models import RecordedWork, Share, Work


def works_write(rows: Sequence[tuple[Parsed, Track]], known: Known) -> list[Entry]:
    """Make, link and correct the works of these recordings; what to put on record."""
    entries: list[Entry] = []
    links: list[RecordedWork] = []
    shares: list[Share] = []
    fresh: list[tuple[Work, dict[str, Any], Track]] = []
    waiting: dict[str, Work] = {}
    for parsed, track in rows:
        stored = track.pk in known.tracks
        for wanted in parsed.works:
            work = waiting.get(wanted["iswc"]) if wanted["iswc"] else None
            if work is None:
                work = work_of(wanted, track, known) if stored else known.works.get(wanted["iswc"])
            if work is None:
                work = Work(title=wanted["title"], iswc=wanted["iswc"])
                fresh.append((work, wanted, track))
                if wanted["iswc"]:
                    waiting[wanted["iswc"]] = work
            elif work.pk is not None:
                entries += _corrected(work, wanted, shares)
            links.append(RecordedWork(track=track, work=work))
    Work.objects.bulk_create([work for work, _wanted, _track in fresh], batch_size=500)
    for work, wanted, _track in fresh:
        shares += _shares(work, wanted)
        entries.append(Entry("work.import", work, {}, wanted))
        if work.iswc:
            known.works[work.iswc] = work
    for link in links:
        link.work_id = link.work.pk  # made after the link was
    RecordedWork.objects.bulk_create(links, batch_size=1000, ignore_conflicts=True)
    Share.objects.bulk_create(shares, batch_size=1000)
    return entries


def _corrected(work: Work, wanted: dict[str, Any], shares: list[Share]) -> list[Entry]:
    """Bring a stored work to what a row says; its ISWC is added, never changed."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    if wanted["iswc"] and not work.iswc:
        before["iswc"], after["iswc"] = "", wanted["iswc"]
        work.iswc = wanted["iswc"]
        work.save(update_fields=["iswc", "updated_at"])
    held = shares_as_keys(work)
    if wanted["shares"] and held != shares_parsed(wanted["shares"]):
        before["shares"] = [[str(part) for part in share] for share in held]
        after["shares"] = wanted["shares"]
        work.shares.all().delete()
        shares += _shares(work, wanted)
    return [Entry("work.import", work, before, after)] if after else []


def _shares(work: Work, wanted: dict[str, Any]) -> list[Share]:
    return [
        Share(work=work, **{**share, "percent": Decimal(share["percent"])})
        for share in wanted["shares"]
    ]
