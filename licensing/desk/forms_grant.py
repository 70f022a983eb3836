"""The form for the terms of a grant."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from licensing.desk.place import language
from licensing.history.services import acting, acting_now
from licensing.licences.models import Grant
from licensing.licences.problems import GrantProblem
from licensing.licences.services import grant_create, grant_update
from licensing.rights.premises import Premises
from licensing.rights.territories import countries, groups, term_name

MAX_EVIDENCE = 20 * 1024 * 1024
EVIDENCE_SUFFIXES = (".pdf", ".txt", ".png", ".jpg", ".jpeg", ".eml", ".docx")


class TermsField(forms.CharField):
    """Countries and groups by code or by name, separated by commas; a list of codes."""

    def __init__(self, *, everywhere: bool, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=4000, **kwargs)
        self.everywhere = everywhere

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        joint = "、" if language() == "zh" else ", "
        return joint.join(term_name(code, language()) for code in value if code not in {"*"})

    def to_python(self, value: Any) -> Any:
        words = [word.strip() for word in re.split(r"[,;，、；\n]", value or "") if word.strip()]
        if not words:
            return ["*"] if self.everywhere else []
        known = _codes()
        unknown = [word for word in words if word.casefold() not in known]
        if unknown:
            raise ValidationError(
                gettext("Not a country or group of countries: %(codes)s")
                % {"codes": ", ".join(unknown)}
            )
        return list(dict.fromkeys(known[word.casefold()] for word in words))


def _codes() -> dict[str, str]:
    """Code by code and by name in both languages, in lower case."""
    found: dict[str, str] = {}
    for tongue in ("en", "zh"):
        for code, name in countries(tongue):
            found[name.casefold()] = found[code.casefold()] = code
    for code, group in groups().items():
        found[code.casefold()] = code
        found |= {name.casefold(): code for name in group.names.values()}
        # "the European Union" is how sentences say it; people write it without the article.
        found[group.names["en"].removeprefix("the ").casefold()] = code
    return found


class GrantForm(forms.ModelForm):
    """Everything the decision reads, in the order in which a contract says it."""

    territories_in = TermsField(
        label=_("Countries"),
        everywhere=True,
        help_text=_("Names or codes, such as Germany, EU, CN. Empty is worldwide."),
    )
    territories_out = TermsField(label=_("Except in"), everywhere=False)
    rights = forms.MultipleChoiceField(
        label=_("Rights"),
        choices=Grant.Right.choices,
        initial=[Grant.Right.PUBLIC_PERFORMANCE],
        widget=forms.CheckboxSelectMultiple,
    )
    premises = forms.MultipleChoiceField(
        label=_("Kinds of premises"),
        required=False,
        choices=Premises.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked is any kind."),
    )

    why = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("Stays in the history, beside your name."),
    )

    class Meta:
        model = Grant
        fields = (
            "licensor", "contract_number", "licence_name", "licence_url", "basis", "rights", "side",
            "scope_kind", "scope_value",
            "territories_in", "territories_out", "premises", "max_floor_area_m2", "max_locations",
            "valid_from", "valid_until", "offline", "interactive", "promotion",
            "attribution_required", "attribution_text", "evidence", "evidence_file",
        )  # fmt: skip
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "scope_value": forms.TextInput(
                attrs={
                    "list": "scope-names",
                    "autocomplete": "off",
                    "hx-get": reverse_lazy("desk:grant-scopes"),
                    "hx-include": "[name=scope_kind]",
                    "hx-trigger": "focus, input changed delay:200ms",
                    "hx-target": "#scope-names",
                    "hx-swap": "innerHTML",
                }
            ),
            "attribution_text": forms.Textarea(attrs={"rows": 2}),
            "evidence": forms.Textarea(attrs={"rows": 3}),
            "evidence_file": forms.FileInput(attrs={"accept": ",".join(EVIDENCE_SUFFIXES)}),
        }
        help_texts = {
            "licensor": _("Who has the right to allow it."),
            "side": _("A track plays only when both its recording and its work are covered."),
            "max_floor_area_m2": _("In m². A shop whose area is not known is then not covered."),
            "scope_kind": _("Single tracks are added on the grant's own page."),
            "scope_value": _("The label, release, society, publisher or writer by its name."),
            "max_locations": _("A merchant with more shops is then not covered."),
            "valid_until": _("The last day. Empty is until further notice."),
            "evidence": _("Where the permission can be seen: contract, page, message."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["premises"] = [k for k in self.initial.get("premises") or [] if k != "*"]

    def clean_premises(self) -> list[str]:
        return self.cleaned_data["premises"] or ["*"]

    def clean_evidence_file(self) -> Any:
        file = self.cleaned_data["evidence_file"]
        if file and "evidence_file" in self.changed_data:
            if file.size > MAX_EVIDENCE:
                raise ValidationError(gettext("The file is larger than 20 MB."))
            if not file.name.lower().endswith(EVIDENCE_SUFFIXES):
                raise ValidationError(gettext("Attach a PDF, a picture, a text or a message."))
        return file

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """Fields in the order and company in which they are filled."""
        return [
            (gettext("Licensor and rights"), self._some("licensor", "basis", "rights", "side")),
            (gettext("What it covers"), self._some("scope_kind", "scope_value")),
            (
                gettext("Where"),
                self._some(
                    "territories_in",
                    "territories_out",
                    "max_floor_area_m2",
                    "max_locations",
                    "premises",
                ),
            ),
            (gettext("When"), self._some("valid_from", "valid_until")),
            (gettext("How it may be used"), self._some("offline", "interactive", "promotion")),
            (
                gettext("Licence and credit"),
                self._some(
                    "licence_name", "licence_url", "attribution_required", "attribution_text"
                ),
            ),
            (gettext("Proof"), self._some("contract_number", "evidence", "evidence_file", "why")),
        ]

    def _some(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names]

    def store(self, *, track_ids: list[int]) -> Grant | None:
        """Write through the services; None with the form's errors where the terms cannot be."""
        terms = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if "evidence_file" not in self.changed_data:
            terms.pop("evidence_file")
        try:
            if self.instance.pk:
                stored = Grant.objects.get(pk=self.instance.pk)
                return grant_update(grant=stored, terms=terms, why=self.cleaned_data["why"])
            with acting(acting_now().actor, self.cleaned_data["why"]):
                return grant_create(track_ids=track_ids, **terms)
        except ValidationError as problem:
            self.add_error(None, problem)
        except GrantProblem as problem:
            self.add_error(None, str(problem))
        return None
