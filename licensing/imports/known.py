"""What the catalogue already has of a few hundred rows, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from licensing.catalogue.models import Track
from licensing.imports.ddex.following import Followed, followed_of
from licensing.imports.grant_terms import key_of
from licensing.imports.reading.parsed import Parsed
from licensing.licences.models import Amendment, AmendmentTrack, Grant, GrantTrack
from licensing.works.models import Work

ShareKey = tuple[str, str, str, Decimal, str]


@dataclass
class Known:
    """Tracks by each thing that may name them, their works and the grants that cover them."""

    by_key: dict[str, list[Track]] = field(default_factory=lambda: defaultdict(list))
    by_isrc: dict[str, list[Track]] = field(default_factory=lambda: defaultdict(list))
    by_sha: dict[str, list[Track]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[tuple[str, str, str], list[Track]] = field(
        default_factory=lambda: defaultdict(list)
    )
    tracks: dict[int, Track] = field(default_factory=dict)
    works: dict[str, Work] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)  # by their keys
    #: (key of a grant, track that it covers or will cover once a second person agrees).
    covered: set[tuple[str, int]] = field(default_factory=set)
    followed: Followed = field(default_factory=Followed)


def known_of(rows: Sequence[Parsed], also: Iterable[int] = ()) -> Known:
    """Look everything up that these rows may mean; `also` are tracks an editor chose."""
    known = Known()
    isrcs = {row.isrc for row in rows if row.isrc}
    keys = {str(row.facts["external_key"]) for row in rows if row.facts.get("external_key")}
    shas = {row.audio_sha256 for row in rows if row.audio_sha256}
    titles = {str(row.facts["title"]) for row in rows if row.facts.get("title")}
    artists = {str(row.facts.get("artist", "")) for row in rows}
    live = Track.objects.filter(merged_into__isnull=True).select_related("asset")
    live = live.prefetch_related("artists", "works__shares").order_by("pk")
    # One query each, because OR over three indexes and a join reads the whole table.
    found = [
        live.filter(isrc__in=isrcs) if isrcs else (),
        live.filter(external_key__in=keys) if keys else (),
        live.filter(asset__sha256__in=shas) if shas else (),
        live.filter(artist__in=artists, title__in=titles) if titles else (),
        live.filter(pk__in=set(also)) if also else (),
    ]
    for track in (track for query in found for track in query):
        if track.pk not in known.tracks:
            _file(known, track)
    iswcs = {work["iswc"] for row in rows for work in row.works if work["iswc"]}
    for work in Work.objects.filter(iswc__in=iswcs).prefetch_related("shares") if iswcs else ():
        known.works[work.iswc] = work
    known.followed = followed_of(rows)
    _grants(known, {key_of(terms) for row in rows for terms in row.grants})
    return known


def _file(known: Known, track: Track) -> None:
    known.tracks[track.pk] = track
    if track.external_key:
        known.by_key[track.external_key].append(track)
    if track.isrc:
        known.by_isrc[track.isrc].append(track)
    if track.asset is not None:
        known.by_sha[track.asset.sha256].append(track)
    name = (track.title.casefold(), track.artist.casefold(), track.version.casefold())
    known.by_name[name].append(track)


def _grants(known: Known, keys: set[str]) -> None:
    if not keys:
        return
    for grant in Grant.objects.filter(external_key__in=keys):
        known.grants[grant.external_key] = grant
    names = {grant.pk: key for key, grant in known.grants.items()}
    links = GrantTrack.objects.filter(grant_id__in=names, track_id__in=known.tracks)
    waiting = AmendmentTrack.objects.filter(
        amendment__grant_id__in=names,
        amendment__state=Amendment.State.WAITING,
        track_id__in=known.tracks,
    )
    for grant_id, track_id in (
        *links.values_list("grant_id", "track_id"),
        *waiting.values_list("amendment__grant_id", "track_id"),
    ):
        known.covered.add((names[grant_id], track_id))


def shares_as_keys(work: Work) -> list[ShareKey]:
    """The shares of a stored work, comparable."""
    return sorted(
        (share.name, share.ipi, share.role, Decimal(share.percent), share.society)
        for share in work.shares.all()
    )


def shares_parsed(shares: Sequence[dict[str, str]]) -> list[ShareKey]:
    """The same of shares that a row brought."""
    return sorted(
        (
            share["name"],
            share["ipi"],
            share["role"],
            Decimal(share["percent"]).quantize(Decimal("0.0001")),
            share["society"],
        )
        for share in shares
    )
