"""The form for the same change to many tracks. What is left empty stays as it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from licensing.bulk.changes import Changes, changes_of
from licensing.catalogue.models import Quality, Track, YesNoUnknown
from licensing.licences.models import Grant

_WORDS = ("label", "release", "version", "language", "licence_name", "attribution")
_CHOICES = ("vocal", "explicit", "ai_generated")
_LEAVE = ("", _("leave as it is"))
_UNJUDGED = "unjudged"
capfirst_lazy = lazy(capfirst, str)


def _column(name: str) -> Any:
    return Track._meta.get_field(name)


def _label(name: str) -> Any:
    return capfirst_lazy(_column(name).verbose_name)


def _words(name: str) -> forms.CharField:
    limit = _column(name).max_length or 1000
    return forms.CharField(label=_label(name), required=False, max_length=limit)


def _yes_no(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_label(name), required=False, choices=[_LEAVE, *YesNoUnknown.choices]
    )


def grants_for_tracks() -> QuerySet[Grant]:
    """Grants that list single tracks and are not over, the newest first."""
    over = (Grant.Status.EXPIRED, Grant.Status.REVOKED)
    listed = Grant.objects.filter(scope_kind=Grant.Scope.TRACKS).exclude(status__in=over)
    return listed.order_by("-pk")


class BulkForm(forms.Form):
    """Facts, tags, verdict, withdrawal and a grant for all the tracks that were chosen."""

    tags_added = forms.CharField(
        label=_("Add tags"), required=False, max_length=600,
        help_text=_("Separated by commas."),
    )  # fmt: skip
    tags_removed = forms.CharField(label=_("Remove tags"), required=False, max_length=600)
    label = _words("label")
    release = _words("release")
    version = _words("version")
    language = _words("language")
    licence_name = _words("licence_name")
    attribution = _words("attribution")
    vocal = _yes_no("vocal")
    explicit = _yes_no("explicit")
    ai_generated = _yes_no("ai_generated")
    emptied = forms.MultipleChoiceField(
        label=_("Empty these"),
        required=False,
        choices=[(name, _column(name).verbose_name) for name in _WORDS],
        widget=forms.CheckboxSelectMultiple,
    )
    verdict = forms.ChoiceField(
        label=_("Quality by ear"),
        required=False,
        choices=[
            _LEAVE,
            (Quality.FINE, Quality.FINE.label),
            (Quality.POOR, Quality.POOR.label),
            (_UNJUDGED, _("take the verdict back")),
        ],
    )
    withdrawn = forms.ChoiceField(
        label=_("In the catalogue"),
        required=False,
        choices=[_LEAVE, ("yes", _("withdraw")), ("no", _("take back in"))],
    )
    grant = forms.ModelChoiceField(
        label=_("Put under a grant"),
        queryset=Grant.objects.none(),
        required=False,
        empty_label=_LEAVE[1],
        help_text=_("In a grant in force the tracks wait for a second person."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["grant"]
        field.queryset = grants_for_tracks()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        both = [name for name in given.get("emptied", []) if given.get(name)]
        for name in both:
            self.add_error(name, gettext("Either a new value, or emptied."))
        if not self.errors:
            self._check(self._values())
        return given

    def _check(self, values: dict[str, Any]) -> None:
        try:
            self.changes: Changes = changes_of(values)
        except ValidationError as error:
            for name, problems in error.message_dict.items():
                self.add_error(name if name in self.fields else None, problems)
            return
        if self.changes.nothing:
            self.add_error(None, gettext("Nothing was chosen to be changed."))

    def _values(self) -> dict[str, Any]:
        given = self.cleaned_data
        facts = {name: given[name] for name in (*_WORDS, *_CHOICES) if given.get(name)}
        facts |= dict.fromkeys(given.get("emptied", []), "")
        verdict = given.get("verdict")
        withdrawn = given.get("withdrawn")
        return {
            "facts": facts,
            "tags_added": _split(given.get("tags_added", "")),
            "tags_removed": _split(given.get("tags_removed", "")),
            "verdict": ("" if verdict == _UNJUDGED else verdict) if verdict else None,
            "withdrawn": withdrawn == "yes" if withdrawn else None,
            "grant": given["grant"].pk if given.get("grant") else None,
        }


def _split(text: str) -> list[str]:
    return text.replace("，", ",").replace("、", ",").split(",")
