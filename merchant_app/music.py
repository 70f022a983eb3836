"""Where the three parts meet: rights say what may play, matching says what fits.

Match, feedback, refill, publish and play all go through here: ask `licensing` for the cleared
ids of a store, hand them to `matching` with the brief or the feedback, return values to store.
Nothing here loads a model; `listen` does, and only workers call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import Count
from django.utils import timezone

from licensing.catalogue.models import Track, YesNoUnknown
from licensing.duplicates.recognition import track_recognised
from licensing.rights.exclusions import exclusion_in_words
from licensing.rights.rules import Channel, Use
from licensing.rights.selectors import cleared_track_ids, explain_exclusions
from matching.audio.errors import UNPLAYABLE, say_warning
from matching.index.snapshot import Snapshot
from matching.intent.state import Event, Wish
from matching.models import Profile
from matching.profile.analyser import style_space
from matching.profile.track import TrackProfile
from matching.retrieval.bring_over import brought_over
from matching.retrieval.compose import compose
from matching.retrieval.query import Query
from matching.retrieval.recommend import Recommendation, recommend
from matching.retrieval.substitutes import substitutes
from matching.selectors import current_snapshot, profile_for, snapshot_space
from matching.semantics.understanding import Understanding
from matching.sequencing.order import sequence
from matching.services import profile_store
from merchant_app.briefs.models import Seed
from merchant_app.briefs.problems import problem
from merchant_app.briefs.seed_vectors import seed_vectors
from merchant_app.stores.models import BlockedTrack, Store

Ids = npt.NDArray[np.int64]

#: A playlist is at most this long unless asked for, and a quarter of what is cleared.
LONGEST_DEFAULT = 20
DEFAULT_SHARE = 4
#: An uploaded song's own recording is looked for among this many of the nearest in style.
SAME_AMONG = 12


def use_for(store: Store, *, channel: Channel = "stream", moment: datetime | None = None) -> Use:
    """The use whose rights are asked: this store, at this moment, through this channel."""
    return uses_for([store], channel=channel, moment=moment)[store.pk]


def uses_for(
    stores: Iterable[Store], *, channel: Channel = "stream", moment: datetime | None = None
) -> dict[int, Use]:
    """Uses by store id; one query however many stores."""
    asked = list(stores)
    owners = {store.organisation_id for store in asked}
    shops = dict(
        Store.objects.filter(organisation__in=owners)
        .order_by()
        .values_list("organisation")
        .annotate(Count("pk"))
    )
    now = moment or timezone.now()
    return {
        store.pk: Use(
            territory=store.territory,
            premises=store.premises_type,
            floor_area=store.floor_area_m2,
            moment=now,
            timezone=store.timezone,
            channel=channel,
            activities=frozenset(store.activities),
            locations=shops.get(store.organisation_id, 1),
        )
        for store in asked
    }


def cleared_ids(
    store: Store, *, channel: Channel = "stream", moment: datetime | None = None
) -> Ids:
    """Track ids that may play in the store and that the store has not blocked; ascending."""
    return wanted_ids(store, cleared_track_ids(use_for(store, channel=channel, moment=moment)))


def wanted_ids(store: Store, cleared: Ids) -> Ids:
    """Those of the cleared track ids that the store has not blocked; ascending."""
    return np.setdiff1d(cleared, _refused_by(store), assume_unique=True)


def _refused_by(store: Store) -> Ids:
    """Track ids the store itself does not want: blocked tracks, artists and explicit lyrics."""
    refused = set(BlockedTrack.objects.filter(store=store).values_list("track_id", flat=True))
    artists = {name.casefold() for name in store.blocked_artists.values_list("artist", flat=True)}
    if artists:
        refused.update(
            pk
            for pk, artist in Track.objects.exclude(artist="").values_list("pk", "artist")
            if artist.casefold() in artists
        )
    explicit = {
        Store.Explicit.BLOCK: [YesNoUnknown.YES, YesNoUnknown.UNKNOWN],
        Store.Explicit.ALLOW_UNKNOWN: [YesNoUnknown.YES],
        Store.Explicit.ALLOW: [],
    }[Store.Explicit(store.explicit_choice)]
    if explicit:
        refused.update(Track.objects.filter(explicit__in=explicit).values_list("pk", flat=True))
    return np.array(sorted(refused), dtype=np.int64)


def default_length(cleared: int) -> int:
    """The smaller of 20 and a quarter of what is cleared, at least one."""
    return max(1, min(LONGEST_DEFAULT, cleared // DEFAULT_SHARE))


def nothing_cleared(store: Store) -> dict[str, Any]:
    """Why no track may play in this store: which rule leaves out how many.

    The store's own choices count what the rights would have let through.
    """
    if not Track.objects.filter(withdrawn=False, asset__profile__isnull=False).exists():
        return problem("index_empty")
    by_rights = cleared_track_ids(use_for(store))
    own = len(np.intersect1d(by_rights, _refused_by(store), assume_unique=True))
    said = {}
    for language in ("en", "zh"):
        parts = [
            exclusion_in_words(code, count, language)
            for code, count in explain_exclusions(use_for(store)).items()
        ]
        if own:
            parts.append(exclusion_in_words("store_choice", own, language))
        said[language] = "; ".join(parts) if language == "en" else "；".join(parts)
    found = problem("no_cleared_tracks", reasons=said["en"])
    found["zh"] = problem("no_cleared_tracks", reasons=said["zh"])["zh"]
    return found


@dataclass(frozen=True)
class Heard:
    """An uploaded song: its analysis, and the catalogue track it was recognised as."""

    profile: Profile
    track_id: int | None
    warnings: list[dict[str, Any]]


def listen(path: Path, *, sha256: str) -> Heard:
    """Analyse an uploaded song and recognise it. Loads the model; raises AudioProblem.

    Bytes that were analysed before, here or in the catalogue, are not heard again.
    """
    from matching.changes.listening import live_analyser  # the model, in workers only

    analyser = live_analyser()
    profile = profile_for(sha256, analyser.name)
    if profile is None:
        profile = profile_store(sha256=sha256, profile=analyser.hear(path))
    track_id = (
        Track.objects.filter(asset__sha256=sha256, withdrawn=False)
        .values_list("pk", flat=True)
        .first()
    )
    heard = TrackProfile.unpack(bytes(profile.vectors))
    return Heard(
        profile=profile,
        track_id=track_id or _same_recording(heard, path),
        warnings=[
            {
                "code": code,
                "params": {},
                "en": say_warning(code, "en"),
                "zh": say_warning(code, "zh"),
            }
            for code in heard.warnings
            if code != UNPLAYABLE  # a seed is listened to, never played
        ],
    )


def _same_recording(profile: TrackProfile, path: Path) -> int | None:
    """The catalogue's track whose fingerprint says so, among the nearest ones in style."""
    snapshot = current_snapshot()
    if not len(snapshot.ids) or style_space(profile.analyser) != snapshot_space(snapshot):
        return None
    rows, _cosines = snapshot.similar(profile.style, np.arange(len(snapshot.ids)), SAME_AMONG)
    return track_recognised(path, [int(snapshot.ids[row]) for row in rows])


