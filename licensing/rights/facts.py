"""Reads tracks, their works and the grants in whose scope they are, as the decision takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Lower

from licensing.catalogue.models import Track
from licensing.licences.models import Grant, GrantTrack
from licensing.rights.rules import GrantFacts, TrackFacts
from licensing.rights.scopes import Key, in_scope, scoped_grants, share_keys, track_keys
from licensing.rights.shares import ShareFacts, WorkFacts
from licensing.works.models import RecordedWork

Granted = Callable[[Iterable[int]], tuple[GrantFacts, ...]]


class _Row(NamedTuple):
    """A track as it is stored, with what its scopes are found by."""

    pk: int
    withdrawn: bool
    merged_into: int | None
    asset_id: int | None
    profile_id: int | None
    quality_hold: bool
    by_label: str
    by_release: str
    by_icpn: str


class _Share(NamedTuple):
    """A recorded work with one of its shares; `percent` is null where it has none."""

    track_id: int
    work_id: int
    title: str
    name: str
    percent: Decimal | None
    society: str
    keys: frozenset[Key]


def grant_facts(grant: Grant) -> GrantFacts:
    """The terms of one stored grant."""
    return GrantFacts(
        id=grant.pk,
        rights=tuple(grant.rights),
        side=grant.side,
        basis=grant.basis,
        status=grant.status,
        territories_in=tuple(grant.territories_in),
        territories_out=tuple(grant.territories_out),
        premises=tuple(grant.premises),
        max_floor_area=grant.max_floor_area_m2,
        max_locations=grant.max_locations,
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        offline=grant.offline,
        interactive=grant.interactive,
        promotion=grant.promotion,
    )


class Facts(NamedTuple):
    """Facts of tracks, ascending by id, and the grants that cover them by id."""

    tracks: list[TrackFacts]
    grants: dict[int, Grant]


def track_facts(track_ids: Iterable[int] | None = None) -> list[TrackFacts]:
    """Facts of these tracks, or of the whole catalogue, ascending by id. Five queries."""
    return facts_with_grants(track_ids).tracks


def facts_with_grants(track_ids: Iterable[int] | None = None) -> Facts:
    """The same with the grants they were read from, so that nobody reads these again."""
    tracks = Track.objects.order_by("pk")
    links = GrantTrack.objects.filter(grant__scope_kind=Grant.Scope.TRACKS)
    recorded = RecordedWork.objects.all()
    if track_ids is not None:
        wanted = list(track_ids)
        tracks = tracks.filter(pk__in=wanted)
        links, recorded = links.filter(track_id__in=wanted), recorded.filter(track_id__in=wanted)
    lowered = tracks.annotate(
        by_label=Lower("label"), by_release=Lower("release"), by_icpn=Lower("release_icpn")
    )
    rows = [
        _Row(*values)
        for values in lowered.values_list(
            "pk", "withdrawn", "merged_into_id", "asset_id", "asset__profile_id", "quality_hold",
            "by_label", "by_release", "by_icpn",
        )
    ]  # fmt: skip
    keys = {
        row.pk: track_keys(label=row.by_label, release=row.by_release, icpn=row.by_icpn)
        for row in rows
    }
    shares = _shares(recorded)
    listing: dict[int, list[int]] = defaultdict(list)  # track -> grants that list it
    for track_id, grant_id in links.values_list("track_id", "grant_id"):
        listing[track_id].append(grant_id)
    asked = {key for held in (*keys.values(), *(share.keys for share in shares)) for key in held}
    scoped = scoped_grants(None if track_ids is None else asked)
    grants = _grants({pk for ids in (*listing.values(), *scoped.values()) for pk in ids})
    granted = _terms(grants)
    works = _works(shares, lambda held: granted(in_scope(scoped, held)))
    facts = [
        TrackFacts(
            id=row.pk,
            grants=granted([*listing[row.pk], *in_scope(scoped, keys[row.pk])]),
            works=works.get(row.pk, ()),
            withdrawn=row.withdrawn,
            merged=row.merged_into is not None,
            has_audio=row.asset_id is not None,
            analysed=row.profile_id is not None,
            quality_hold=row.quality_hold,
        )
        for row in rows
    ]
    return Facts(facts, grants)


def _grants(grant_ids: Collection[int]) -> dict[int, Grant]:
    rows = Grant.objects.filter(pk__in=grant_ids).order_by().defer("evidence")
    return {grant.pk: grant for grant in rows}


def _terms(grants: Mapping[int, Grant]) -> Granted:
    """Terms by grant; one that was deleted between two queries grants nothing."""
    terms = {pk: grant_facts(grant) for pk, grant in grants.items()}
    return lambda ids: tuple(terms[pk] for pk in sorted(set(ids)) if pk in terms)


def _shares(recorded: QuerySet[RecordedWork]) -> list[_Share]:
    rows = recorded.order_by("track_id", "work_id", "work__shares__pk").values_list(
        "track_id", "work_id", "work__title", "work__shares__name", "work__shares__percent",
        "work__shares__society", Lower("work__shares__society"), Lower("work__shares__name"),
        Lower("work__shares__ipi"),
    )  # fmt: skip
    return [
        _Share(
            track_id, work_id, title, name or "", percent, society or "",
            share_keys(society=by_society or "", name=by_name or "", ipi=ipi or ""),
        )
        for track_id, work_id, title, name, percent, society, by_society, by_name, ipi in rows
    ]  # fmt: skip


def _works(
    shares: Iterable[_Share], granted: Callable[[frozenset[Key]], tuple[GrantFacts, ...]]
) -> dict[int, tuple[WorkFacts, ...]]:
    """Works by track, each with its shares; both in the order of their ids."""
    titles: dict[tuple[int, int], str] = {}
    held: dict[tuple[int, int], list[ShareFacts]] = defaultdict(list)
    for share in shares:
        work = (share.track_id, share.work_id)
        titles[work] = share.title
        if share.percent is not None:
            held[work].append(
                ShareFacts(share.name, share.percent, share.society, granted(share.keys))
            )
    found: dict[int, list[WorkFacts]] = defaultdict(list)
    for (track_id, work_id), title in titles.items():
        found[track_id].append(WorkFacts(title, tuple(held[track_id, work_id])))
    return {track_id: tuple(works) for track_id, works in found.items()}
