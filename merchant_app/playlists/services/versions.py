"""New versions of a playlist: the first match, the next round, a restored one, a refill."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

from django.db import transaction
from django.db.models import Q

from matching.intent.state import Event, EventKind, Wish, verdicts
from matching.retrieval.query import Query
from matching.retrieval.recommend import Recommendation
from merchant_app import music
from merchant_app.accounts.models import User
from merchant_app.briefs.models import Brief, Seed
from merchant_app.playlists.carried import NOTHING, taught_to
from merchant_app.playlists.exposure import listed_before
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion, Verdict
from merchant_app.playlists.problems import (
    NothingAllowed,
    NothingFits,
    PlaylistGone,
    PlaylistProblem,
)
from merchant_app.playlists.survivors import playing_in_place, survivors
from merchant_app.stores.models import Store

#: How much a colleague's vote teaches beside a verdict of the shop's own people.
VOTE_WEIGHT = 0.5


def playlist_create(
    *, brief: Brief, match: music.Match, carried: dict[str, Any] | None = None
) -> Playlist:
    """Store the first match of a brief. Called inside the transaction that ends the brief.

    carried: what earlier playlists taught, as `carried_for` gathered it for the match.
    """
    playlist = Playlist.objects.create(
        store=brief.store,
        brief=brief,
        name=brief.name,
        length=match.length,
        query=match.query.to_json(),
        carried=carried or {},
        carries_over=brief.start_from != NOTHING,
        created_by=brief.created_by,
    )
    for seed_id, (track_id, similarity) in match.substitutes.items():
        Seed.objects.filter(pk=seed_id).update(substitute_id=track_id, similarity=similarity)
    version_store(
        playlist,
        match.recommendation,
        origin=PlaylistVersion.Origin.MATCH,
        user=brief.created_by,
    )
    return playlist


def lock(playlist: Playlist) -> Playlist:
    """The playlist's row, locked, so that rounds of two people follow each other.

    Raises PlaylistGone when it was deleted meanwhile.
    """
    rows = Playlist.objects.select_related("store").select_for_update(no_key=True, of=("self",))
    row = rows.filter(pk=playlist.pk).first()
    if row is None:
        raise PlaylistGone
    return row


def current_version(playlist: Playlist) -> PlaylistVersion:
    """The newest version. Raises PlaylistGone."""
    version = playlist.versions.filter(number=playlist.version_number).first()
    if version is None:
        raise PlaylistGone
    return version


def events_of(playlist: Playlist) -> list[Event]:
    """Everything said of the playlist's tracks and not taken back, oldest first.

    What was said of a track counts for the one it was merged into. Votes through a shared link
    teach, each voter's newest of a track, and decide nothing; voters left out teach nothing.
    """
    rows = list(
        Verdict.objects.filter(playlist=playlist, undone_at=None)
        .exclude(voter__counts=False)
        .order_by("pk")
        .values_list("pk", "kind", "track_id", "voter_id")
    )
    stand_in = survivors(track_id for _pk, _kind, track_id, _voter in rows)
    last_vote = {(voter, stand_in[track_id]): pk for pk, _kind, track_id, voter in rows}
    return [
        Event(
            cast(EventKind, kind),
            stand_in[track_id],
            weight=1.0 if voter is None else VOTE_WEIGHT,
            decides=voter is None,
        )
        for pk, kind, track_id, voter in rows
        if voter is None or last_vote[voter, stand_in[track_id]] == pk
    ]


def unmatched(playlist: Playlist, version: PlaylistVersion) -> bool:
    """Whether something was said or taken back that `version` does not know of."""
    since = Q(created_at__gt=version.created_at, undone_at=None) | Q(
        created_at__lte=version.created_at, undone_at__gt=version.created_at
    )
    return Verdict.objects.filter(since, playlist=playlist).exists()


def wishes_of(version: PlaylistVersion) -> list[Wish]:
    """What the owner set by hand, locked or took away; the learner finds the rest anew."""
    wishes = [Wish.from_json(row) for row in version.wishes]
    return [wish for wish in wishes if wish.origin == "owner" or wish.locked or wish.removed]


def next_version(
    playlist: Playlist,
    *,
    origin: str,
    user: User | None,
    wishes: Sequence[Wish] | None = None,
    restored_from: PlaylistVersion | None = None,
) -> PlaylistVersion:
    """Re-match with all that was said so far. The playlist's row must be locked.

    The first version of a playlist made from another one needs its `wishes`.
    """
    events = events_of(playlist)
    if wishes is None:
        wishes = wishes_of(current_version(playlist))
    keep: list[int] = []
    if restored_from is not None:
        keep = playing_in_place(restored_from.items.values_list("track_id", flat=True))
    said = verdicts(events)
    query = query_now(playlist)
    found = music.next_round(
        store=playlist.store,
        query=query,
        length=playlist.length,
        events=events,
        wishes=wishes,
        keep=[track_id for track_id in keep if track_id not in said.rejected],
        never=said.rejected,
        exposure=listed_before(playlist.created_at),
        taught=taught_to(playlist),
        boundary=playlist.store.boundary,
        before=_wishes_before(playlist),
    )
    if not found.items:
        raise nothing_offered(playlist.store, found)
    return version_store(
        playlist,
        found,
        origin=origin,
        user=user,
        accepted=said.accepted,
        restored_from=restored_from,
    )


def _wishes_before(playlist: Playlist) -> list[Wish] | None:
    """The wishes of the newest version; None where this is to be the first."""
    newest = playlist.versions.filter(number=playlist.version_number).only("wishes").first()
    return None if newest is None else [Wish.from_json(row) for row in newest.wishes]


def nothing_offered(store: Store, found: Recommendation) -> PlaylistProblem:
    """Why a round has no track at all, and what would bring some back."""
    wishes = [wish for wish in found.wishes if not wish.removed]
    if found.ruled_out and not found.considered:
        return NothingAllowed(found.ruled_out, [each.key for each in found.widen], wishes)
    if found.considered:
        return NothingFits(found.considered, [each.key for each in found.widen], wishes)
    cleared = len(music.cleared_ids(store))
    return PlaylistProblem("nothing_left", count=cleared) if cleared else (
        PlaylistProblem("nothing_cleared")
    )  # fmt: skip


def query_now(playlist: Playlist) -> Query:
    """The playlist's query; brought over, and kept so, when the audio model changed since."""
    stored = Query.from_json(playlist.query)
    seeds = Seed.objects.filter(brief=playlist.brief_id).select_related(
        "profile", "track__asset__profile"
    )
    query = music.query_now(stored, seeds if playlist.brief_id else ())
    if query is not stored:
        playlist.query = query.to_json()
        playlist.save(update_fields=["query"])
    return query


