"""Forms of imports: which column is which, and which folder."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from licensing.imports.models import ImportBatch
from licensing.imports.problems import Language
from licensing.imports.reading.fields import FIELDS, in_groups
from licensing.imports.reading.mapping import NAMING


class ColumnsForm(forms.Form):
    """One choice of a column for each field, and how dates are written."""

    date_order = forms.ChoiceField(
        label=_("Dates such as 03/04/2026"),
        choices=[
            ("", _("refuse them: day or month may be first")),
            ("dmy", _("day first (3 April)")),
            ("mdy", _("month first (4 March)")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, batch: ImportBatch, language: Language, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [
            (str(number), name or f"({number + 1})") for number, name in enumerate(batch.header)
        ]
        self._language = language
        for code, field in FIELDS.items():
            self.fields[f"column-{code}"] = forms.ChoiceField(
                label=field.name(language),
                choices=[("", "–"), *columns],
                required=False,
                initial=str(batch.mapping.get(code, "")),
                help_text=field.hint[1 if language == "zh" else 0],
            )
        self.fields["date_order"].initial = batch.options.get("date_order", "")

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(name, bound fields) in the order of the page."""
        return [
            (name, [self[f"column-{field.code}"] for field in fields])
            for name, fields in in_groups(self._language)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"column-{code}") for code in NAMING) and not self._grants_alone(
            cleaned
        ):
            self.add_error(
                None, _("Say which columns hold the title, an ISRC or a supplier's number.")
            )
        return cleaned

    def _grants_alone(self, cleaned: dict[str, Any]) -> bool:
        return bool(cleaned.get("column-licensor") and cleaned.get("column-scope_kind"))

    @property
    def mapping(self) -> dict[str, int]:
        return {
            code: int(self.cleaned_data[f"column-{code}"])
            for code in FIELDS
            if self.cleaned_data.get(f"column-{code}")
        }

    @property
    def options(self) -> dict[str, Any]:
        return {"date_order": self.cleaned_data["date_order"]}


class FolderForm(forms.Form):
    """A folder below the root that the operator allows, or a prefix of the bucket."""

    name = forms.CharField(
        label=_("Folder or prefix"),
        required=False,
        max_length=255,
        help_text=_("Below the folder that the operator has opened for imports. Empty: all of it."),
    )
    add_new = forms.BooleanField(
        label=_("Add files that match no row and no track as new tracks"), required=False
    )
