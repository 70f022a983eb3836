"""The form of a webhook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from merchant_app.webhooks.models import EventKind


class EndpointForm(forms.Form):
    """Address and events. Whether the address may be used is judged by the service."""

    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("A public https address of your own program."),
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Tell it when"), widget=forms.CheckboxSelectMultiple, choices=EventKind.choices
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["events"].choices = [  # type: ignore[attr-defined]
            (code, f"{name} ({code})") for code, name in EventKind.choices
        ]
