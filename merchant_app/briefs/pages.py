"""What the brief's pages show of one input and of the progress, ready for templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from matching.semantics.pool import concept_name
from merchant_app.accounts.models import User
from merchant_app.briefs.models import Brief, BriefInput, Seed
from merchant_app.briefs.problems import say
from merchant_app.briefs.selectors import brief_progress, not_sent
from merchant_app.media.urls_signed import photo_url
from merchant_app.ui.tongue import tongue_of_page

SHOWN_SEEDS = 30
SHOWN_CONCEPTS = 4


@dataclass(frozen=True)
class SeedRow:
    """One seed: its name, a badge and a sentence."""

    name: str
    badge: str
    tone: str
    note: str = ""


@dataclass(frozen=True)
class InputRow:
    """One input as its row shows it."""

    item: BriefInput
    badge: str
    tone: str
    notes: list[str]
    failed: bool
    open: bool
    thumb_url: str = ""
    seeds: list[SeedRow] = field(default_factory=list)
    more_seeds: int = 0
    concepts: list[str] = field(default_factory=list)


def input_row(item: BriefInput, user: User, cleared: set[int]) -> InputRow:
    """The row of an input, in the page's language."""
    tongue = tongue_of_page()
    seeds = list(item.seeds.all())
    is_open = item.status in BriefInput.OPEN
    failed = item.status == BriefInput.Status.FAILED
    badge, tone = _badge(item, seeds, cleared)
    awake = sorted(
        (
            row
            for row in (item.understanding or {}).get("concepts", [])
            if row["weight"] > 0 and item.kind == BriefInput.Kind.PHOTO
        ),
        key=lambda row: -row["weight"],
    )
    shown = seeds if item.kind == BriefInput.Kind.PLAYLIST else []
    return InputRow(
        item=item,
        badge=badge,
        tone=tone,
        notes=_notes(item, tongue),
        failed=failed,
        open=is_open,
        thumb_url=(
            photo_url(item, for_user=user)
            if item.kind == BriefInput.Kind.PHOTO
            and item.file
            and item.status == BriefInput.Status.READY
            else ""
        ),
        seeds=[_seed_row(seed, cleared, tongue) for seed in shown[:SHOWN_SEEDS]],
        more_seeds=max(len(shown) - SHOWN_SEEDS, 0),
        concepts=[concept_name(row["concept"], tongue) for row in awake[:SHOWN_CONCEPTS]],
    )


def _notes(item: BriefInput, tongue: str) -> list[str]:
    notes = [problem[tongue] for problem in item.problems]
    if item.status in BriefInput.OPEN and not_sent(item.job):
        notes.append(say("broker_down", {}, get_language() or "en"))
    return notes


def tempo_range(brief: Brief) -> tuple[int, int] | None:
    """The pace that was understood most firmly, in beats a minute; None where none was."""
    targets = [
        target
        for item in brief.inputs.all()
        for target in (item.understanding or {}).get("targets", [])
        if target["facet"] == "tempo_bpm"
    ]
    if not targets:
        return None
    firmest = max(targets, key=lambda target: target["weight"])
    return round(firmest["low"]), round(firmest["high"])


def _badge(item: BriefInput, seeds: list[Seed], cleared: set[int]) -> tuple[str, str]:
    if item.status in BriefInput.OPEN:
        return _("being read"), "info"
    if item.status == BriefInput.Status.FAILED:
        return _("not used"), "no"
    if item.kind == BriefInput.Kind.PLAYLIST:
        known = sum(1 for seed in seeds if seed.outcome == Seed.Outcome.RECOGNISED)
        text = _("%(known)s of %(all)s recognised") % {"known": known, "all": len(seeds)}
        return text, "" if known else "warn"
    if item.kind == BriefInput.Kind.AUDIO and seeds:
        row = _seed_row(seeds[0], cleared, "en")
        return row.badge, row.tone
    return _("understood"), ""


def _seed_row(seed: Seed, cleared: set[int], tongue: str) -> SeedRow:
    note = seed.problem.get(tongue, "") if seed.problem else ""
    if seed.outcome == Seed.Outcome.RECOGNISED and seed.track_id in cleared:
        return SeedRow(seed.name, _("in the catalogue"), "", note)
    if seed.outcome == Seed.Outcome.RECOGNISED:
        return SeedRow(seed.name, _("may not be played here · finding a stand-in"), "warn", note)
    if seed.outcome == Seed.Outcome.ANALYSED:
        return SeedRow(seed.name, _("listened to"), "", note)
    if seed.outcome == Seed.Outcome.NAMED:
        return SeedRow(seed.name, _("known by name only"), "warn", note)
    if seed.outcome == Seed.Outcome.NOT_FOUND:
        return SeedRow(seed.name, _("not found"), "no", note)
    if seed.outcome == Seed.Outcome.FAILED:
        return SeedRow(seed.name, _("not used"), "no", note)
    return SeedRow(seed.name, _("being looked up"), "info", note)


def progress_row(brief: Brief) -> dict[str, Any]:
    """The progress bar of a brief that was sent: share done, and the step in words."""
    steps = {
        "understand_words": _("Reading your description"),
        "understand_photo": _("Looking at your photos"),
        "understand_audio": _("Listening to your songs"),
        "understand_playlist": _("Looking up your playlist"),
        "cleared": _("Asking what may be played in this store"),
        "match": _("Matching the catalogue"),
        "store": _("Writing the playlist down"),
    }
    step = brief.job.step if brief.job else ""
    waiting = _("Waiting for a free worker. You may leave this page; the work goes on.")
    if not_sent(brief.job):
        waiting = say("broker_down", {}, get_language() or "en")
    return {
        "brief": brief,
        "value": brief_progress(brief),
        "label": steps.get(step, _("Waiting")),
        "note": "" if step else waiting,
    }
