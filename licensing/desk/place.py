"""The place an editor asks about: every list and page says what is cleared *there*."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from babel.core import get_global
from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from licensing.rights.premises import Premises
from licensing.rights.reasons import Language, spoken
from licensing.rights.rules import Use
from licensing.rights.territories import countries

PLACE_FIELDS = ("territory", "premises")
_KEY = "desk_place"
_FIRST = {"territory": "DE", "premises": "cafe"}


def language() -> Language:
    """The language of rights sentences for the page's language."""
    return spoken(get_language() or "en")


def timezone_of(territory: str) -> str:
    """A time zone of the country, for "today" there; the first of several, UTC for none."""
    zones = get_global("territory_zones").get(territory)
    return str(zones[0]) if zones else "UTC"


class PlaceForm(forms.Form):
    """Country and kind of premises, remembered in the session."""

    territory = forms.ChoiceField(label=_("Country"))
    premises = forms.ChoiceField(label=_("Kind of premises"), choices=Premises.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["territory"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  tells the type checker
        field.choices = list(countries(language()))


class QuestionForm(PlaceForm):
    """A use in all particulars, for the question why a track is or is not cleared."""

    floor_area = forms.IntegerField(
        label=_("Floor area in m²"), min_value=1, max_value=1_000_000, required=False
    )
    day = forms.DateField(
        label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    channel = forms.ChoiceField(
        label=_("How it is played"),
        choices=[
            ("stream", _("streamed in the shop")),
            ("offline", _("stored in the shop")),
            ("promotion", _("to promote the shop")),
        ],
    )

    def use(self) -> Use:
        """The use that was asked about; only after `is_valid`."""
        asked = self.cleaned_data
        return use_in(
            asked["territory"],
            asked["premises"],
            floor_area=asked["floor_area"],
            day=asked["day"],
            channel=asked["channel"],
        )


def use_in(
    territory: str,
    premises: str,
    *,
    floor_area: float | None = None,
    day: date | None = None,
    channel: Any = "stream",
) -> Use:
    """A use now, or at noon of a day on the country's own calendar."""
    zone = timezone_of(territory)
    moment = timezone.now()
    if day is not None:
        # Noon UTC is the same date everywhere but at the date line; good enough for a question.
        moment = datetime.combine(day, time(12), tzinfo=UTC)
    return Use(
        territory=territory,
        premises=premises,
        floor_area=floor_area,
        moment=moment,
        timezone=zone,
        channel=channel,
    )


def place_of(request: HttpRequest) -> dict[str, str]:
    """Territory and premises of this editor: as just asked, else as asked last."""
    form = PlaceForm(request.GET)
    if form.is_valid():
        if (
            request.session.get(_KEY) != form.cleaned_data
        ):  # a session is written only if it changes
            request.session[_KEY] = form.cleaned_data
        return dict(form.cleaned_data)
    return {**_FIRST, **request.session.get(_KEY, {})}