@dataclass(frozen=True)
class Match:
    """A first playlist for a brief, and each seed's nearest cleared substitute."""

    query: Query
    length: int
    recommendation: Recommendation
    #: seed id → (track id, similarity)
    substitutes: dict[int, tuple[int, float]]
    problems: list[dict[str, Any]]


def match(
    *,
    store: Store,
    cleared: Ids,
    understandings: Sequence[Understanding],
    seeds: Sequence[Seed],
    length: int | None,
    exposure: Mapping[int, int] | None = None,
    taught: Sequence[Event] = (),
    boundary: float | None = None,
) -> Match:
    """Match a brief against the tracks cleared for its store.

    exposure: how often tracks were listed lately, by id. taught, boundary: see ``recommend``.
    """
    snapshot = current_snapshot(fresh=True)
    known = seed_vectors(seeds)
    vectors = [vector for _seed, vector in known]
    query = compose(understandings, vectors, space=snapshot_space(snapshot))
    wanted = min(length or default_length(len(cleared)), len(cleared))
    problems = []
    if length and len(cleared) < length:
        problems.append(problem("few_cleared_tracks", count=len(cleared)))
    nearest = substitutes(snapshot, vectors, cleared)
    return Match(
        query=query,
        length=length or default_length(len(cleared)),
        recommendation=recommend(
            snapshot,
            query,
            allowed_ids=cleared,
            length=wanted,
            exposure=exposure,
            taught=taught,
            boundary=boundary,
        ),
        substitutes={
            seed.pk: found
            for (seed, _vector), found in zip(known, nearest, strict=True)
            if found is not None
        },
        problems=problems,
    )


def next_round(
    *,
    store: Store,
    query: Query,
    length: int,
    events: Sequence[Event],
    wishes: Sequence[Wish],
    keep: Iterable[int] = (),
    never: Iterable[int] = (),
    exposure: Mapping[int, int] | None = None,
    taught: Sequence[Event] = (),
    boundary: float | None = None,
    moment: datetime | None = None,
) -> Recommendation:
    """The list after feedback: NumPy over the snapshot, no model."""
    return recommend(
        current_snapshot(fresh=True),
        query,
        allowed_ids=cleared_ids(store, moment=moment),
        length=length,
        events=events,
        wishes=wishes,
        keep=keep,
        never=never,
        exposure=exposure,
        taught=taught,
        boundary=boundary,
    )


def on_air_order(track_ids: Sequence[int]) -> list[int]:
    """The same tracks in an order in which they flow into each other."""
    return sequence(current_snapshot(), track_ids)


def query_now(query: Query, seeds: Iterable[Seed]) -> Query:
    """A stored query for the version that is searched now; the same one unless the model changed.

    `seeds` are those of the query's brief.
    """
    snapshot = current_snapshot(fresh=True)
    space = snapshot_space(snapshot)
    if not space or query.space == space or (not query.space and _fits(query, snapshot)):
        return query
    songs = {seed.name: vector for seed, vector in seed_vectors(seeds)}
    return brought_over(query, space, songs)


def _fits(query: Query, snapshot: Snapshot) -> bool:
    """Whether the vectors of a query that does not name its model are as wide as the snapshot's."""
    width = snapshot.style.shape[1]
    return all(
        len(part.vectors.get("members", ())) == width * len(part.sources)
        for part in query.components
        if part.key.startswith("seed:")
    )
