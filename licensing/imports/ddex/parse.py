"""Streams an ERN 4 message: no document types, no entities, no network, a limit on depth.

Each recording, release and deal is read when its element ends and is then let go, so that a message
of 200 MB is never held as a tree.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from licensing.imports.ddex.message import Deal, Header, Message, Recording, Release
from licensing.imports.problems import ImportProblem

MAX_DEPTH = 60
#: Elements of one recording, release or deal; an album of 500 tracks has about 3,000.
MAX_WITHIN = 100_000
_ROOTS = {"NewReleaseMessage", "PurgeReleaseMessage"}
#: Elements that are read whole when they end.
_PARTS = {"MessageHeader", "Party", "SoundRecording", "Release", "TrackRelease", "ReleaseDeal",
          "PurgedRelease"}  # fmt: skip
_ARTIST_ROLES = {
    "MainArtist": "main",
    "FeaturedArtist": "featured",
    "Remixer": "remixer",
    "Conductor": "conductor",
    "Ensemble": "ensemble",
    "Orchestra": "ensemble",
}
_WRITER_ROLES = {"Composer": "composer", "Lyricist": "author", "Author": "author",
                 "ComposerLyricist": "composer_author", "Arranger": "arranger",
                 "MusicPublisher": "publisher", "SubPublisher": "sub_publisher"}  # fmt: skip


def read_message(path: Path) -> Message:
    """The message in a file. Raises ImportProblem for what is hostile, broken or another."""
    message = Message(Header("", "", "", ""))
    above: list[Element] = []
    inside, held = 0, 0
    try:
        events = iterparse(str(path), events=("start", "end"), forbid_dtd=True)
        for event, element in events:
            name = _name(element)
            if event == "start":
                if not above:
                    _root(name, element, message)
                above.append(element)
                if len(above) > MAX_DEPTH:
                    raise ImportProblem("too_deep", limit=MAX_DEPTH)
                inside += name in _PARTS
                held = held + 1 if inside else 0
                if held > MAX_WITHIN:
                    raise ImportProblem("bad_xml", detail=f"> {MAX_WITHIN} elements in one {name}")
                continue
            above.pop()
            if name in _PARTS:
                inside -= 1
                if not inside:
                    _take(name, element, message)
            if not inside and above:
                above[-1].remove(element)
    except DefusedXmlException as error:
        raise ImportProblem("forbidden_xml") from error
    except (ParseError, UnicodeError, ValueError, LookupError) as error:
        raise ImportProblem("bad_xml", detail=str(error)[:120]) from error
    return message


def _root(name: str, element: Element, message: Message) -> None:
    namespace = element.tag.partition("}")[0].strip("{")
    if name not in _ROOTS or "/ern/4" not in namespace:
        raise ImportProblem("not_ern", found=f"{name} {namespace}".strip()[:120])
    message.purge = name == "PurgeReleaseMessage"


def _take(name: str, element: Element, message: Message) -> None:
    if name == "MessageHeader":
        message.header = _header(element)
    elif name == "Party":
        reference = _text(element, "PartyReference")
        message.parties[reference] = _text(element, "PartyName/FullName")
        message.ipis[reference] = _text(element, "PartyId/IpiNameNumber")
    elif name == "SoundRecording":
        message.recordings.append(_recording(element))
    elif name in {"Release", "TrackRelease"}:
        release = _release(element, track=name == "TrackRelease")
        message.releases[release.reference] = release
    elif name == "PurgedRelease":
        release = _release(element, track=False)
        release.reference = release.reference or f"P{len(message.releases)}"
        message.releases[release.reference] = release
    elif name == "ReleaseDeal":
        releases = _texts(element, "DealReleaseReference")
        message.deals += [_deal(deal, releases) for deal in _all(element, "Deal")]


def _header(element: Element) -> Header:
    sender = _one(element, "MessageSender")
    name = _text(sender, "PartyName/FullName") if sender is not None else ""
    number = _text(sender, "PartyId") if sender is not None else ""
    return Header(
        sender=(number or name)[:120],
        sender_name=name or number,
        message_id=_text(element, "MessageId")[:255],
        at=_text(element, "MessageCreatedDateTime"),
        test=_text(element, "MessageControlType") == "TestMessage",
    )


def _recording(element: Element) -> Recording:
    edition = _one(element, "SoundRecordingEdition")
    edition = element if edition is None else edition
    file = next(iter(_all(edition, "TechnicalDetails/DeliveryFile/File")), None)
    found = Recording(
        reference=_text(element, "ResourceReference"),
        isrc=_text(edition, "ResourceId/ISRC") or _text(element, "ResourceId/ISRC"),
        proprietary=_text(edition, "ResourceId/ProprietaryId"),
        title=_text(element, "DisplayTitle/TitleText") or _text(element, "DisplayTitleText"),
        version=_text(element, "DisplayTitle/SubTitle"),
        display_artist=_text(element, "DisplayArtistName"),
        iswc=_text(element, "WorkId/ISWC"),
        duration=_text(element, "Duration"),
        language=_text(element, "LanguageOfPerformance"),
        warning=_text(element, "ParentalWarningType"),
        instrumental=_text(element, "IsInstrumental"),
    )
    for artist in _all(element, "DisplayArtist"):
        role = _ARTIST_ROLES.get(_text(artist, "DisplayArtistRole"), "main")
        found.artists.append((_text(artist, "ArtistPartyReference"), role))
    for person in _all(element, "Contributor"):
        reference = _text(person, "ContributorPartyReference")
        for role in _texts(person, "Role"):
            if role in _WRITER_ROLES:
                found.writers.append((reference, _WRITER_ROLES[role]))
            elif role == "Remixer":
                found.artists.append((reference, "remixer"))
    if file is not None:
        found.file = _text(file, "URI") or _text(file, "FileName")
        if _text(file, "HashSum/Algorithm").replace("-", "").upper() == "SHA256":
            found.sha256 = _text(file, "HashSum/HashSumValue").lower()
    return found


def _release(element: Element, *, track: bool) -> Release:
    resources = [
        _plain(each) for each in element.iter() if _name(each) == "ReleaseResourceReference"
    ]
    return Release(
        reference=_text(element, "ReleaseReference"),
        icpn=_text(element, "ReleaseId/ICPN"),
        other_id=_text(element, "ReleaseId/GRid") or _text(element, "ReleaseId/ProprietaryId"),
        title=_text(element, "DisplayTitle/TitleText") or _text(element, "DisplayTitleText"),
        label=_text(element, "ReleaseLabelReference"),
        day=_text(element, "ReleaseDate") or _text(element, "OriginalReleaseDate"),
        track=track,
        resources=[resource for resource in resources if resource],
    )


def _deal(element: Element, releases: list[str]) -> Deal:
    terms = _one(element, "DealTerms")
    if terms is None:
        return Deal(releases)
    period = _one(terms, "ValidityPeriod")
    taken = _text(terms, "TakeDown") or _text(terms, "IsTakeDown")
    return Deal(
        releases=releases,
        reference=_text(element, "DealReference"),
        territories=_texts(terms, "TerritoryCode"),
        excluded=_texts(terms, "ExcludedTerritoryCode"),
        start=_moment(period, "Start"),
        end=_moment(period, "End"),
        models=_texts(terms, "CommercialModelType"),
        uses=_texts(terms, "UseType") or _texts(terms, "Usage/UseType"),
        takedown=taken.lower() == "true",
    )


def _moment(period: Element | None, which: str) -> str:
    if period is None:
        return ""
    return _text(period, f"{which}DateTime") or _text(period, f"{which}Date")


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _plain(element: Any) -> str:
    return " ".join((element.text or "").split())[:4000]


def _all(element: Element, path: str) -> list[Element]:
    """Elements by their local names, whatever prefix the sender uses."""
    found = [element]
    for step in path.split("/"):
        found = [child for each in found for child in each if _name(child) == step]
    return found


def _one(element: Element, path: str) -> Element | None:
    return next(iter(_all(element, path)), None)


def _text(element: Element, path: str) -> str:
    return next((text for each in _all(element, path) if (text := _plain(each))), "")


def _texts(element: Element, path: str) -> list[str]:
    return [text for each in _all(element, path) if (text := _plain(each))]
