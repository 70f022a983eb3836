"""Forms of the semantic pool: finding concepts, and writing one down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from licensing.rights.words import spoken
from matching.encoders.musicnn_tags import TAGS, plain_tag
from matching.semantics.concept import SOURCES
from matching.semantics.pool import Entry, pool

FAMILIES = {
    "places": _("places"),
    "decor": _("decor"),
    "moods": _("moods"),
    "occasions": _("occasions"),
    "people": _("people"),
    "times": _("times and seasons"),
    "genres": _("genres"),
    "sound": _("sound and instruments"),
}
STATES = {
    "changed": _("changed here"),
    "own": _("written here"),
    "removed": _("taken out"),
}
_UNNAMED = _("How people say it without its name. One a line.")
_WEIGHT = re.compile(r"^(?P<word>.+?)\s*[=:：]\s*(?P<weight>[-−+]?\d*[.,]?\d+)$")
_LISTS = ("en", "zh", "en_like", "zh_like", "en_also", "zh_also")


class ConceptFilter(forms.Form):
    """What the list shows."""

    q = forms.CharField(required=False, max_length=100)
    family = forms.ChoiceField(label=_("Family"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", gettext("all"))
        self.fields["family"].choices = [everything, *FAMILIES.items()]  # type: ignore[attr-defined]
        self.fields["state"].choices = [everything, *STATES.items()]  # type: ignore[attr-defined]

    def wanted(self) -> tuple[str, str, str]:
        """Text in lower case, family and state; empty where all are wanted."""
        said = self.cleaned_data if self.is_valid() else {}
        return (
            said.get("q", "").strip().casefold(),
            said.get("family", ""),
            said.get("state", ""),
        )


def _lines(rows: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), max_length=6000, **kwargs)


class ConceptForm(forms.Form):
    """One concept: names and phrases in both languages, and the music it asks for."""

    concept = forms.CharField(
        label=_("Id"),
        max_length=58,
        help_text=_("Lower-case letters, digits and underscores. It never changes."),
    )
    family = forms.ChoiceField(label=_("Family"), choices=FAMILIES.items())
    opposite = forms.ChoiceField(label=_("Opposite"), required=False)
    en = _lines(3, label=_("English names"), help_text=_("One a line; the first is shown."))
    zh = _lines(3, label=_("Chinese names"), help_text=_("One a line; the first is shown."))
    en_like = _lines(
        5,
        label=_("English phrases"),
        help_text=_UNNAMED,
    )
    zh_like = _lines(
        5,
        label=_("Chinese phrases"),
        help_text=_UNNAMED,
    )
    en_also = _lines(2, label=_("English by-names"), required=False)
    zh_also = _lines(2, label=_("Chinese by-names"), required=False)
    tags = _lines(
        6,
        label=_("Music tags"),
        required=False,
        help_text=_("One a line with a weight from −1 to 1, such as “piano = 0.6”."),
    )
    bands = forms.MultipleChoiceField(
        label=_("Pace, energy and tone"), required=False, widget=forms.CheckboxSelectMultiple
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=80,
        initial="editorial",
        help_text=_("editorial, literature, or the class it is named after (audioset:Jazz)."),
    )
    note = _lines(2, label=_("Note"), required=False, help_text=_("What the literature found."))

    def __init__(self, *args: Any, concept: str = "", entry: Entry | None = None, **kwargs: Any):
        self._weights = _band_weights(entry)
        if entry is not None:
            kwargs.setdefault("initial", _initial(concept, entry))
        super().__init__(*args, **kwargs)
        tongue = spoken(get_language() or "en")
        known = pool()
        if concept:
            del self.fields["concept"]
        others = sorted(
            (each.names[tongue][0], each.id)
            for each in known.concepts.values()
            if each.id != concept
        )
        self.fields["opposite"].choices = [  # type: ignore[attr-defined]
            ("", gettext("none")),
            *((key, name) for name, key in others),
        ]
        self.fields["bands"].choices = [  # type: ignore[attr-defined]
            (each.name, each.titles[tongue]) for each in known.bands.values()
        ]

    def clean_tags(self) -> dict[str, float]:
        """Weights by word; a word is a music tag or a group that begins with @."""
        words = {plain_tag(tag) for tag in TAGS}
        found: dict[str, float] = {}
        for line in _split(self.cleaned_data["tags"]):
            match = _WEIGHT.match(line)
            if match is None:
                raise forms.ValidationError(
                    gettext("“%(line)s” has no weight. Write it like “piano = 0.6”.")
                    % {"line": line}
                )
            word = match["word"].strip()
            if word not in words and word.removeprefix("@") not in pool().tag_groups:
                raise forms.ValidationError(
                    gettext("“%(word)s” is not one of the tags that are heard in music.")
                    % {"word": word}
                )
            weight = float(match["weight"].replace("−", "-").replace(",", "."))
            if not -1 <= weight <= 1:
                raise forms.ValidationError(
                    gettext("The weight of “%(word)s” is not between −1 and 1.") % {"word": word}
                )
            found[word] = weight
        return found

    def clean_source(self) -> str:
        source = str(self.cleaned_data["source"]).strip()
        if source.partition(":")[0] not in SOURCES:
            raise forms.ValidationError(
                gettext("A source is one of: %(kinds)s.") % {"kinds": ", ".join(SOURCES)}
            )
        return source

    def entry(self) -> dict[str, Any]:
        """The entry as data files hold it."""
        said = self.cleaned_data
        data: dict[str, Any] = {name: _split(said[name]) for name in _LISTS if said[name].strip()}
        data["tags"] = said["tags"]
        data["bands"] = [
            name if self._weights.get(name, 1.0) == 1.0 else f"{name}:{self._weights[name]}"
            for name in said["bands"]
        ]
        data["source"] = said["source"]
        for name in ("note", "opposite"):
            if said[name].strip():
                data[name] = said[name].strip()
        return data

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """Fields in the order and company in which they are filled."""
        said = [
            (gettext("The concept"), ("concept", "family", "opposite")),
            (gettext("How people say it"), _LISTS),
            (gettext("The music it asks for"), ("tags", "bands")),
            (gettext("Where it comes from"), ("source", "note")),
        ]
        return [
            (title, [self[name] for name in names if name in self.fields]) for title, names in said
        ]


def _split(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _band_weights(entry: Entry | None) -> Mapping[str, float]:
    if entry is None:
        return {}
    pairs = (each.partition(":") for each in entry.data.get("bands", ()))
    return {name: float(weight or 1.0) for name, _colon, weight in pairs}


def _initial(concept: str, entry: Entry) -> dict[str, Any]:
    data = entry.data
    return {
        "concept": concept,
        "family": entry.family,
        "opposite": data.get("opposite", ""),
        **{name: "\n".join(data.get(name, ())) for name in _LISTS},
        "tags": "\n".join(f"{word} = {weight}" for word, weight in data.get("tags", {}).items()),
        "bands": list(_band_weights(entry)),
        "source": data.get("source", "editorial"),
        "note": data.get("note", ""),
    }
