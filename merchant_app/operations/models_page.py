"""What operators see of models and index versions: in use, refused, being prepared, kept."""

from __future__ import annotations

from dataclasses import dataclass

from matching.changes.selectors import (
    ChangeProgress,
    change_progress,
    open_change,
    profile_counts,
)
from matching.encoders.manifest import (
    E5_SMALL,
    EFFICIENTNET_LITE0,
    FIRERED_AED,
    MUSICNN_MSD,
    MUSICNN_MTT,
    TEMPO_CNN,
    ModelFile,
)
from matching.models import AlignmentHead, ChangeFailure, IndexVersion, LoadedModel, ModelChange
from matching.selectors import live_version
from merchant_app.ui.tongue import tongue_of_page

_BUNDLED: dict[str, tuple[ModelFile, ...]] = {
    "audio": (MUSICNN_MSD, MUSICNN_MTT, TEMPO_CNN, FIRERED_AED),
    "text": (E5_SMALL,),
    "image": (EFFICIENTNET_LITE0,),
}
FAILURES_SHOWN = 20
HEADS_SHOWN = 3


@dataclass(frozen=True)
class ModelRow:
    """One kind of model: what serves it, where that comes from, and what is amiss."""

    label: str
    setting: str  # the variable that chooses it
    loaded: LoadedModel | None
    own: bool  # whether somebody's own model serves, not the bundled one
    bundled: tuple[ModelFile, ...]
    problem: str


@dataclass(frozen=True)
class AnalyserRow:
    """An analyser with stored profiles or versions; the newest version of it can be activated."""

    name: str
    profiles: int
    newest: IndexVersion | None
    live: bool
    removable: bool


@dataclass(frozen=True)
class Preparation:
    """The change under way."""

    change: ModelChange
    progress: ChangeProgress
    failures: list[tuple[str, str]]  # beginning of the hash, the reason in the reader's language
    note: str


def model_rows() -> list[ModelRow]:
    found = {row.kind: row for row in LoadedModel.objects.all()}
    rows = []
    for kind, label in LoadedModel.Kind.choices:
        loaded = found.get(kind)
        refused = bool(loaded and loaded.problem)
        rows.append(
            ModelRow(
                label=str(label),
                setting=f"MATCHING_{kind.upper()}_MODEL",
                loaded=loaded,
                own=bool(loaded and loaded.setting) and not refused,
                bundled=_BUNDLED[kind],
                problem=_said(loaded.problem if loaded else {}),
            )
        )
    return rows


def preparation() -> Preparation | None:
    change = open_change()
    if change is None:
        return None
    failures = ChangeFailure.objects.filter(change=change).order_by("-pk")[:FAILURES_SHOWN]
    return Preparation(
        change=change,
        progress=change_progress(change),
        failures=[(failure.sha256[:12], _said(failure.text)) for failure in failures],
        note=_said(change.note),
    )


def declined() -> LoadedModel | None:
    """The analyser that the settings ask for and an operator did not want."""
    live, asked = live_version(), LoadedModel.objects.filter(kind="audio", declined=True).first()
    return asked if live and asked and asked.analyser != live.analyser else None


def analyser_rows() -> list[AnalyserRow]:
    """The live analyser first."""
    live, change, counts = live_version(), open_change(), profile_counts()
    newest: dict[str, IndexVersion] = {}
    for version in IndexVersion.objects.order_by("number"):
        newest[version.analyser] = version
    busy = {live.analyser if live else "", change.analyser if change else ""}
    rows = [
        AnalyserRow(
            name=name,
            profiles=counts.get(name, 0),
            newest=newest.get(name),
            live=bool(live and name == live.analyser),
            removable=name not in busy,
        )
        for name in {*counts, *newest}
        if name
    ]
    return sorted(rows, key=lambda row: (not row.live, row.name))


def heads() -> list[AlignmentHead]:
    """The newest heads from words to sounds, used or not."""
    return list(AlignmentHead.objects.all()[:HEADS_SHOWN])


def _said(text: dict[str, str]) -> str:
    language = tongue_of_page()
    return text.get(language, "")
