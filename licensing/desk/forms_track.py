"""The form for what is known about a track."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from licensing.catalogue.identifiers import gtin_of, isrc_of
from licensing.catalogue.models import Track, TrackArtist
from licensing.catalogue.services import track_set_artists, track_set_tags, track_update


class ArtistForm(forms.Form):
    """One of the artists; a row without a name is none."""

    name = forms.CharField(label=_("Name"), required=False, max_length=255)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=TrackArtist.Role.choices,
        initial=TrackArtist.Role.MAIN,
    )  # fmt: skip


ArtistFormSet = forms.formset_factory(ArtistForm, extra=2, max_num=40, absolute_max=60)


class TrackForm(forms.ModelForm):
    """Facts and the editor's own tags."""

    isrc = forms.CharField(label="ISRC", required=False, max_length=20)  # dashes may be written
    release_icpn = forms.CharField(label=_("Barcode"), required=False, max_length=20)
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=600,
        help_text=_("Your own words, separated by commas. What was heard stays beside them."),
    )

    class Meta:
        model = Track
        fields = (
            "title", "version", "artist", "label", "release", "release_icpn", "released_on",
            "isrc", "external_key", "language", "vocal", "explicit", "ai_generated", "source",
            "source_url", "licence_name", "attribution",
        )  # fmt: skip
        widgets = {
            "attribution": forms.Textarea(attrs={"rows": 2}),
            "released_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        help_texts = {
            "artist": _("As they are shown together; single names and roles are below."),
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
        # A program may send the facts without the rows of artists: then those stay.
        sent = self.data if "artist-TOTAL_FORMS" in self.data else None
        named = self.instance.artists.values("name", "role") if self.instance.pk else []
        self.artists = ArtistFormSet(sent, initial=list(named), prefix="artist")

    def is_valid(self) -> bool:
        rows = not self.artists.is_bound or self.artists.is_valid()
        return super().is_valid() and rows

    def clean_isrc(self) -> str:
        """An ISRC without its dashes. The standard has no check digit, only a form."""
        return _number(
            self.cleaned_data["isrc"],
            isrc_of,
            gettext("An ISRC is two letters, three letters or digits and seven digits."),
        )

    def clean_release_icpn(self) -> str:
        """A barcode's digits, the last of which is a check digit."""
        return _number(
            self.cleaned_data["release_icpn"],
            gtin_of,
            gettext("This is no barcode: 8, 12, 13 or 14 digits with the right check digit."),
        )

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """Fields in the order and company in which they are filled."""
        numbers = ("release", "label", "isrc", "release_icpn", "released_on", "external_key")
        sound = ("vocal", "language", "explicit", "ai_generated", "tags")
        source = ("source", "source_url", "licence_name", "attribution")
        return [
            (gettext("The recording"), [self[name] for name in ("title", "artist", "version")]),
            (gettext("Its release"), [self[name] for name in numbers]),
            (gettext("What is heard"), [self[name] for name in sound]),
            (gettext("Where it comes from"), [self[name] for name in source]),
        ]

    def store(self) -> Track:
        """Write through the services; only after `is_valid`."""
        facts = {name: self.cleaned_data[name] for name in self.Meta.fields}
        words = self.cleaned_data["tags"].replace("，", ",").replace("、", ",")
        with transaction.atomic():
            track = track_update(track=self.instance, facts=facts)
            track_set_tags(track=track, tags=words.split(","))
            if self.artists.is_bound:
                rows = [row.cleaned_data for row in self.artists if row.cleaned_data.get("name")]
                main = TrackArtist.Role.MAIN
                named = [(row["name"], row.get("role") or main) for row in rows]
                track_set_artists(track=track, artists=named)
        return track


def _number(written: str, read: Any, says: str) -> str:
    if not written.strip():
        return ""
    try:
        return str(read(written))
    except ValueError:
        raise forms.ValidationError(says) from None
