"""What the desk looks ahead at: contradictions and gaps, and the grants that end soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from licensing.desk.access import desk_required
from licensing.desk.place import PlaceForm, language, place_of
from licensing.licences.models import Grant
from licensing.review.conflicts import MOST, conflicts_refresh_if_changed
from licensing.review.endings import DAYS, grants_ending
from licensing.review.models import Conflict, Look, StandIn
from licensing.review.writers import uncovered_writers
from licensing.rights.premises import Premises
from licensing.rights.territories import term_name

PER_PAGE = 25
#: Installations with at most so many grants are looked at while the page waits.
AT_ONCE = 2_000
WINDOWS = (30, 60, 90)
_SHOWN = 5
_NAMED = 8
WIDTH, HEIGHT, GROUND = 900, 150, 120


@desk_required("viewer")
@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    """Where grants and shares cannot all be right, and which co-writer nobody covers."""
    if Grant.objects.count() <= AT_ONCE:
        conflicts_refresh_if_changed()
    look = Look.objects.filter(pk=Look.ONLY).first()
    counts: dict[str, int] = look.counts if look else {}
    kinds = [(kind, label) for kind, label in Conflict.Kind.choices if counts.get(kind)]
    place = place_of(request)
    chosen = request.GET.get("kind", "")
    if chosen not in {*counts, "writers"}:
        chosen = kinds[0][0] if kinds else "writers"
    context: dict[str, Any] = {
        "look": look,
        "kinds": [
            {"kind": kind, "label": label, "number": counts[kind], "current": kind == chosen}
            for kind, label in kinds
        ],
        "chosen": chosen,
        "total": sum(counts.values()),
        "most": MOST,
        "place": PlaceForm(initial=place),
        "country": term_name(place["territory"], language()),
    }
    if chosen == "writers":
        rows: Any = uncovered_writers(place["territory"], MOST)
    else:
        people = ("grant", "other", "work")
        rows = Conflict.objects.filter(kind=chosen).select_related(*people).order_by("pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "rows": [_line(row) for row in page.object_list]}
    return render(request, "desk/conflicts.html", context)


def _line(row: Any) -> dict[str, Any]:
    """A contradiction and its sentence; uncovered shares say themselves what they are."""
    return {"row": row, "say": _sentence(row) if isinstance(row, Conflict) else ""}


def _sentence(row: Conflict) -> str:
    if row.kind == Conflict.Kind.REVOKED:
        return _("One is revoked; the other, written before that, still allows the same.")
    if row.kind == Conflict.Kind.LICENSORS:
        return _("Both licensors allow the same recordings. One of them cannot be the owner.")
    if row.kind == Conflict.Kind.SHARES:
        return _("The shares add up to %(total)s %%.") % {"total": row.data["total"]}
    if row.kind == Conflict.Kind.EVIDENCE:
        return _("It is active, and there is nothing to show for it.")
    said = []
    codes = row.data.get("excluded", [])
    if codes:
        joint = "、" if language() == "zh" else ", "
        names = joint.join(term_name(code, language()) for code in codes[:_NAMED])
        more = joint + "…" if len(codes) > _NAMED else ""
        said.append(_("One excludes %(names)s, the other includes it.") % {"names": names + more})
    fields = {
        "offline": _("One allows storing in the shop, the other does not."),
        "interactive": _("One allows choosing tracks one by one, the other does not."),
        "promotion": _("One allows promotion, the other does not."),
    }
    said += [fields[name] for name in row.data.get("fields", [])]
    return ("" if language() == "zh" else " ").join(said)


@dataclass(frozen=True)
class Bar:
    """One day of the timeline on which grants end; x, y and height in units of the drawing."""

    x: float
    y: float
    height: float
    label: str


@desk_required("viewer")
@require_GET
def ending(request: HttpRequest) -> HttpResponse:
    """Which grants end within 30, 60 or 90 days, what that costs, what could take their place."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(each) for each in WINDOWS} else DAYS
    today = timezone.now().date()
    soon = list(grants_ending(today).select_related("ending"))
    within = [grant for grant in soon if _left(grant, today) <= days]
    page = Paginator(within, PER_PAGE).get_page(request.GET.get("page"))
    stand_ins = _stand_ins([grant.pk for grant in page.object_list])
    context = {
        "days": days,
        "windows": [
            {
                "days": each,
                "label": _("within %(days)d days") % {"days": each},
                "number": sum(_left(grant, today) <= each for grant in soon),
                "current": each == days,
            }
            for each in WINDOWS
        ],
        "page": page,
        "rows": [
            _ending_row(grant, today, stand_ins.get(grant.pk, [])) for grant in page.object_list
        ],
        "number": len(within),
        "bars": _bars(soon, today),
        "marks": [(round(day / DAYS * WIDTH), day) for day in WINDOWS],
        "shade": round(days / DAYS * WIDTH),
        "drawing": {"width": WIDTH, "height": HEIGHT, "ground": GROUND},
    }
    return render(request, "desk/ending.html", context)


def _left(grant: Grant, today: date) -> int:
    return (grant.valid_until - today).days if grant.valid_until else DAYS + 1


def _stand_ins(grant_ids: list[int]) -> dict[int, list[StandIn]]:
    """By grant, the stand-ins of the page's grants; one query."""
    rows = StandIn.objects.filter(ending__grant_id__in=grant_ids)
    found: dict[int, list[StandIn]] = {}
    for row in rows.select_related("ending", "track", "substitute").order_by("-likeness", "pk"):
        found.setdefault(row.ending.grant_id, []).append(row)
    return found


def _ending_row(grant: Grant, today: date, stand_ins: list[StandIn]) -> dict[str, Any]:
    computed = getattr(grant, "ending", None)
    left = _left(grant, today)
    where = ""
    if computed is not None and computed.territory:
        kind = dict(Premises.choices).get(computed.premises, computed.premises)
        where = f"{term_name(computed.territory, language())}, {kind}"
    return {
        "grant": grant,
        "ending": computed,
        "left": ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left},
        "tone": "no" if left <= WINDOWS[0] else "warn" if left <= WINDOWS[1] else "plain",
        "stand_ins": stand_ins[:_SHOWN],
        "more": max(0, len(stand_ins) - _SHOWN),
        "where": where,
    }


def _bars(soon: list[Grant], today: date) -> list[Bar]:
    """One bar a day; its height is the root of the tracks, so that small endings stay visible."""
    by_day: dict[int, tuple[int, int]] = {}
    for grant in soon:
        computed = getattr(grant, "ending", None)
        grants, tracks = by_day.get(_left(grant, today), (0, 0))
        lost = computed.tracks if computed is not None else 0
        by_day[_left(grant, today)] = (grants + 1, tracks + lost)
    largest = max((tracks for _grants, tracks in by_day.values()), default=0)
    bars = []
    for day, (grants, tracks) in sorted(by_day.items()):
        height = max(6.0, (GROUND - 20) * sqrt(tracks / largest)) if largest else 6.0
        label = _("%(day)s: grants %(grants)d, tracks %(tracks)d") % {
            "day": date_format(today + timedelta(days=day)),
            "grants": grants,
            "tracks": tracks,
        }
        x = min(WIDTH - 8, round(day / DAYS * WIDTH, 1))
        bars.append(Bar(x, round(GROUND - height, 1), round(height, 1), label))
    return bars
