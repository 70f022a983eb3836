"""What an audio file says about itself in its tags."""

from __future__ import annotations

from pathlib import Path

import av

from licensing.catalogue.models import YesNoUnknown

_FACTS = {
    "title": "title",
    "artist": "artist",
    "performer": "artist",
    "album": "release",
    "organization": "label",
    "publisher": "label",
    "isrc": "isrc",
    "tsrc": "isrc",
    "language": "language",
    "version": "version",
    "subtitle": "version",
    "license": "licence_name",
}


def read_tags(path: Path) -> dict[str, str]:
    """Track facts from the file's tags; empty where there are none or the file is no audio."""
    # PyAV raises FFmpegError, ValueError and others for damaged files; tags are never worth a stop.
    try:
        with av.open(str(path), metadata_errors="ignore") as container:
            streams = container.streams.audio
            found = {**(streams[0].metadata if streams else {}), **container.metadata}
    except Exception:
        return {}
    facts: dict[str, str] = {}
    for name, value in found.items():
        fact = _FACTS.get(name.lower())
        plain = " ".join(str(value).replace("\x00", " ").split())
        if fact and plain:
            facts.setdefault(fact, plain)
    isrc = facts.get("isrc", "").replace("-", "").upper()
    if "isrc" in facts:
        facts["isrc"] = isrc if len(isrc) == 12 and isrc.isalnum() else ""
    if str(found.get("ITUNESADVISORY", "")) == "1":
        facts["explicit"] = YesNoUnknown.YES
    return facts
