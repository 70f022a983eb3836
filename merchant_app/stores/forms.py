"""Forms of stores: the facts of a shop, and its opening hours day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.rights.premises import Activity, Premises
from merchant_app.onair.hours import DAYS
from merchant_app.stores.countries import country_choices, zone_choices, zone_of
from merchant_app.stores.hours import hours_clean
from merchant_app.stores.models import Store

LARGEST_M2 = 1_000_000


class _Clock(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"class": "input"})


class DayForm(forms.Form):
    """One weekday: closed, or open for one or two spans. The prefix is the day's code."""

    open = forms.BooleanField(required=False)
    start = forms.TimeField(required=False, widget=_Clock)
    end = forms.TimeField(required=False, widget=_Clock)
    start_2 = forms.TimeField(required=False, widget=_Clock)
    end_2 = forms.TimeField(required=False, widget=_Clock)

    def __init__(self, data: Any = None, *, day: str, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=day, initial=initial)
        self.day = day
        self.weekday = WEEKDAYS[DAYS.index(day)]
        labels = {
            "open": self.weekday,
            "start": _("%(day)s from") % {"day": self.weekday},
            "end": _("%(day)s to") % {"day": self.weekday},
            "start_2": _("%(day)s again from") % {"day": self.weekday},
            "end_2": _("%(day)s again to") % {"day": self.weekday},
        }
        for name, label in labels.items():
            self.fields[name].label = label
            if name != "open":
                self.fields[name].widget.attrs["aria-label"] = label

    @property
    def has_break(self) -> bool:
        return bool(self["start_2"].value() or self["end_2"].value() or self.errors)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.spans: list[list[str]] = []
        if not cleaned.get("open") or self.errors:
            return cleaned
        for start, end in (("start", "end"), ("start_2", "end_2")):
            pair = [cleaned.get(start), cleaned.get(end)]
            if all(part is None for part in pair) and start == "start_2":
                continue
            if any(part is None for part in pair):
                raise ValidationError(_("Give both times, from and to."))
            # Midnight at the end of a span is the end of that day.
            closing = "24:00" if pair[1] == time() else f"{pair[1]:%H:%M}"
            self.spans.append([f"{pair[0]:%H:%M}", closing])
        hours_clean({self.day: self.spans})
        return cleaned


class StoreForm(forms.ModelForm):  # type: ignore[type-arg]
    """The facts of a shop. `days` are the seven forms of its opening hours."""

    premises_type = forms.ChoiceField(label=gettext_lazy("Kind of premises"))
    territory = forms.ChoiceField(label=gettext_lazy("Country or region"))
    timezone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    floor_area_m2 = forms.IntegerField(
        label=gettext_lazy("Floor area in m²"),
        help_text=gettext_lazy(
            "What customers can enter. Some licences hold for small shops only, and some tariffs "
            "count square metres."
        ),
        required=False,
        min_value=1,
        max_value=LARGEST_M2,
    )
    activities = forms.MultipleChoiceField(
        label=gettext_lazy("What else goes on there"),
        help_text=gettext_lazy(
            "Licences for background music often do not cover these. Tick what happens in this "
            "shop: where a licence leaves it out, its tracks do not play and the shop's "
            "compliance page says so."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    explicit_choice = forms.ChoiceField(
        label=gettext_lazy("Explicit lyrics"),
        widget=forms.RadioSelect,
        initial=Store.Explicit.BLOCK,
    )

    class Meta:
        model = Store
        fields = [
            "name",
            "brand",
            "premises_type",
            "territory",
            "timezone",
            "floor_area_m2",
            "activities",
            "explicit_choice",
        ]
        labels = {"name": gettext_lazy("Name of the shop"), "brand": gettext_lazy("Brand")}

    def __init__(self, *args: Any, brands: Sequence[str] = (), **kwargs: Any) -> None:
        """brands: those of the organisation's other shops, to choose from."""
        super().__init__(*args, **kwargs)
        self.brands = brands
        self.fields["brand"].widget.attrs |= {"list": "brands", "autocomplete": "off"}
        kinds = [(code, capfirst(name)) for code, name in Premises.choices]
        choices = [(code, capfirst(name)) for code, name in Store.Explicit.choices]
        self.fields["premises_type"].choices = kinds  # type: ignore[attr-defined]
        self.fields["explicit_choice"].choices = choices  # type: ignore[attr-defined]
        activities = [(code, capfirst(name)) for code, name in Activity.choices]
        self.fields["activities"].choices = activities  # type: ignore[attr-defined]
        territory = str(self["territory"].value() or "")
        countries = country_choices()
        if not territory:
            countries = [("", _("Choose …")), *countries]
        self.fields["territory"].choices = countries  # type: ignore[attr-defined]
        self.fields["timezone"].choices = zone_choices(territory)  # type: ignore[attr-defined]
        if self.instance.pk is None:
            self.initial.setdefault("timezone", zone_of(territory))
        self.days = [self._day(day) for day in DAYS]

    def _day(self, day: str) -> DayForm:
        spans = (self.initial.get("opening_hours") or self.instance.opening_hours or {}).get(day)
        initial: dict[str, Any] = {"open": bool(spans)}
        for place, (start, end) in enumerate(spans or []):
            mark = "_2" if place else ""
            initial |= {f"start{mark}": start, f"end{mark}": end.replace("24:00", "00:00")}
        return DayForm(self.data if self.is_bound else None, day=day, initial=initial)

    def clean_brand(self) -> str:
        """As the other shops spell it, so that capitals make no brand of their own."""
        brand = " ".join(str(self.cleaned_data["brand"]).split())
        return next((each for each in self.brands if each.casefold() == brand.casefold()), brand)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        checked = [day.is_valid() for day in self.days]  # each one, so that all mistakes show
        if not all(checked):
            raise ValidationError(_("The opening hours need another look."))
        cleaned["opening_hours"] = {day.day: day.spans for day in self.days if day.spans}
        return cleaned


class DeleteStoreForm(forms.Form):
    """The name typed once more: deleting a shop takes everything with it."""

    name = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.store = store
        self.fields["name"].label = _("Type “%(name)s” to delete it") % {"name": store.name}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if " ".join(name.split()).casefold() != " ".join(self.store.name.split()).casefold():
            raise ValidationError(_("This is not the name of the shop."))
        return name
