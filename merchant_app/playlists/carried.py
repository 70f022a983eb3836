"""What a store or its siblings taught in earlier playlists, from which a new one starts.

It is gathered once, when a playlist is made or its owner chooses another source, and kept with the
playlist (`Playlist.carried`): the same history always gives the same rounds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing.catalogue.models import Track
from matching.intent.state import ACCEPTING, REJECTING, Event
from merchant_app.playlists.models import Playlist, Verdict
from merchant_app.playlists.ruled_out import ruled_out_in, say_ruled_out
from merchant_app.playlists.survivors import survivors
from merchant_app.stores.models import Store

#: Sources an owner may choose; one sibling alone is `store:7`.
AS_USUAL, OWN, SIBLINGS, NOTHING, ONE_STORE = "", "own", "siblings", "none", "store:"
#: What a form or a program may name as a source.
SOURCE_KEY = r"^(own|siblings|none|store:\d{1,19})$"
#: What was said longest ago says least of what is wanted now.
NEWEST = 200
#: Verdicts looked through for them: a track may have been judged again and again.
LOOKED_THROUGH = 5 * NEWEST
#: Fewer verdicts than this are carried over only where the owner asks for it.
ENOUGH = 5
_DECIDING = sorted(ACCEPTING | REJECTING)
#: Ids of stores, or the query that finds them.
Stores = Collection[int] | QuerySet[Any, Any]


@dataclass(frozen=True)
class Taught:
    """The last verdict of a store's own people on one track."""

    verdict: int
    kind: str
    track: int
    playlist: int
    store: int
    store_name: str

    def to_json(self) -> dict[str, Any]:
        """An event, and where it came from, so that it can be forgotten."""
        return {
            "kind": self.kind,
            "id": self.track,
            "verdict": self.verdict,
            "playlist": self.playlist,
            "store": self.store,
        }


