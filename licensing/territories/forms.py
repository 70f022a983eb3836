"""The form of a tariff; amounts are written one band a line."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from babel.core import get_global
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.rights.premises import Activity, Premises
from licensing.territories.models import Tariff

_LINE = re.compile(
    r"^(?:<\s*(?P<up_to>\d{1,9}(?:\.\d{1,2})?)\s*:\s*)?(?P<amount>\d{1,9}(?:\.\d{1,4})?)$"
)
MOST_BANDS = 30


class BandsField(forms.CharField):
    """`<1000: 2.18` a line, the last one may be an amount alone for everything above."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"<{up_to}: {amount}" if up_to else str(amount) for up_to, amount in value)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_BANDS:
            raise ValidationError(_("At most %(most)d lines.") % {"most": MOST_BANDS})
        bands: list[list[str | None]] = []
        before: Decimal | None = Decimal(0)
        for line in lines:
            found = _LINE.match(line)
            if found is None:
                raise ValidationError(
                    _("“%(line)s” is no band. Write “<1000: 2.18”, or an amount alone.")
                    % {"line": line[:40]}
                )
            up_to = found["up_to"]
            if before is None or (up_to is not None and Decimal(up_to) <= before):
                raise ValidationError(_("The sizes have to grow from line to line."))
            before = Decimal(up_to) if up_to else None
            bands.append([up_to, found["amount"]])
        return bands


class TariffForm(forms.ModelForm):
    """A tariff of the country whose page it is on."""

    bands = BandsField(
        label=gettext_lazy("Amounts"),
        help_text=gettext_lazy(
            "One band a line: “<1000: 2.18” is 2.18 below a size of 1,000; an amount alone is for "
            "everything above. What lies beyond the last line counts as unknown."
        ),
    )
    premises = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of premises"),
        help_text=gettext_lazy("None ticked is any."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Tariff
        fields = [
            "society", "title_en", "title_zh", "unit", "currency", "bands", "premises", "activity",
            "source", "source_url", "source_date", "read_on", "note_en", "note_zh",
        ]  # fmt: skip
        widgets = {
            "note_en": forms.Textarea(attrs={"rows": 2}),
            "note_zh": forms.Textarea(attrs={"rows": 2}),
            "source_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "read_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "source": gettext_lazy("Where it was read. Without a source nothing is estimated."),
            "source_date": gettext_lazy("Leave it empty where the source gives none."),
            "activity": gettext_lazy("Only for places where this goes on."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(code, capfirst(name)) for code, name in Premises.choices]
        self.fields["premises"].choices = kinds  # type: ignore[attr-defined]
        activities = [("", "–"), *((code, capfirst(name)) for code, name in Activity.choices)]
        self.fields["activity"].choices = activities  # type: ignore[attr-defined]
        if self.instance.pk is None:
            self.initial.setdefault("read_on", localdate().isoformat())
            self.initial["premises"] = []
        elif "*" in self.instance.premises:
            self.initial["premises"] = []

    def clean_premises(self) -> list[str]:
        return list(self.cleaned_data["premises"]) or ["*"]

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].upper()
        if code not in get_global("all_currencies"):
            raise ValidationError(_("Use an ISO 4217 code such as CNY or EUR."))
        return code
