"""Rows of a message for the check: one a recording, with the grants its releases' deals give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from licensing.catalogue.identifiers import gtin_of, ipi_of, isrc_of, iswc_of
from licensing.catalogue.models import Track
from licensing.imports.ddex.deals import Offer, offer_of, release_key, release_prefix
from licensing.imports.ddex.message import Message, Recording, Release
from licensing.imports.ddex.parse import read_message
from licensing.imports.models import ImportBatch, ReleaseNotice
from licensing.imports.problems import ImportProblem, Problem
from licensing.imports.reading.interpret import too_long
from licensing.imports.reading.parsed import Parsed
from licensing.imports.reading.values import length_of

_EXPLICIT = {"Explicit": "yes", "NotExplicit": "no", "ExplicitContentEdited": "no"}
_INSTRUMENTAL = {"true": "no", "1": "no", "false": "yes", "0": "yes"}

Read = tuple[int, list[str], Parsed, list[Problem]]


def message_rows(batch: ImportBatch, path: Path) -> Iterator[Read]:
    """A row for each recording. Raises ImportProblem."""
    message = read_message(path)
    header = message.header
    if not header.sender or moment_of(header.at) is None:
        raise ImportProblem("no_header_in_message")
    if header.test:
        raise ImportProblem("test_message")
    offers = {key: offer_of(message, release) for key, release in message.releases.items()}
    newer = _newer(message)
    batch.header = ["Reference", "ISRC", "Title", "Artist", "Release"]
    batch.save(update_fields=["header"])
    if message.purge:
        yield from _purged(message, offers, newer)
        return
    for number, recording in enumerate(message.recordings, start=1):
        yield _row(number, recording, message, offers, newer)


def moment_of(text: str) -> datetime | None:
    """The moment a message was made; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _newer(message: Message) -> dict[str, str]:
    """Releases (by key) of which a newer message was imported → that message."""
    moment = moment_of(message.header.at)
    keys = [release_key(release) for release in message.releases.values()]
    held = ReleaseNotice.objects.filter(
        sender=message.header.sender, release__in=keys, message_at__gt=moment
    )
    return dict(held.values_list("release", "message_id"))


def _row(
    number: int,
    recording: Recording,
    message: Message,
    offers: dict[str, Offer],
    newer: dict[str, str],
) -> Read:
    parsed, problems = _recording(recording, message)
    releases = list(message.releases_of(recording.reference))
    album = next((release for release in releases if not release.track), None)
    for release in releases:
        key = release_key(release)
        if key in newer:
            problems.append(Problem("older_message", {"message": newer[key]}, note=True))
            return number, _cells(recording, album), Parsed(), problems
        offer = offers[release.reference]
        parsed.grants += offer.grants
        problems += offer.problems
    # What one release does not say another may: only then is it worth saying.
    if parsed.grants:
        problems = [problem for problem in problems if problem.code != "no_deal"]
    if not releases:
        problems.append(Problem("no_deal", note=True))
    main = album or (releases[0] if releases else None)
    if main is not None:
        parsed.notice = _notice(message, main, offers)
        problems += _release(main, message, parsed)
    return number, _cells(recording, album), parsed, _once(problems)


def _notice(message: Message, release: Release, offers: dict[str, Offer]) -> dict[str, str]:
    """What `following` asks of the message about one release."""
    offer = offers[release.reference]
    moment = moment_of(message.header.at)
    return {
        "sender": message.header.sender,
        "release": release_key(release),
        "message": message.header.message_id,
        "moment": moment.isoformat() if moment else "",
        "prefix": release_prefix(message, release),
        "offered": " ".join(str(terms["key"]) for each in offers.values() for terms in each.grants),
        "ends": offer.ends,
        "down": "yes" if offer.down else "",
    }


def _cells(recording: Recording, release: Release | None) -> list[str]:
    title = release.title if release else ""
    return [
        recording.reference, recording.isrc, recording.title, recording.display_artist, title,
    ]  # fmt: skip


def _once(problems: list[Problem]) -> list[Problem]:
    return [each for place, each in enumerate(problems) if each not in problems[:place]]


