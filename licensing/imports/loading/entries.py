"""One audio file on its way into the catalogue, with what is known of it and who allows what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from licensing.catalogue.models import Track
from licensing.catalogue.services import track_add_audio
from licensing.licences.models import Grant
from licensing.licences.services import grant_add_tracks, grant_create
from matching.audio.decode import Decoding, Limits
from matching.audio.errors import AudioProblem


@dataclass(frozen=True)
class Entry:
    """A file, the facts of its track, and the terms of the grants that cover it."""

    path: Path
    name: str  # what reports call it
    facts: Mapping[str, Any]
    grants: Sequence[Mapping[str, Any]] = ()


@dataclass
class Outcome:
    """What became of many entries."""

    added: list[Track] = field(default_factory=list)
    known: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)  # (name, why)
    ungranted: int = 0  # added without any grant: they will not play


def entries_load(
    entries: Iterable[Entry], *, say: Callable[[str], None] = lambda line: None
) -> Outcome:
    """Load what can be loaded; a bad entry is skipped with its reason and stops nothing.

    Audio that the catalogue has is left as it is, so a second run adds only what is new.
    """
    outcome = Outcome()
    for entry in entries:
        try:
            track, created = entry_load(entry)
        except AudioProblem as problem:
            outcome.skipped.append((entry.name, problem.say("en")))
        except ValidationError as problem:
            outcome.skipped.append((entry.name, " ".join(problem.messages)))
        except OSError as problem:
            outcome.skipped.append((entry.name, problem.strerror or str(problem)))
        else:
            if created:
                outcome.added.append(track)
                outcome.ungranted += not entry.grants
            else:
                outcome.known += 1
            say(f"{'added' if created else 'known'}  {entry.name}")
            continue
        say(f"skipped  {entry.name}: {outcome.skipped[-1][1]}")
    return outcome


def entry_load(entry: Entry) -> tuple[Track, bool]:
    """Load one entry: the track and whether it was new. Track and grants come together or not.

    Raises AudioProblem, ValidationError for impossible terms, OSError.
    """
    with entry.path.open("rb") as stream:
        listen(entry.path)
        with transaction.atomic():
            added = track_add_audio(
                file=File(stream, name=entry.path.name),
                original_name=entry.path.name,
                facts=entry.facts,
            )
            if added.created:
                for terms in entry.grants:
                    _grant(added.track, terms)
    return added.track, added.created


def listen(path: Path, limits: Limits | None = None) -> None:
    """Decode the first seconds, so that what is no audio is turned away at the door.

    Raises AudioProblem. What only shows later (silence, a broken tail) is found by the analysis.
    """
    decoding = Decoding(path, limits or Limits())
    for _rate, _block in decoding.blocks():
        if decoding.seconds >= decoding.limits.min_seconds:
            return
    if decoding.seconds == 0:
        raise AudioProblem("not_audio")
    raise AudioProblem("too_short", seconds=decoding.seconds, minimum=decoding.limits.min_seconds)


def _grant(track: Track, terms: Mapping[str, Any]) -> None:
    """One grant row for all tracks with the same terms; what an editor did to it stays."""
    same = {name: value for name, value in terms.items() if name not in {"status", "evidence_file"}}
    grant = Grant.objects.filter(**same).order_by("pk").first()
    if grant is None:
        grant_create(track_ids=[track.pk], **terms)
    else:
        grant_add_tracks(grant=grant, track_ids=[track.pk])
