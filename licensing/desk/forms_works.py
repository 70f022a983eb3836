"""The form for the works of a recording: each with its writers, publishers and shares."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from licensing.catalogue.identifiers import iswc_of
from licensing.catalogue.models import Track
from licensing.works.models import Share, Work
from licensing.works.selectors import works_of
from licensing.works.services import ShareTerms, work_link, work_save, work_unlink

MOST = 20  # works of one recording; a medley has a few


class WorkForm(forms.Form):
    """One work. Without a title, the ISWC of a work written down before brings that work here."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title of the work"), required=False, max_length=255)
    iswc = forms.CharField(label="ISWC", required=False, max_length=20)
    language = forms.CharField(label=_("Language"), required=False, max_length=35)
    remove = forms.BooleanField(label=_("Not heard in this recording"), required=False)


class ShareForm(forms.Form):
    """One share; a row without a name and a share is none."""

    name = forms.CharField(label=_("Writer or publisher"), required=False, max_length=255)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=Share.Role.choices,
        initial=Share.Role.COMPOSER_AUTHOR,
    )  # fmt: skip
    percent = forms.DecimalField(
        label=_("Percent"), required=False, min_value=0, max_value=100,
        max_digits=7, decimal_places=4,
    )  # fmt: skip
    society = forms.CharField(label=_("Society"), required=False, max_length=30)
    ipi = forms.CharField(label=_("IPI name number"), required=False, max_length=20)

    @property
    def is_empty(self) -> bool:
        given = self.cleaned_data
        return not (given.get("name") or given.get("percent") or given.get("ipi"))


ShareFormSet = forms.formset_factory(ShareForm, extra=2, max_num=60, absolute_max=80)


@dataclass
class Block:
    """One work on the page: its fields, the rows of its shares, and where else it is heard."""

    form: WorkForm
    shares: Any
    work: Work | None = None
    recordings: int = 0

    @property
    def is_empty(self) -> bool:
        given = self.form.cleaned_data
        rows = any(not row.is_empty for row in self.shares)
        return self.work is None and not (given["title"] or given["iswc"] or rows)

    def terms(self) -> list[tuple[Any, ShareTerms]]:
        """(row, what it says), of the rows that say something."""
        return [
            (
                row,
                ShareTerms(
                    name=row.cleaned_data["name"],
                    percent=row.cleaned_data.get("percent") or Decimal(0),
                    role=row.cleaned_data.get("role") or Share.Role.COMPOSER_AUTHOR,
                    ipi=row.cleaned_data["ipi"],
                    society=row.cleaned_data["society"],
                ),
            )
            for row in self.shares
            if not row.is_empty
        ]


class WorksForm:
    """All works of a recording in one form; stored together or not at all."""

    def __init__(self, track: Track, data: QueryDict | None = None) -> None:
        self.track = track
        self.is_bound = data is not None
        self.blocks = self._sent(data) if data is not None else self._stored()

    def is_valid(self) -> bool:
        parts = [part for block in self.blocks for part in (block.form, block.shares)]
        answers = [part.is_valid() for part in parts]  # every part is asked, for its own problems
        return all(answers)

    def store(self) -> bool:
        """Write all works; False where one cannot be, and nothing then is. After `is_valid`."""
        try:
            with transaction.atomic():
                for block in self.blocks:
                    self._store(block)
        except _Refused:
            return False
        return True

    def _stored(self) -> list[Block]:
        blocks: list[Block] = []
        for sheet in works_of(self.track):
            work = sheet.work
            shares = [
                {name: getattr(share, name) for name in ShareForm.base_fields}
                for share in sheet.shares
            ]
            for share in shares:
                share["percent"] = f"{share['percent'].normalize():f}"
            values = {"id": work.pk, "title": work.title, "iswc": work.iswc}
            prefix = f"work-{len(blocks)}"
            blocks.append(
                Block(
                    WorkForm(initial={**values, "language": work.language}, prefix=prefix),
                    ShareFormSet(initial=shares, prefix=f"{prefix}-share"),
                    work,
                    work.track_links.count(),
                )
            )
        prefix = f"work-{len(blocks)}"
        return [*blocks, Block(WorkForm(prefix=prefix), ShareFormSet(prefix=f"{prefix}-share"))]

    def _sent(self, data: QueryDict) -> list[Block]:
        given = data.get("works", "")
        count = min(int(given), MOST) if given.isdecimal() and len(given) < 4 else 0
        mine = {work.pk: work for work in Work.objects.filter(track_links__track=self.track)}
        blocks = []
        for place in range(count):
            form = WorkForm(data, prefix=f"work-{place}")
            form.is_valid()
            work = mine.get(form.cleaned_data.get("id") or 0)
            rows = ShareFormSet(data, prefix=f"work-{place}-share")
            blocks.append(Block(form, rows, work, work.track_links.count() if work else 0))
        return blocks

    def _store(self, block: Block) -> None:
        given = block.form.cleaned_data
        if given["remove"]:
            if block.work is not None:
                work_unlink(work=block.work, track=self.track)
            return
        if block.is_empty:
            return
        known = None if block.work or given["title"] else self._known(given["iswc"])
        if known is not None:
            work_link(work=known, track=self.track)
            return
        terms = block.terms()
        try:
            work = work_save(
                work=block.work,
                title=given["title"],
                iswc=given["iswc"],
                language=given["language"],
                shares=[said for _row, said in terms],
            )
        except ValidationError as error:
            _say(block, [row for row, _said in terms], error)
            raise _Refused from error
        work_link(work=work, track=self.track)

    def _known(self, iswc: str) -> Work | None:
        try:
            return Work.objects.filter(iswc=iswc_of(iswc)).first() if iswc else None
        except ValueError:
            return None


class _Refused(Exception):
    """One of the works cannot be stored; its fields say why."""


def _say(block: Block, rows: list[Any], error: ValidationError) -> None:
    """Put the problems of a work beside its fields."""
    for name, problems in error.message_dict.items():
        if name.startswith("share-"):
            _share, place, field = name.split("-")
            rows[int(place)].add_error(field, problems)
        else:
            block.form.add_error(name if name in block.form.fields else None, problems)
    block.form.add_error(None, gettext("This work is not stored yet; see the marked fields."))
