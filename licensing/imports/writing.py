"""Writes judged rows into the catalogue: tracks, artists, works, grants, the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from licensing.catalogue.models import Track, TrackArtist
from licensing.history.services import Entry, record_many
from licensing.imports.ddex.following import follow
from licensing.imports.grant_terms import key_of, whole_terms
from licensing.imports.judging import Judged, Verdict
from licensing.imports.known import Known
from licensing.imports.problems import Problem
from licensing.imports.reading.parsed import Parsed
from licensing.imports.writing_works import works_write
from licensing.licences.models import Grant
from licensing.licences.problems import GrantProblem
from licensing.licences.services import grant_add_tracks, grant_create

#: Columns an import may fill; the rest of a track is not a row's business.
FACTS = frozenset({
    "title", "version", "artist", "label", "release", "release_icpn", "released_on", "isrc",
    "external_key", "language", "vocal", "explicit", "ai_generated", "duration_s", "source",
    "source_url", "licence_name", "attribution",
})  # fmt: skip


@dataclass
class Write:
    """One row that is to be written; `track` is set once it is there."""

    parsed: Parsed
    judged: Judged

    @property
    def track(self) -> Track | None:
        return self.judged.track


class RowRefused(Exception):
    """The row cannot be written; the others of its kind can."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def rows_write(writes: Sequence[Write], known: Known) -> None:
    """Write all of them in the caller's transaction.

    Each must mean another recording than the others. Raises RowRefused, ValidationError or a
    database error, which the caller meets by writing them one by one.
    """
    entries: list[Entry] = []
    _tracks(writes, known, entries)
    _artists(writes)
    entries += works_write([(w.parsed, w.track) for w in writes if w.track is not None], known)
    _grants(writes, known)
    try:
        follow([write.parsed for write in writes], known.followed)
    except (ValidationError, GrantProblem) as error:
        raise _refused(error) from error
    record_many(entries)


def _tracks(writes: Sequence[Write], known: Known, entries: list[Entry]) -> None:
    new = [w for w in writes if w.judged.verdict == Verdict.NEW and not w.parsed.grants_alone]
    made = Track.objects.bulk_create([_new(write, known) for write in new], batch_size=500)
    for write, track in zip(new, made, strict=True):
        write.judged.track = track
        entries.append(Entry("track.import", track, {}, _recorded(write.parsed.facts)))
    changed: list[Track] = []
    names: set[str] = {"updated_at"}
    for write in writes:
        held, changes = write.track, write.judged.changes
        if write.judged.verdict != Verdict.UPDATE or held is None:
            continue
        facts = {name: change for name, change in changes.items() if name in FACTS}
        for name, (_before, after) in facts.items():
            setattr(held, name, _stored(name, after))
        if "audio" in changes:
            held.asset = known.by_sha[changes["audio"][1]][0].asset
            facts["asset"] = changes["audio"]
        if facts:
            changed.append(held)
            names |= facts.keys()
            entries.append(
                Entry(
                    "track.import",
                    held,
                    {name: change[0] for name, change in facts.items()},
                    {name: change[1] for name, change in facts.items()},
                )
            )
    if changed:
        Track.objects.bulk_update(changed, sorted(names - {"updated_at"}), batch_size=500)


def _new(write: Write, known: Known) -> Track:
    values = {name: _stored(name, value) for name, value in write.parsed.facts.items()}
    return Track(**{name: value for name, value in values.items() if name in FACTS})


def _stored(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name == "released_on" and value else value


def _recorded(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name in FACTS}


def _artists(writes: Sequence[Write]) -> None:
    """Replace the artists of tracks whose row names others."""
    rows: list[TrackArtist] = []
    replaced: list[int] = []
    for write in writes:
        track = write.track
        new = write.judged.verdict == Verdict.NEW
        if track is None or write.parsed.artists is None:
            continue
        if not new:
            if "artists" not in write.judged.changes:
                continue
            replaced.append(track.pk)
        rows += [
            TrackArtist(track=track, name=name, role=role, position=position)
            for position, (name, role) in enumerate(write.parsed.artists)
        ]
    TrackArtist.objects.filter(track_id__in=replaced).delete()
    TrackArtist.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def _grants(writes: Sequence[Write], known: Known) -> None:
    """One grant for all rows with the same terms; what is in force waits for a second person."""
    wanted: dict[str, list[int]] = defaultdict(list)
    terms_of: dict[str, dict[str, Any]] = {}
    for write in writes:
        for terms in write.parsed.grants:
            key = key_of(terms)
            terms_of.setdefault(key, terms)
            ids = wanted[key]
            if write.track is not None and (key, write.track.pk) not in known.covered:
                ids.append(write.track.pk)
    for key, ids in wanted.items():
        try:
            grant_write(key, terms_of[key], ids, known)
        except (ValidationError, GrantProblem) as error:
            raise _refused(error) from error


def _refused(error: Exception) -> RowRefused:
    words = " ".join(getattr(error, "messages", [str(error)]))
    return RowRefused(Problem("bad_terms", {"detail": words[:300]}))


def grant_write(key: str, terms: dict[str, Any], track_ids: list[int], known: Known) -> Grant:
    """The grant of this key, made where there is none, with these tracks in its scope.

    Raises ValidationError, GrantProblem.
    """
    by_tracks = terms.get("scope_kind", Grant.Scope.TRACKS) == Grant.Scope.TRACKS
    held = known.grants.get(key)
    if held is None:
        held = grant_create(
            track_ids=track_ids if by_tracks else [], **whole_terms(terms), external_key=key
        )
        known.grants[key] = held
    elif by_tracks and track_ids:
        grant_add_tracks(grant=held, track_ids=track_ids)
    return held