def _recording(recording: Recording, message: Message) -> tuple[Parsed, list[Problem]]:
    problems: list[Problem] = []
    names = [(message.party(reference), role) for reference, role in recording.artists]
    for reference, _role in [*recording.artists, *recording.writers]:
        if reference.startswith("P") and reference not in message.parties:
            problems.append(Problem("missing_reference", {"reference": reference[:60]}))
    artist = recording.display_artist or ", ".join(name for name, role in names if role == "main")
    facts = {
        "title": recording.title,
        "version": recording.version,
        "artist": artist,
        "language": recording.language,
        "explicit": _EXPLICIT.get(recording.warning, ""),
        "vocal": _INSTRUMENTAL.get(recording.instrumental.lower(), ""),
        "external_key": "" if recording.isrc else recording.proprietary,
        "source": "" if recording.isrc else message.header.sender_name,
    }
    parsed = Parsed(facts={name: value for name, value in facts.items() if value})
    parsed.artists = [list(name) for name in names if name[0]] or None
    if recording.isrc:
        try:
            parsed.facts["isrc"] = isrc_of(recording.isrc)
        except ValueError:
            problems.append(Problem("bad_isrc", {"value": recording.isrc[:40]}))
    if recording.duration:
        length = length_of(recording.duration)
        if isinstance(length, Problem):
            problems.append(length)
        else:
            parsed.facts["duration_s"] = length
    parsed.audio_name, parsed.audio_sha256 = recording.file[:255], recording.sha256[:64]
    problems += _work(recording, message, parsed)
    if not parsed.names_a_recording:
        problems.append(Problem("no_title"))
    return parsed, problems + too_long(parsed.facts)


def _work(recording: Recording, message: Message, parsed: Parsed) -> list[Problem]:
    """A message names the writers, never their shares: a work is kept where it has a number."""
    if not recording.iswc:
        return []
    try:
        iswc = iswc_of(recording.iswc)
    except ValueError as error:
        params = {"value": recording.iswc[:40], "detail": str(error)}
        return [Problem("bad_iswc", params)]
    for reference, _role in recording.writers:
        if message.ipis.get(reference):
            try:
                ipi_of(message.ipis[reference])
            except ValueError as error:
                params = {"value": message.ipis[reference][:40], "detail": str(error)}
                return [Problem("bad_ipi", params)]
    parsed.works = [{"title": recording.title[:255], "iswc": iswc, "shares": []}]
    return []


def _release(release: Release, message: Message, parsed: Parsed) -> list[Problem]:
    facts = parsed.facts
    if not release.track:
        facts["release"] = release.title
    if release.label:
        facts["label"] = message.party(release.label)
    problems: list[Problem] = []
    if release.icpn:
        try:
            facts["release_icpn"] = gtin_of(release.icpn)
        except ValueError as error:
            params = {"value": release.icpn[:40], "detail": str(error)}
            problems.append(Problem("bad_barcode", params))
    try:
        facts["released_on"] = date.fromisoformat(release.day[:10]).isoformat()
    except ValueError:
        facts.pop("released_on", None)
    return problems + too_long(facts)


def _purged(message: Message, offers: dict[str, Offer], newer: dict[str, str]) -> Iterator[Read]:
    """A purge names releases only: the tracks of each are found by its barcode."""
    number = 0
    for release in message.releases.values():
        tracks = Track.objects.filter(merged_into__isnull=True).exclude(isrc="")
        tracks = tracks.filter(release_icpn=release.icpn) if release.icpn else tracks.none()
        for track in tracks.order_by("pk"):
            number += 1
            cells = ["", track.isrc, track.title, track.artist, release.title]
            key = release_key(release)
            if key in newer:
                said = Problem("older_message", {"message": newer[key]}, note=True)
                yield number, cells, Parsed(), [said]
                continue
            parsed = Parsed(facts={"isrc": track.isrc, "title": track.title})
            parsed.notice = _notice(message, release, offers)
            yield number, cells, parsed, list(offers[release.reference].problems)
