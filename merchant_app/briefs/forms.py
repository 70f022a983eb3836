"""Forms of briefs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LengthForm(forms.Form):
    """How many tracks are wanted; nothing means as many as suit the catalogue."""

    length = forms.IntegerField(
        label=_("Number of tracks"), required=False, min_value=1, max_value=200
    )


class BriefForm(LengthForm):
    """Name and length of a brief."""

    name = forms.CharField(label=_("Name"), max_length=150)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
