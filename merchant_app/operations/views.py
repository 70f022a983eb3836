"""Operators' pages: is anything stuck, why, and which button mends it?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from licensing.catalogue.selectors import analysis_progress
from matching.jobs.models import Job
from matching.jobs.services import job_cancel, job_restart
from merchant_app.accounts.access import operator_required
from merchant_app.operations.broker import fleet
from merchant_app.operations.selectors import (
    FAILURES_SHOWN,
    at_work,
    causes_lately,
    given_up,
    job_kinds,
    jobs_matching,
    models_state,
    queue_states,
)
from merchant_app.operations.storage import storage

PER_PAGE = 50
AT_ONCE = 500
"""Jobs one press of "try all again" restarts; more would hide what is wrong with them."""


@require_safe
@operator_required
def overview(request: HttpRequest) -> HttpResponse:
    """Queues, workers, failures and space on one page. htmx asks for the living part alone.

    The first answer does not wait for the workers: the page asks for itself at once.
    """
    if "HX-Request" not in request.headers:
        return render(request, "operations/overview.html", {"models": models_state()})
    now = fleet()
    queues = queue_states(dict(now.messages) if now.reachable else None)
    context: dict[str, Any] = {
        "fleet": now,
        "queues": queues,
        "stuck": [queue for queue in queues if queue.stuck],
        "storage": storage(),
        "working": at_work()[:20],
        "failures": given_up()[:FAILURES_SHOWN],
        "failed_count": given_up().count(),
        "causes": causes_lately(),
        "progress": analysis_progress(),
    }
    return render(request, "operations/overview_now.html", context)


@require_safe
@operator_required
def jobs(request: HttpRequest) -> HttpResponse:
    """All jobs with filters."""
    chosen = {name: request.GET.get(name, "") for name in ("state", "queue", "kind", "q")}
    page = Paginator(jobs_matching(**chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "chosen": chosen,
        "states": Job.State.choices,
        "queues": Job.Queue.choices,
        "kinds": job_kinds(),
    }
    return render(request, "operations/jobs.html", context)


@require_safe
@operator_required
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job with its whole error."""
    return render(request, "operations/job.html", {"job": get_object_or_404(Job, pk=pk)})


@require_POST
@operator_required
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Job, pk=pk)
    if found.is_open or found.state == Job.State.DONE:
        messages.info(request, _("This job was not given up, so there is nothing to try again."))
    else:
        job_restart(found)
        messages.success(request, _("Job %(number)s waits for a worker again.") % {"number": pk})
    return redirect("operations:job", pk=pk)


@require_POST
@operator_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Job, pk=pk)
    if job_cancel(found):
        messages.success(request, _("Job %(number)s was cancelled.") % {"number": pk})
    else:
        messages.info(request, _("This job had already ended."))
    return redirect("operations:job", pk=pk)


@require_POST
@operator_required
def retry_all(request: HttpRequest) -> HttpResponse:
    """Try again all jobs given up, or those of one kind and cause."""
    failed = given_up()
    if request.POST.get("kind"):
        failed = failed.filter(kind=request.POST["kind"], error_code=request.POST.get("code", ""))
    restarted = [job_restart(each) for each in failed[:AT_ONCE]]
    messages.success(
        request,
        ngettext(
            "%(count)d job waits for a worker again.",
            "%(count)d jobs wait for a worker again.",
            len(restarted),
        )
        % {"count": len(restarted)},
    )
    return redirect("operations:overview")
