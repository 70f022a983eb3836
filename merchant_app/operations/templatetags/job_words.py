"""`{% load job_words %}`: what a job does and to what, in words an operator reads at a glance."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from matching.jobs.models import Job

register = template.Library()

#: kind of job → what it does. A kind that is not named here is shown as it is.
KINDS = {
    "analyse_track": _("listen to a track"),
    "reanalyse_audio": _("listen to everything again"),
    "inspect_audio": _("check how files sound"),
    "draw_map": _("draw the map"),
    "train_head": _("learn words from tags"),
    "bulk_edit": _("change many tracks"),
    "import_check": _("check an import"),
    "import_apply": _("apply an import"),
    "understand_input": _("understand a brief's input"),
    "match_brief": _("match a brief"),
    "organisation_export": _("write an export"),
    "webhook_deliver": _("tell a program"),
}
#: type of target → what it is.
TARGETS = {
    "catalogue.track": _("track"),
    "catalogue.audioasset": _("audio file"),
    "matching.indexversion": _("index version"),
    "matching.modelchange": _("change of model"),
    "matching.alignmenthead": _("head"),
    "bulk.edit": _("bulk edit"),
    "imports.importbatch": _("import"),
    "brief": _("brief"),
    "brief_input": _("input of a brief"),
    "organisation": _("organisation"),
    "webhook_delivery": _("message"),
}


@register.filter
def job_kind(kind: str) -> str:
    """`analyse_track` → `listen to a track`."""
    return str(KINDS.get(kind, kind))


@register.filter
def job_target(job: Job) -> str:
    """`catalogue.track`, 83 → `track 83`; without the number where a job is about all of them."""
    what = str(TARGETS.get(job.target_type, job.target_type))
    return f"{what} {job.target_id}" if job.target_id else what


@register.filter
def queue_names(queues: list[str]) -> list[str]:
    """The names of queues as the page calls them: `analyse` → `analysis`."""
    names = dict(Job.Queue.choices)
    return [str(names.get(queue, queue)) for queue in queues]
