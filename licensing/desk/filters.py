"""Which tracks a list shows."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from licensing.browsing.asked import CHOICES, Asked
from licensing.browsing.found import EXACT
from licensing.catalogue.models import YesNoUnknown
from licensing.desk.place import PlaceForm


def _choice(label: Any, name: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=CHOICES[name])


def _yes_no(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", _("yes or no")), *YesNoUnknown.choices]
    )


class TrackFilter(PlaceForm):
    """The bar above the list of tracks. Anything not understood counts as not asked."""

    q = forms.CharField(required=False, max_length=200)
    state = _choice(_("Show"), "state")
    sort = _choice(_("Order"), "sort")
    expires = _choice(_("Ends there"), "expires")
    missing = _choice(_("Missing"), "missing")
    quality = _choice(_("Quality"), "quality")
    played = _choice(_("Played"), "played")
    kind = _choice(_("Made by"), "kind")
    vocal = _yes_no(_("Singing"))
    explicit = _yes_no(_("Explicit"))
    tag = forms.CharField(label=_("Tag"), required=False, max_length=60)
    label = forms.CharField(label=_("Label"), required=False, max_length=255)
    release = forms.CharField(label=_("Release"), required=False, max_length=255)

    FIRST = ("territory", "premises", "state", "sort")

    def asked(self) -> Asked:
        """The question, as far as it was understood."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        exactly = {name: str(given[name]) for name in EXACT if name in given}
        simple = {
            each.name: str(given[each.name])
            for each in dataclass_fields(Asked)
            if each.name in given
        }
        return Asked(**simple, exactly=exactly)

    def first(self) -> list[BoundField]:
        """The filters that are always in sight."""
        return [self[name] for name in self.FIRST]

    def others(self) -> list[BoundField]:
        """The filters behind "More filters"."""
        return [self[name] for name in self.fields if name not in {*self.FIRST, "q"}]

    def others_asked(self) -> int:
        """How many of the filters behind "More filters" are in use."""
        return sum(bool(field.data) for field in self.others())

    def any_asked(self) -> bool:
        """Whether anything but place and order was asked for."""
        return bool(self.others_asked() or self["q"].data or self["state"].data)
