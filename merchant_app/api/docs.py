"""The readable page of the interface, and the page that explains its problems."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView
from drf_spectacular.views import SpectacularSwaggerSplitView

from licensing.licences.problems import SENTENCES as GRANT
from merchant_app.briefs.problems import SENTENCES as BRIEF
from merchant_app.onair.problems import SENTENCES as ON_AIR
from merchant_app.playlists.problems import SENTENCES as PLAYLIST
from merchant_app.webhooks.problems import SENTENCES as WEBHOOK


# Swagger UI sets style attributes on its own elements; no script but ours runs.
@method_decorator(csp_update({"style-src": ["'self'", "'unsafe-inline'"]}), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    url_name = "api:schema"
    template_name = "api/docs.html"


class ProblemsView(TemplateView):
    template_name = "api/problems.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sentences = {**WEBHOOK, **GRANT, **BRIEF, **PLAYLIST, **ON_AIR}
        return super().get_context_data(rows=sorted(sentences.items()), **kwargs)
