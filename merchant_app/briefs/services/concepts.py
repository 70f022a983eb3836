"""Switching concepts of a brief off and on again."""

from __future__ import annotations

from django.db import transaction

from merchant_app.briefs.models import Brief
from merchant_app.briefs.problems import BriefProblem
from merchant_app.briefs.services.inputs import draft_for_update


def concept_switch(*, brief: Brief, concept: str, on: bool) -> Brief:
    """Let a concept count in this brief, or not. Raises BriefProblem unless it is a draft that
    awoke this concept.
    """
    with transaction.atomic():
        locked = draft_for_update(brief)
        awoken = {
            awake["concept"]
            for item in locked.inputs.all()
            for awake in (item.understanding or {}).get("concepts", [])
        }
        muted = set(locked.muted) & awoken  # what an input that was taken away awoke is forgotten
        if concept not in awoken:
            raise BriefProblem("concept_unknown")
        muted = muted - {concept} if on else muted | {concept}
        locked.muted = sorted(muted)
        locked.save(update_fields=["muted", "updated_at"])
    brief.muted = locked.muted
    return brief
