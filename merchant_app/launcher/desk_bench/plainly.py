"""The same questions asked plainly through the ORM: what the list did before, and the baseline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone

from licensing.browsing.asked import Asked
from licensing.browsing.found import tracks_found
from licensing.browsing.pages import page_of
from licensing.catalogue.models import Track
from licensing.rights.rules import Use
from merchant_app.onair.models import Play

Cleared = npt.NDArray[np.int64]


def _text(found: QuerySet[Track], word: str) -> QuerySet[Track]:
    return found.filter(
        Q(title__icontains=word)
        | Q(artist__icontains=word)
        | Q(release__icontains=word)
        | Q(label__icontains=word)
        | Q(isrc__iexact=word)
        | Q(tags__tag__icontains=word)
    )


def _ending(found: QuerySet[Track]) -> QuerySet[Track]:
    today = timezone.now().date()
    return found.filter(
        grants__status="active",
        grants__valid_until__gte=today,
        grants__valid_until__lte=today + timedelta(days=30),
    )


#: name of the filter: the plain queryset; `cleared` are ids.
PLAIN: dict[str, Callable[[QuerySet[Track], Cleared], QuerySet[Track]]] = {
    "no filter": lambda found, cleared: found,
    "cleared here": lambda found, cleared: found.filter(pk__in=cleared.tolist()),
    "not cleared here": lambda found, cleared: found.exclude(pk__in=cleared.tolist()),
    "ends within 30 days": lambda found, cleared: _ending(found),
    "without any grant": lambda found, cleared: found.filter(grant_links__isnull=True),
    "missing ISRC": lambda found, cleared: found.filter(isrc=""),
    "no evidence": lambda found, cleared: found.filter(
        grants__status__in=("active", "verified"), grants__evidence="", grants__evidence_file=""
    ),
    "never played": lambda found, cleared: found.exclude(pk__in=Play.objects.values("track")),
    "held back": lambda found, cleared: found.filter(quality_hold=True),
    "measured faults": lambda found, cleared: found.filter(
        asset__quality_findings__isnull=False
    ).exclude(asset__quality_findings=[]),
    "tag": lambda found, cleared: found.filter(tags__tag="jazz"),
    "words": lambda found, cleared: _text(_text(found, "harbour"), "lantern"),
    "words, Chinese": lambda found, cleared: _text(found, "晴天"),
    "one rare word": lambda found, cleared: _text(found, "99123"),
    "by artist, last page": lambda found, cleared: found,
}


def found_page(query: dict[str, Any], use: Use, cleared: Cleared) -> list[Track]:
    """The rows of a page as the list finds them."""
    asked = Asked(**{name: value for name, value in query.items() if name != "page"})
    return page_of(tracks_found(asked, use, cleared), query.get("page"), 50)[1]


def plain_page(name: str, cleared: Cleared, number: str | None) -> list[Any]:
    """The rows of a page as Django's paginator brings them."""
    order = ("artist", "title", "pk") if "artist" in name else ("-created_at", "-pk")
    found = PLAIN[name](Track.objects.all(), cleared).distinct().order_by(*order)
    rows = found.select_related("asset__profile").defer("asset__profile__vectors")
    return list(Paginator(rows, 50).get_page(number))
