"""What a message says, as far as the catalogue asks: parties, recordings, releases, deals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Header:
    """Who sent it and when: what puts updates in order."""

    sender: str  # DDEX party id, else the name
    sender_name: str
    message_id: str
    at: str  # ISO 8601
    test: bool = False


@dataclass
class Recording:
    """A SoundRecording; names of parties are resolved after the whole message is read."""

    reference: str
    isrc: str = ""
    title: str = ""
    version: str = ""
    display_artist: str = ""
    #: (reference of a party, role) in their order.
    artists: list[tuple[str, str]] = field(default_factory=list)
    writers: list[tuple[str, str]] = field(default_factory=list)
    iswc: str = ""
    duration: str = ""
    language: str = ""
    warning: str = ""
    instrumental: str = ""
    proprietary: str = ""
    file: str = ""
    sha256: str = ""


@dataclass
class Release:
    """A Release or TrackRelease and the recordings in it."""

    reference: str
    icpn: str = ""
    other_id: str = ""
    title: str = ""
    label: str = ""  # reference of a party, or its name
    day: str = ""
    track: bool = False
    resources: list[str] = field(default_factory=list)


@dataclass
class Deal:
    """The terms of one deal for some releases."""

    releases: list[str]
    reference: str = ""
    territories: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    start: str = ""
    end: str = ""
    models: list[str] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    takedown: bool = False


@dataclass
class Message:
    """A whole NewReleaseMessage."""

    header: Header
    parties: dict[str, str] = field(default_factory=dict)  # reference → name
    ipis: dict[str, str] = field(default_factory=dict)  # reference → IPI name number
    recordings: list[Recording] = field(default_factory=list)
    releases: dict[str, Release] = field(default_factory=dict)
    deals: list[Deal] = field(default_factory=list)
    #: A PurgeReleaseMessage: the releases are no longer offered at all.
    purge: bool = False

    def party(self, reference: str) -> str:
        """The name of a party; a reference that leads nowhere is taken for a name."""
        return self.parties.get(reference, reference)

    def whole(self, release: Release) -> Release:
        """The release that a track release is a part of; a message of ERN 4 has one."""
        if not release.track:
            return release
        return next((each for each in self.releases.values() if not each.track), release)

    def releases_of(self, resource: str) -> Iterator[Release]:
        """The releases that hold a recording: track releases first, they are the more exact."""
        holding = [release for release in self.releases.values() if resource in release.resources]
        yield from sorted(holding, key=lambda release: (not release.track, release.reference))