@dataclass(frozen=True)
class Source:
    """What one choice would start from. `key` is what a form sends; `names` are the stores'.

    never: keys of what comes along as ruled out.
    """

    key: str
    names: tuple[str, ...]
    playlists: int
    accepted: int
    rejected: int
    never: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Who would teach."""
        said = {"stores": say_names(self.names)}
        if self.key == OWN:
            return _("What %(stores)s has taught") % said
        if self.key == SIBLINGS:
            return _("What its siblings taught: %(stores)s") % said
        return _("%(stores)s alone") % said

    @property
    def enough(self) -> bool:
        """Whether it is started from without being asked for."""
        return self.accepted + self.rejected >= ENOUGH or bool(self.never)

    @property
    def counts(self) -> str:
        return say_taught(self.accepted, self.rejected, self.playlists, self.never)


def siblings_of(store: Store) -> QuerySet[Store]:
    """The other stores of the same organisation and brand; without a brand, those without one."""
    same = Store.objects.filter(
        organisation=store.organisation_id, brand__iexact=store.brand.strip()
    )
    return same.exclude(pk=store.pk).order_by("name", "pk")


def carried_for(store: Store, choice: str, *, apart_from: Playlist | None = None) -> dict[str, Any]:
    """`Playlist.carried` for this choice: {"from", "sources", "events", "never"}; {} for nothing.

    As usual, and where nothing is to be carried over now, it is the store's own history, else its
    siblings', once there are a few verdicts: one click elsewhere says nothing of a new brief. What
    the store rules out by hand ("never", keys) comes along with its own history, and is enough.
    Stores of other organisations or brands teach nothing, whatever was asked for.
    """
    if choice in (AS_USUAL, NOTHING):
        found = (carried_for(store, each, apart_from=apart_from) for each in (OWN, SIBLINGS))
        return next(
            (each for each in found if len(each.get("events", ())) >= ENOUGH or each.get("never")),
            {},
        )
    said = _said_in(_stores_of(store, choice), apart_from)
    never = ruled_out_in(store, apart_from) if choice == OWN else []
    if not said and not never:
        return {}
    return {
        "from": choice,
        "sources": sources_json(said),
        "events": [each.to_json() for each in said],
        **({"never": never} if never else {}),
    }


def sources_json(said: Sequence[Taught]) -> list[dict[str, Any]]:
    """Who taught how much, a row a store, in the order of their names."""
    stores = {each.store: each.store_name for each in said}
    rows = []
    for pk, name in sorted(stores.items(), key=lambda row: (row[1].casefold(), row[0])):
        own = [each for each in said if each.store == pk]
        rows.append(
            {
                "store": pk,
                "store_name": name,
                "playlists": len({each.playlist for each in own}),
                "accepted": sum(each.kind in ACCEPTING for each in own),
                "rejected": sum(each.kind in REJECTING for each in own),
            }
        )
    return rows


def sources_of(store: Store, *, apart_from: Playlist | None = None) -> list[Source]:
    """What a playlist of this store can start from: itself, its siblings, each of them alone."""
    own = _said_in([store.pk], apart_from)
    others = _said_in(siblings_of(store).values("pk"), apart_from)
    never = tuple(ruled_out_in(store, apart_from))
    found = [replace(_source(OWN, own), names=(store.name,), never=never)] if own or never else []
    if others:
        found.append(_source(SIBLINGS, others))
    names = {each.store: each.store_name for each in others}
    if len(names) > 1:
        for pk in sorted(names, key=lambda pk: (names[pk].casefold(), pk)):
            one = [each for each in others if each.store == pk]
            found.append(_source(f"{ONE_STORE}{pk}", one))
    return found


def others_taught(playlist: Playlist) -> bool:
    """Whether another playlist of its store or of a sibling has taught anything; one query."""
    store = playlist.store
    rows = _decided().filter(
        Q(playlist__store=store) | Q(playlist__store__in=siblings_of(store).values("pk"))
    )
    return rows.exclude(playlist=playlist).exists()


def taught_to(playlist: Playlist) -> list[Event]:
    """What the playlist starts from, oldest first; nothing while that is switched off."""
    return events_carried(playlist.carried) if playlist.carries_over else []


def events_carried(carried: dict[str, Any]) -> list[Event]:
    """The events of a `Playlist.carried`, oldest first, at most one a track.

    What was said of a merged track counts for its survivor; what left the catalogue is left out.
    """
    rows = carried.get("events", [])
    if not rows:
        return []
    stand_in = survivors(int(row["id"]) for row in rows)
    there = set(
        Track.objects.filter(pk__in=set(stand_in.values()), withdrawn=False).values_list(
            "pk", flat=True
        )
    )
    last: dict[int, Event] = {}
    for row in rows:
        track = stand_in[int(row["id"])]
        if track in there:
            last.pop(track, None)
            last[track] = Event(row["kind"], track)
    return list(last.values())


def say_names(names: Iterable[str]) -> str:
    """Names in one phrase: Nord, Süd and Hafen."""
    listed = list(names)
    if len(listed) < 2:
        return "".join(listed)
    return _("%(names)s and %(last)s") % {"names": say_list(listed[:-1]), "last": listed[-1]}


def say_counts(accepted: int, rejected: int, playlists: int) -> str:
    """How much was taught: 34 kept, 9 rejected in 3 playlists."""
    return ngettext(
        "%(kept)s kept, %(rejected)s rejected in one playlist",
        "%(kept)s kept, %(rejected)s rejected in %(count)s playlists",
        playlists,
    ) % {"kept": accepted, "rejected": rejected, "count": playlists}


def say_taught(accepted: int, rejected: int, playlists: int, never: Sequence[str]) -> str:
    """The same, and what is ruled out: 34 kept, 9 rejected in 3 playlists, never: vocals."""
    counted = [say_counts(accepted, rejected, playlists)] if accepted or rejected else []
    return say_list([*counted, *say_ruled_out(never)])


def say_list(names: Iterable[str]) -> str:
    """Names one after the other, with the comma of the page's language."""
    return _(", ").join(names)


def _source(key: str, said: Sequence[Taught]) -> Source:
    return Source(
        key=key,
        names=tuple(row["store_name"] for row in sources_json(said)),
        playlists=len({each.playlist for each in said}),
        accepted=sum(each.kind in ACCEPTING for each in said),
        rejected=sum(each.kind in REJECTING for each in said),
    )


def _stores_of(store: Store, choice: str) -> Stores:
    if choice == OWN:
        return [store.pk]
    siblings = siblings_of(store).values_list("pk", flat=True)
    if choice == SIBLINGS:
        return siblings
    return [pk for pk in siblings if choice == f"{ONE_STORE}{pk}"]


def _said_in(stores: Stores, apart_from: Playlist | None) -> list[Taught]:
    """What these stores' own people decided last of each track, oldest first; the newest 200."""
    rows = _decided().filter(playlist__store__in=stores)
    if apart_from is not None:
        rows = rows.exclude(playlist=apart_from)
    newest = rows.order_by("-pk").values_list(
        "pk", "kind", "track_id", "playlist_id", "playlist__store_id", "playlist__store__name"
    )[:LOOKED_THROUGH]
    return list(_last_of_each(newest))[:NEWEST][::-1]


def _decided() -> QuerySet[Verdict]:
    return Verdict.objects.filter(kind__in=_DECIDING, undone_at=None, voter=None)


def _last_of_each(rows: Iterable[tuple[Any, ...]]) -> Iterator[Taught]:
    seen: set[int] = set()
    for row in rows:
        said = Taught(*row)
        if said.track not in seen:
            seen.add(said.track)
            yield said
