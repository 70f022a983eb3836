"""Which track a row means, and what it would change: new, update, unchanged, doubtful or no use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from licensing.catalogue.models import Track
from licensing.imports.ddex.following import to_change, to_end
from licensing.imports.grant_terms import key_of
from licensing.imports.known import Known, shares_as_keys, shares_parsed
from licensing.imports.models import ImportRow
from licensing.imports.problems import Problem, rejects
from licensing.imports.reading.parsed import Parsed
from licensing.licences.models import Grant
from licensing.licences.status import ENDED
from licensing.works.models import Work

Verdict = ImportRow.Verdict
#: Lengths that differ by less are the same length, rounded twice.
_SAME_LENGTH_S = 1.0


@dataclass
class Judged:
    """What would become of a row."""

    verdict: str
    track: Track | None = None
    problems: list[Problem] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    candidates: list[dict[str, Any]] = field(default_factory=list)

    def columns(self) -> dict[str, Any]:
        """As an `ImportRow` holds it."""
        return {
            "verdict": self.verdict,
            "problems": [problem.json() for problem in self.problems],
            "changes": self.changes,
            "candidates": self.candidates,
            "track": self.track,
        }


def judge(
    parsed: Parsed,
    problems: list[Problem],
    known: Known,
    *,
    decided: bool = False,
    chosen: int | None = None,
) -> Judged:
    """The verdict on one row, given what the catalogue has.

    `decided` with `chosen` is an editor's word for that track, without it for a new one.
    """
    problems = list(problems)
    if rejects(problems):
        return Judged(Verdict.ERROR, problems=problems)
    if not parsed.facts and not parsed.grants:  # a message that an earlier one overtook
        return Judged(Verdict.UNCHANGED, problems=problems)
    if parsed.grants_alone:
        new = [terms for terms in parsed.grants if key_of(terms) not in known.grants]
        verdict = Verdict.NEW if new else Verdict.UNCHANGED
        return Judged(verdict, problems=problems)
    candidates: list[dict[str, Any]] = []
    if decided:
        track = known.tracks.get(chosen) if chosen is not None else None
    else:
        track, candidates = _meant(parsed, known, problems)
    if rejects(problems):
        return Judged(Verdict.ERROR, track, problems)
    if candidates:
        return Judged(Verdict.DOUBTFUL, None, problems, {}, candidates)
    if track is None and not parsed.facts.get("title"):
        return Judged(Verdict.ERROR, problems=[*problems, Problem("no_title")])
    if track is None:
        return Judged(Verdict.NEW, problems=problems)
    changes = differences(parsed, track, known)
    return Judged(Verdict.UPDATE if changes else Verdict.UNCHANGED, track, problems, changes)


def _meant(
    parsed: Parsed, known: Known, problems: list[Problem]
) -> tuple[Track | None, list[dict[str, Any]]]:
    """The track, or those that may be meant; what contradicts the catalogue goes to `problems`."""
    track = _by_key(parsed, known)
    if track is not None:
        if track.isrc and parsed.isrc and track.isrc != parsed.isrc:
            params = {"key": track.external_key, "isrc": track.isrc}
            problems.append(Problem("key_other_isrc", params))
        _same_audio(parsed, track, problems)
        return track, []
    sounding = known.by_sha.get(parsed.audio_sha256, []) if parsed.audio_sha256 else []
    same_isrc = known.by_isrc.get(parsed.isrc, []) if parsed.isrc else []
    if len(same_isrc) > 1:
        both = [track for track in same_isrc if track in sounding]
        if len(both) == 1:
            return both[0], []
        problems.append(Problem("isrc_on_two_tracks", {"isrc": parsed.isrc}))
        return None, []
    if same_isrc:
        _same_audio(parsed, same_isrc[0], problems)
        return same_isrc[0], []
    if sounding:
        if parsed.isrc and sounding[0].isrc:  # the same bytes under two numbers
            problems.append(Problem("several_match", note=True))
            return None, [candidate(track, 1.0, "audio") for track in sounding[:5]]
        return sounding[0], []
    return _by_name(parsed, known, problems)


def _by_key(parsed: Parsed, known: Known) -> Track | None:
    """Suppliers count by themselves: the same number of another source is another track."""
    held = known.by_key.get(str(parsed.facts.get("external_key", "")), [])
    source = parsed.facts.get("source")
    fitting = [track for track in held if not source or track.source == source]
    return min(fitting, key=lambda track: (track.isrc != parsed.isrc, track.pk), default=None)


def _by_name(
    parsed: Parsed, known: Known, problems: list[Problem]
) -> tuple[Track | None, list[dict[str, Any]]]:
    alike = known.by_name.get(parsed.name, [])
    if not alike:
        return None, []
    if parsed.isrc or parsed.facts.get("external_key"):
        # Another recording of the same name has a number of its own; one without may be this one.
        bare = [track for track in alike if not (track.isrc if parsed.isrc else track.external_key)]
        if bare:
            problems.append(Problem("maybe_known", note=True))
        return None, [candidate(track, 0.9, "name") for track in bare[:5]]
    release = str(parsed.facts.get("release", "")).casefold()
    same = [track for track in alike if track.release.casefold() == release] or alike
    if len(same) == 1:
        return same[0], []
    problems.append(Problem("several_match", note=True))
    return None, [candidate(track, 0.9, "name") for track in same[:5]]


def candidate(track: Track, score: float, why: str) -> dict[str, Any]:
    """A track that may be meant, as it is stored with the row."""
    return {"track": track.pk, "score": round(score, 3), "why": why}


def _same_audio(parsed: Parsed, track: Track, problems: list[Problem]) -> None:
    asset = track.asset
    if asset is not None and parsed.audio_sha256 and asset.sha256 != parsed.audio_sha256:
        params = {"isrc": parsed.isrc or track.isrc, "title": track.title}
        problems.append(Problem("isrc_has_other_audio", params))


def differences(parsed: Parsed, track: Track, known: Known) -> dict[str, Any]:
    """{what: [before, after]} of an update; a cell left empty changes nothing."""
    changes: dict[str, Any] = {}
    for name, value in parsed.facts.items():
        before = getattr(track, name)
        before = before.isoformat() if isinstance(before, date) else before
        if name == "duration_s":
            # What was measured on the audio stands above what a sheet says.
            measured = track.asset is not None and before is not None
            if measured or (before is not None and abs(before - value) < _SAME_LENGTH_S):
                continue
        if before != value:
            changes[name] = [before, value]
    if parsed.artists is not None:
        held = [[artist.name, artist.role] for artist in track.artists.all()]
        if held != parsed.artists:
            changes["artists"] = [held, parsed.artists]
    for work in parsed.works:
        if not _same_work(work, track, known):
            changes["work"] = [None, work["title"] or work["iswc"]]
    uncovered = [terms for terms in parsed.grants if not _covers(terms, track, known)]
    if uncovered:
        changes["grants"] = [None, ", ".join(terms["licensor"] for terms in uncovered)]
    ending = to_end(parsed, known.followed)
    if ending:
        changes["ending"] = [None, ", ".join(sorted({last.isoformat() for _g, last in ending}))]
    terms = {name for _grant, other in to_change(parsed, known.followed) for name in other}
    if terms:
        changes["terms"] = [None, ", ".join(sorted(terms))]
    if parsed.audio_sha256 and track.asset is None and parsed.audio_sha256 in known.by_sha:
        changes["audio"] = [None, parsed.audio_sha256]
    return changes


def work_of(wanted: dict[str, Any], track: Track, known: Known) -> Work | None:
    """The stored work a row means: by its ISWC, else the track's own by its title."""
    if wanted["iswc"] and wanted["iswc"] in known.works:
        return known.works[wanted["iswc"]]
    for work in track.works.all():
        title = work.title.casefold() == wanted["title"].casefold()
        if title and (not work.iswc or not wanted["iswc"] or work.iswc == wanted["iswc"]):
            return work
    return None


def _same_work(wanted: dict[str, Any], track: Track, known: Known) -> bool:
    work = work_of(wanted, track, known)
    if work is None or all(work.pk != linked.pk for linked in track.works.all()):
        return False
    if wanted["iswc"] and work.iswc != wanted["iswc"]:
        return False
    return not wanted["shares"] or shares_as_keys(work) == shares_parsed(wanted["shares"])


def _covers(terms: dict[str, Any], track: Track, known: Known) -> bool:
    key = key_of(terms)
    if key in known.grants and known.grants[key].status in ENDED:
        return True  # what was revoked is not granted again by the same sheet
    if terms.get("scope_kind", Grant.Scope.TRACKS) != Grant.Scope.TRACKS:
        return key in known.grants
    return (key, track.pk) in known.covered
