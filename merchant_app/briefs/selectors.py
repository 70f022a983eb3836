"""Reading briefs for pages and API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from licensing.rights.words import spoken
from matching.jobs.models import Job
from matching.jobs.sending import NOT_SENT
from matching.semantics.pool import concept_name
from merchant_app.accounts.models import Organisation
from merchant_app.briefs.models import Brief, BriefInput, Seed
from merchant_app.briefs.problems import problem


def briefs_of(organisation: Organisation) -> QuerySet[Brief]:
    """The briefs of an organisation with what pages show of them."""
    return (
        Brief.objects.filter(store__organisation=organisation)
        .select_related("store", "job", "created_by")
        .prefetch_related(
            Prefetch("inputs", BriefInput.objects.select_related("job")),
            Prefetch("seeds", Seed.objects.select_related("track", "substitute")),
            "playlists",
        )
    )


def brief_progress(brief: Brief) -> float:
    """How far the brief is, 0..1."""
    if brief.status in (Brief.Status.READY, Brief.Status.FAILED, Brief.Status.CANCELLED):
        return 1.0
    if brief.status == Brief.Status.DRAFT or brief.job is None:
        return 0.0
    return brief.job.progress


def not_sent(job: Job | None) -> bool:
    """Whether the job waits because the broker is out of reach."""
    return job is not None and job.state == Job.State.QUEUED and job.error_code == NOT_SENT


def brief_problems(brief: Brief, language: str) -> list[dict[str, Any]]:
    """Every problem of the brief and its inputs: {"input", "code", "message"}."""
    tongue = spoken(language)
    rows = [
        {"input": None, "code": each["code"], "message": each[tongue]} for each in brief.problems
    ]
    if not_sent(brief.job):
        away = problem("broker_down")
        rows.append({"input": None, "code": away["code"], "message": away[tongue]})
    for item in brief.inputs.all():
        rows += [
            {"input": str(item), "code": each["code"], "message": each[tongue]}
            for each in item.problems
        ]
    return rows


@dataclass(frozen=True)
class Understood:
    """One concept the brief awoke: its name, its strength −1..1, what woke it, and where.

    muted: the owner switched it off.
    """

    concept: str
    name: str
    weight: float
    because: str
    source: str
    input_id: int
    muted: bool


def understood(brief: Brief, language: str, limit: int = 12) -> list[Understood]:
    """What was understood over all inputs, strongest first, one row a concept, none muted."""
    rows = [row for row in awoken(brief, language) if not row.muted]
    strongest: dict[str, Understood] = {}
    for row in rows:
        strongest.setdefault(row.concept, row)
    return list(strongest.values())[:limit]


def awoken(brief: Brief, language: str) -> list[Understood]:
    """Every concept that every input awoke, strongest first; one that several awoke comes often."""
    tongue = spoken(language)
    muted = set(brief.muted)
    rows = [
        Understood(
            concept=awake["concept"],
            name=concept_name(awake["concept"], tongue),
            weight=awake["weight"],
            because=awake.get("because", ""),
            source=item.kind,
            input_id=item.pk,
            muted=awake["concept"] in muted,
        )
        for item in brief.inputs.all()
        for awake in (item.understanding or {}).get("concepts", [])
    ]
    return sorted(rows, key=lambda row: -abs(row.weight))
