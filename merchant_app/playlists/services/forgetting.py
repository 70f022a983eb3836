"""Forgetting what was said: the verdicts go, and what was learned from them; the lists stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from merchant_app.accounts.models import Organisation, User
from merchant_app.playlists.models import (
    Forgetting,
    Hearing,
    Playlist,
    PlaylistItem,
    PlaylistVersion,
    Verdict,
)
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.carrying import carried_forget
from merchant_app.playlists.services.recording import COPY_OF

Kind = Forgetting.Kind


@dataclass(frozen=True)
class Scope:
    """Whose history goes: kind and the number of the playlist, store, person or voter; for the
    whole organisation 0."""

    kind: str
    pk: int = 0


def history_forget(*, organisation: Organisation, scope: Scope, asked_by: User) -> Forgetting:
    """Delete what was said within `scope`, and every trace of it that steers later lists.

    Verdicts and comparisons by ear are deleted, copies of verdicts in duplicated playlists too;
    from versions of the playlists concerned go learned wishes, sureness, offers to split, chances
    and reasons; other playlists start without it. The tracks of every version stay, and so do
    wishes set by hand. That it was asked for is on record, without what it was about. Raises
    PlaylistProblem: no_such_history for what is not the organisation's.
    """
    with transaction.atomic():
        said = verdicts_in(organisation, scope)
        if scope.kind != Kind.ORGANISATION and not _is_there(organisation, scope):
            raise PlaylistProblem("no_such_history")
        numbers = set(said.values_list("pk", flat=True))
        copies = Verdict.objects.filter(
            playlist__store__organisation=organisation,
            made_with__has_key=COPY_OF,
            **{f"made_with__{COPY_OF}__in": list(numbers)},
        )
        numbers.update(copies.values_list("pk", flat=True))
        playlists = _concerned(organisation, scope, numbers)
        # The rows first: a round that is under way ends before, a later one finds nothing.
        list(
            Playlist.objects.select_for_update(no_key=True)
            .filter(pk__in=playlists)
            .order_by("pk")
            .values_list("pk")
        )
        Verdict.objects.filter(pk__in=numbers).delete()
        _hearings_in(organisation, scope).delete()
        _unlearn(playlists)
        carried_forget(
            organisation=organisation,
            verdicts=numbers,
            playlists=[scope.pk] if scope.kind == Kind.PLAYLIST else (),
            stores=[scope.pk] if scope.kind == Kind.STORE else (),
        )
        if scope.kind == Kind.ORGANISATION:
            Playlist.objects.filter(store__organisation=organisation).update(carried={})
        return Forgetting.objects.create(
            organisation=organisation, kind=scope.kind, asked_by=asked_by, verdicts=len(numbers)
        )


def verdicts_in(organisation: Organisation, scope: Scope) -> QuerySet[Verdict]:
    """What was said within `scope`; nothing of other organisations."""
    rows = Verdict.objects.filter(playlist__store__organisation=organisation)
    narrowed: dict[str, dict[str, Any]] = {
        Kind.PLAYLIST: {"playlist": scope.pk},
        Kind.STORE: {"playlist__store": scope.pk},
        Kind.PERSON: {"user": scope.pk},
        Kind.VOTER: {"voter": scope.pk},
        Kind.ORGANISATION: {},
    }
    return rows.filter(**narrowed[scope.kind])


def _hearings_in(organisation: Organisation, scope: Scope) -> QuerySet[Hearing]:
    """What was compared by ear within `scope`; colleagues with a link compare nothing."""
    rows = Hearing.objects.filter(playlist__store__organisation=organisation)
    if scope.kind == Kind.VOTER:
        return rows.none()
    narrowed: dict[str, dict[str, Any]] = {
        Kind.PLAYLIST: {"playlist": scope.pk},
        Kind.STORE: {"playlist__store": scope.pk},
        Kind.PERSON: {"user": scope.pk},
    }
    return rows.filter(**narrowed.get(scope.kind, {}))


def _is_there(organisation: Organisation, scope: Scope) -> bool:
    """Whether the playlist or store is the organisation's, or the person has said something."""
    if scope.kind == Kind.PLAYLIST:
        return Playlist.objects.filter(pk=scope.pk, store__organisation=organisation).exists()
    if scope.kind == Kind.STORE:
        return organisation.stores.filter(pk=scope.pk).exists()
    return verdicts_in(organisation, scope).exists()


def _concerned(organisation: Organisation, scope: Scope, verdicts: set[int]) -> list[int]:
    own = Playlist.objects.filter(store__organisation=organisation)
    if scope.kind == Kind.STORE:
        own = own.filter(store=scope.pk)
    elif scope.kind == Kind.PLAYLIST:
        own = own.filter(pk=scope.pk)
    if scope.kind not in (Kind.PERSON, Kind.VOTER):
        named = set(own.values_list("pk", flat=True))
    else:
        named = set()
    judged = Verdict.objects.filter(pk__in=verdicts).values_list("playlist", flat=True)
    return sorted(named.union(judged))


def _unlearn(playlists: list[int]) -> None:
    """Take out of every version what only verdicts can have taught."""
    versions = PlaylistVersion.objects.filter(playlist__in=playlists)
    changed = []
    for version in versions.only("pk", "wishes").iterator(chunk_size=500):
        kept = [wish for wish in version.wishes if wish.get("origin") != "learned"]
        plain = [{**wish, "taught_by": []} for wish in kept]
        if plain != version.wishes:
            version.wishes = plain
            changed.append(version)
    PlaylistVersion.objects.bulk_update(changed, ["wishes"], batch_size=200)
    versions.update(sureness=None, held_back=0, widen=[], split=None)
    # The first list of a brief was made before anything was said, unless others taught it.
    items = PlaylistItem.objects.filter(version__playlist__in=playlists)
    items.exclude(version__origin=PlaylistVersion.Origin.MATCH, chance=None).update(
        chance=None, kept=False, reasons=[], score=0
    )
