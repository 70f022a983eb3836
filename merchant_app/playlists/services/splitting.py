"""Two tastes in one playlist: making two playlists of it, or keeping it as one."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet

from matching.intent.splitting import Split, TastePart
from matching.intent.state import ACCEPTING, REJECTING, Wish
from matching.retrieval.wording import say_wish
from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist, PlaylistVersion, Verdict
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.feedback import StaleVersion
from merchant_app.playlists.services.recording import verdicts_copy
from merchant_app.playlists.services.versions import (
    current_version,
    lock,
    next_version,
    wishes_of,
)
from merchant_app.playlists.survivors import survivors
from merchant_app.ui.tongue import tongue_of_page

#: After "keep it as one" so many more verdicts come before it is asked again.
ASKED_AGAIN_AFTER = 5


def playlist_split(*, playlist: Playlist, number: int, user: User | None) -> Playlist:
    """Make a second playlist of the smaller of the two tastes in version `number`; returns it.

    Each takes the tracks that speak for its taste, and what tells the taste apart as wishes of its
    owner; what was rejected stays rejected in both. The first goes on with the rest, and what is on
    air stays. Said twice of one version it gives the same playlist. Raises StaleVersion, and
    PlaylistProblem where there is nothing to split or nothing to play.
    """
    with transaction.atomic():
        row = lock(playlist)
        made = row.split_into.filter(versions__number=1, versions__restored_from=number).first()
        if made is not None:
            return made
        version = current_version(row)
        if number != version.number:
            raise StaleVersion(version)
        if version.split is None:
            raise PlaylistProblem("not_two_tastes")
        parts = sorted(Split.from_json(version.split).parts, key=lambda part: -len(part.accepted))
        staying, leaving = parts[:2]
        second = Playlist.objects.create(
            store=row.store,
            name=_name(row, leaving),
            length=row.length,
            query=row.query,
            carried=row.carried,
            carries_over=row.carries_over,
            split_from=row,
            created_by=user,
        )
        _divide(row, second, leaving)
        set_by_hand = wishes_of(version)
        first_of_second = next_version(
            second,
            origin=PlaylistVersion.Origin.SPLIT,
            user=user,
            wishes=_wishes(leaving, set_by_hand),
        )
        first_of_second.restored_from = number
        first_of_second.save(update_fields=["restored_from"])
        after = next_version(
            row,
            origin=PlaylistVersion.Origin.SPLIT,
            user=user,
            wishes=_wishes(staying, set_by_hand),
        )
    playlist.version_number = after.number
    return second


def keep_as_one(*, playlist: Playlist) -> None:
    """Remember that the owner wants one list, so that the next few rounds do not ask again."""
    with transaction.atomic():
        row = lock(playlist)
        row.one_list_at = decided_count(row)
        row.save(update_fields=["one_list_at"])
    playlist.one_list_at = row.one_list_at


def asked_again(playlist: Playlist) -> bool:
    """Whether an offer to split may be shown: never declined, or enough was said since."""
    if playlist.one_list_at is None:
        return True
    return decided_count(playlist) >= playlist.one_list_at + ASKED_AGAIN_AFTER


def decided_count(playlist: Playlist) -> int:
    """How many verdicts of the shop's own people count."""
    return _own_verdicts(playlist).filter(kind__in=ACCEPTING | REJECTING).count()


def _own_verdicts(playlist: Playlist) -> QuerySet[Verdict]:
    return playlist.verdicts.filter(undone_at=None, voter=None).order_by("pk")


def _divide(first: Playlist, second: Playlist, leaving: TastePart) -> None:
    """What was said of the leaving part's tracks goes along; rejections of others are copied.

    A verdict moves rather than being copied and taken back: it was said once and stands once.
    """
    verdicts = list(_own_verdicts(first))
    stand_in = survivors({verdict.track_id for verdict in verdicts})
    leave = set(leaving.accepted)
    moved = [each.pk for each in verdicts if stand_in[each.track_id] in leave]
    last = {
        stand_in[each.track_id]: each for each in verdicts if each.kind in ACCEPTING | REJECTING
    }
    Verdict.objects.filter(pk__in=moved).update(playlist=second, version_number=1)
    barred = [each for track, each in last.items() if each.kind in REJECTING and track not in leave]
    verdicts_copy(barred, to=second)


def _wishes(part: TastePart, set_by_hand: list[Wish]) -> list[Wish]:
    """What tells the part apart, as the owner's; what the owner locked or removed wins."""
    told = {
        wish.subject: replace(wish, origin="owner", locked=False, removed=False)
        for wish in part.wishes
    }
    firm = {wish.subject: wish for wish in set_by_hand if wish.locked or wish.removed}
    loose = {wish.subject: wish for wish in set_by_hand}
    return list({**loose, **told, **firm}.values())


def _name(playlist: Playlist, part: TastePart) -> str:
    """The playlist's name and what tells the part apart, e.g. "Terrace · livelier"."""
    told = [say_wish(wish, tongue_of_page()) for wish in part.wishes[:1]]
    return " · ".join([playlist.name[:100], *(told or ["2"])])[:150]
