"""The jobs of briefs: understanding one input, and matching a brief."""

from __future__ import annotations

from matching.concepts.selectors import pool_refresh
from matching.jobs.models import Job
from matching.jobs.registry import Report, job_gave_up, job_handler, job_taken_up
from merchant_app.briefs.models import BriefInput
from merchant_app.briefs.services import briefs, inputs
from merchant_app.briefs.services.outcomes import input_gave_up, input_taken_up


@job_handler(inputs.JOB_KIND)
def understand_input(job: Job, report: Report) -> None:
    from merchant_app.briefs.services.understanding import input_understand  # loads the models

    report(0.1, "reading")
    pool_refresh()
    item = BriefInput.objects.select_related("brief").filter(pk=job.target_id).first()
    if item is not None:
        input_understand(item)


@job_gave_up(inputs.JOB_KIND)
def understand_input_ended(job: Job) -> None:
    item = BriefInput.objects.filter(pk=job.target_id, job=job).first()
    if item is not None:  # the job of an input that was taken away ends with nobody to tell
        code = "worker_lost" if job.error_code == "worker_lost" else "unexpected"
        input_gave_up(item, code=code)


@job_taken_up(inputs.JOB_KIND)
def understand_input_again(job: Job) -> None:
    item = BriefInput.objects.filter(
        pk=job.target_id, job=job, status=BriefInput.Status.FAILED
    ).first()
    if item is not None:
        input_taken_up(item)


@job_handler(briefs.JOB_KIND)
def match_brief(job: Job, report: Report) -> None:
    from merchant_app.briefs.services.matching import brief_match  # loads the models

    pool_refresh()
    brief_match(job, report)


@job_gave_up(briefs.JOB_KIND)
def match_brief_ended(job: Job) -> None:
    briefs.brief_job_ended(job)


@job_taken_up(briefs.JOB_KIND)
def match_brief_again(job: Job) -> None:
    briefs.brief_job_taken_up(job)
