"""The form for what is known about a track."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum import isrc

from licensing.catalogue.models import Track
from licensing.catalogue.services import track_set_tags, track_update


class TrackForm(forms.ModelForm):
    """Facts and the editor's own tags."""

    isrc = forms.CharField(label="ISRC", required=False, max_length=20)  # dashes may be written
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=600,
        help_text=_("Your own words, separated by commas. What was heard stays beside them."),
    )

    class Meta:
        model = Track
        fields = (
            "title", "version", "artist", "label", "release", "isrc", "language", "vocal",
            "explicit", "ai_generated", "source", "source_url", "licence_name", "attribution",
        )  # fmt: skip
        widgets = {"attribution": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "version": _("Such as live, remix or remaster."),
            "language": _("Of the words, such as en or zh. Empty for instrumental music."),
            "explicit": _("Unknown counts as explicit unless a shop says otherwise."),
            "attribution": _("The line that credits the track, where its licence asks for one."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            joint = ", "
            self.initial["tags"] = joint.join(
                self.instance.tags.order_by("tag").values_list("tag", flat=True)
            )

    def clean_isrc(self) -> str:
        """An ISRC without its dashes. The standard has no check digit, only a form."""
        value = self.cleaned_data["isrc"].replace("-", "").replace(" ", "").upper()
        if value and not isrc.is_valid(value):
            raise forms.ValidationError(
                gettext("An ISRC is two letters, three letters or digits and seven digits.")
            )
        return str(value)

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """Fields in the order and company in which they are filled."""
        return [
            (gettext("The recording"), [self[n] for n in ("title", "artist", "version")]),
            (gettext("Its release"), [self[n] for n in ("release", "label", "isrc")]),
            (
                gettext("What is heard"),
                [self[n] for n in ("vocal", "language", "explicit", "ai_generated", "tags")],
            ),
            (
                gettext("Where it comes from"),
                [self[n] for n in ("source", "source_url", "licence_name", "attribution")],
            ),
        ]

    def store(self) -> Track:
        """Write through the services; only after `is_valid`."""
        facts = {name: self.cleaned_data[name] for name in self.Meta.fields}
        track = track_update(track=self.instance, facts=facts)
        words = self.cleaned_data["tags"].replace("，", ",").replace("、", ",")
        track_set_tags(track=track, tags=words.split(","))
        return track
