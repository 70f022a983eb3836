"""What the team said of tracks: taken out as a file, or forgotten. For owners only."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from matching.jobs.models import Job
from merchant_app.accounts.access import MerchantRequest, merchant_required
from merchant_app.accounts.export import KIND, exports_delete
from merchant_app.accounts.models import Membership
from merchant_app.playlists.histories import histories_of, scope_of
from merchant_app.playlists.judgements import judgements_parquet
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.forgetting import history_forget

OWNER = Membership.Role.OWNER
SHOWN = 20


@require_GET
@merchant_required(role=OWNER)
def history(request: MerchantRequest) -> HttpResponse:
    """How much was said by whom, the file, and the way to have it forgotten."""
    organisation = request.membership.organisation
    context = {
        "groups": histories_of(organisation),
        "forgotten": organisation.forgettings.select_related("asked_by")[:SHOWN],
    }
    return render(request, "accounts/history.html", context)


@require_GET
@merchant_required(role=OWNER)
def judgements(request: MerchantRequest) -> StreamingHttpResponse:
    """The judgements as Parquet, sent while they are read."""
    organisation = request.membership.organisation
    name = slugify(organisation.name, allow_unicode=True) or "foyer"
    day = timezone.localdate()
    answer = StreamingHttpResponse(
        judgements_parquet(organisation), content_type="application/vnd.apache.parquet"
    )
    answer.headers["Content-Disposition"] = (
        content_disposition_header(True, f"{name}-judgements-{day:%Y-%m-%d}.parquet") or ""
    )
    return answer


@require_POST
@merchant_required(role=OWNER)
def forget(request: MerchantRequest) -> HttpResponse:
    """Have one history forgotten (`what`); another organisation's is not there.

    Exports that are still kept hold it too, so they go as well.
    """
    organisation = request.membership.organisation
    scope = scope_of(request.POST.get("what", ""))
    if scope is None:
        messages.error(request, _("Choose what is to be forgotten."))
        return redirect("accounts:history")
    try:
        done = history_forget(organisation=organisation, scope=scope, asked_by=request.user)
    except PlaylistProblem as problem:
        raise Http404(str(problem)) from problem
    exports_delete(Job.objects.filter(kind=KIND, target_id=organisation.pk))
    messages.success(
        request,
        ngettext(
            "One answer was forgotten, and what was learned from it.",
            "%(count)s answers were forgotten, and what was learned from them.",
            done.verdicts,
        )
        % {"count": done.verdicts},
    )
    return redirect("accounts:history")