def version_store(
    playlist: Playlist,
    found: Recommendation,
    *,
    origin: str,
    user: User | None,
    accepted: Collection[int] = (),
    restored_from: PlaylistVersion | None = None,
) -> PlaylistVersion:
    """Write a recommendation down as the playlist's newest version; `accepted` tracks are kept."""
    stands_for = {
        seed.substitute_id: seed
        for seed in Seed.objects.filter(brief=playlist.brief_id, substitute__isnull=False).order_by(
            "similarity"
        )
    }
    with transaction.atomic(savepoint=False):
        version = PlaylistVersion.objects.create(
            playlist=playlist,
            number=playlist.version_number + 1,
            origin=origin,
            restored_from=restored_from.number if restored_from else None,
            wishes=[wish.to_json() for wish in found.wishes],
            considered=found.considered,
            sureness=found.sureness.to_json() if found.sureness else None,
            held_back=found.held_back,
            widen=[each.to_json() for each in found.widen],
            split=found.split.to_json() if found.split else None,
            made_with=music.made_with(),
            created_by=user,
        )
        PlaylistItem.objects.bulk_create(
            PlaylistItem(
                version=version,
                position=position,
                track_id=ranked.id,
                score=ranked.score,
                reasons=[reason.to_json() for reason in ranked.reasons],
                guess=ranked.guess,
                chance=ranked.chance,
                shown_with=ranked.shown_with,
                kept=ranked.id in accepted,
                substitute_for=stands_for.get(ranked.id),
            )
            for position, ranked in enumerate(found.items, start=1)
        )
        playlist.version_number = version.number
        playlist.save(update_fields=["version_number", "updated_at"])
    return version


def version_restore(*, playlist: Playlist, number: int, user: User | None) -> PlaylistVersion:
    """Bring an earlier version back as the newest one.

    Its tracks return, except those rejected or forbidden since or no longer cleared; gaps are
    refilled.
    """
    with transaction.atomic():
        locked = lock(playlist)
        earlier = PlaylistVersion.objects.filter(playlist=locked, number=number).first()
        if earlier is None:
            raise PlaylistProblem("no_such_version", number=number)
        version = next_version(
            locked,
            origin=PlaylistVersion.Origin.RESTORE,
            user=user,
            wishes=_as_then(wishes_of(earlier), wishes_of(current_version(locked))),
            restored_from=earlier,
        )
    playlist.version_number = version.number
    return version


def _as_then(then: Sequence[Wish], now: Sequence[Wish]) -> list[Wish]:
    """The wishes of an earlier version; what is never to be played now stays so."""
    nevers = {wish.subject: wish for wish in now if wish.never}
    return [*(wish for wish in then if wish.subject not in nevers), *nevers.values()]


def playlist_refill(*, playlist: Playlist, user: User | None = None) -> PlaylistVersion:
    """Replace tracks that may no longer play by the next best cleared ones."""
    with transaction.atomic():
        locked = lock(playlist)
        version = next_version(
            locked,
            origin=PlaylistVersion.Origin.REFILL,
            user=user,
            restored_from=current_version(locked),
        )
    playlist.version_number = version.number
    return version
