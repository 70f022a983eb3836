"""How sure the product is of the next tracks, in words, as a bar and over the rounds."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.intent.sureness import Sureness
from merchant_app.playlists.selectors import VersionView

OF = 10
#: From so many of the next ten on, and so many answers, a list is good enough to be played.
GOOD, LEAST_LABELS = 9, 8
#: Between two whole numbers by more than this, both are named.
NEARLY = 0.25
#: Rounds in the little curve, and its size in drawing units.
ROUNDS, WIDE, TALL, EDGE = 12, 120, 36, 4


@dataclass(frozen=True)
class SureCard:
    """percent, low, high: of the bar, 0..100. curve: points of a polyline, "" for fewer than two
    rounds; end: its last point. rounds: the same in words."""

    percent: int
    low: int
    high: int
    sentence: str
    spread: str
    advice: str
    good: bool
    curve: str = ""
    end: tuple[float, float] = (0.0, 0.0)
    rounds: str = ""

    @property
    def wide(self) -> int:
        """How wide the range is drawn; never nothing."""
        return max(1, self.high - self.low)


def sure_card(view: VersionView) -> SureCard | None:
    """What the version knows of itself; None before anything was said."""
    if not view.version.sureness:
        return None
    sure = Sureness.from_json(view.version.sureness)
    good = sure.expected * OF >= GOOD - NEARLY and sure.labels >= LEAST_LABELS
    history = _history(view)
    points = _points(history)
    return SureCard(
        percent=_percent(sure.expected),
        low=_percent(sure.low),
        high=_percent(sure.high),
        sentence=_sentence(sure.expected),
        spread=_spread(sure),
        advice=_advice(sure, good=good),
        good=good,
        curve=" ".join(f"{x:g},{y:g}" for x, y in points) if len(points) > 1 else "",
        end=points[-1] if points else (0.0, 0.0),
        rounds=", ".join(f"{_out_of(each):g}" for each in history),
    )


def _percent(share: float) -> int:
    return round(100 * min(1.0, max(0.0, share)))


def _out_of(share: float) -> float:
    return round(min(1.0, max(0.0, share)) * OF, 1)


def _sentence(expected: float) -> str:
    exact = min(1.0, max(0.0, expected)) * OF
    low, high = floor(exact), ceil(exact)
    if exact - low <= NEARLY or high - exact <= NEARLY:
        whole = round(exact)
        if whole == OF:
            return _("Nearly all of the next 10 should fit.")
        if whole == 0:
            return _("Hardly any of the next 10 should fit yet.")
        return _("About %(count)s of the next 10 should fit.") % {"count": whole}
    if low == 0:
        return _("At most one of the next 10 should fit yet.")
    return _("About %(low)s or %(high)s of the next 10 should fit.") % {"low": low, "high": high}


def _spread(sure: Sureness) -> str:
    return ngettext(
        "It may be %(low)s to %(high)s, going by one answer.",
        "It may be %(low)s to %(high)s, going by %(count)s answers.",
        sure.labels,
    ) % {"low": floor(sure.low * OF), "high": ceil(sure.high * OF), "count": sure.labels}


def _advice(sure: Sureness, *, good: bool) -> str:
    if good:
        return _("That is good enough: put it on air.")
    if sure.labels < LEAST_LABELS:
        return _("A few more answers tell more.")
    return _("One more round should make it better.")


def _history(view: VersionView) -> list[float]:
    """The expected shares of the versions up to this one, oldest first."""
    known = sorted(view.versions, key=lambda version: version.number)
    return [
        float(version.sureness["expected"])
        for version in known
        if version.sureness and version.number <= view.version.number
    ][-ROUNDS:]


def _points(history: list[float]) -> list[tuple[float, float]]:
    step = (WIDE - 2 * EDGE) / max(1, len(history) - 1)
    return [
        (round(EDGE + place * step, 1), round(TALL - EDGE - share * (TALL - 2 * EDGE), 1))
        for place, share in enumerate(history)
    ]
