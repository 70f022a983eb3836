"""Merging a duplicate into the track that stays: no grant, no play is lost; it can be undone.

The gone track's row stays: plays, playlists and history keep pointing at it, and `merged_into`
says which track took its place. It always names a track that is not merged itself.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.catalogue.models import Track, TrackArtist, TrackTag
from licensing.duplicates.models import DuplicatePair, Merge
from licensing.history.services import acting_now, record
from licensing.licences.models import GrantTrack
from licensing.works.models import RecordedWork

#: Facts the kept track takes over where it has none of its own.
FACTS = (
    "version", "artist", "label", "release", "release_icpn", "released_on", "isrc",
    "language", "source", "source_url", "licence_name", "attribution",
)  # fmt: skip
#: Facts whose empty value is "unknown".
THREE_VALUED = ("vocal", "explicit", "ai_generated")


class MergeProblem(ValueError):
    """A merge that cannot be done or undone; the message is for the editor."""


def merge(*, kept: Track, gone: Track) -> Merge:
    """Let `kept` take the place of `gone`, with its grants, works, tags and missing facts.

    Raises MergeProblem for a track with itself, and where one of them was merged meanwhile.
    """
    with transaction.atomic():
        stays, goes = _locked(kept.pk, gone.pk)
        given: dict[str, Any] = {
            "grants": _give_grants(stays, goes),
            "works": _give_works(stays, goes),
            "tags": _give_tags(stays, goes),
            "artists": _give_artists(stays, goes),
            "facts": _give_facts(stays, goes),
            "followers": list(
                Track.objects.filter(merged_into=goes).order_by("pk").values_list("pk", flat=True)
            ),
            "withdrawn": goes.withdrawn,
        }
        Track.objects.filter(merged_into=goes).update(merged_into=stays)
        goes.merged_into, goes.withdrawn = stays, True
        goes.save(update_fields=["merged_into", "withdrawn", "updated_at"])
        done = Merge.objects.create(kept=stays, gone=goes, given=given, by=_person())
        _decide_pairs(stays, goes)
        record(
            action="merge_into",
            subject=goes,
            before={"merged_into": None, "withdrawn": given["withdrawn"]},
            after={"merged_into": stays.pk, "withdrawn": True},
        )
        record(
            action="take_over",
            subject=stays,
            before={name: _empty(name) for name in given["facts"]},
            after={"merged": goes.pk, "grants": given["grants"], **given["facts"]},
        )
    return done


def unmerge(done: Merge) -> Track:
    """Take a merge back: the track that went is itself again, what it gave is taken back.

    Facts that were edited since stay as they are. Raises MergeProblem where the kept track was
    merged into a third one meanwhile, or this was undone before.
    """
    with transaction.atomic():
        list(
            Track.objects.select_for_update()
            .filter(pk__in=(done.kept_id, done.gone_id))
            .order_by("pk")
        )
        now = Merge.objects.select_for_update().select_related("kept", "gone").get(pk=done.pk)
        if now.undone_at is not None:
            raise MergeProblem(_("This merge was undone before."))
        if now.kept.merged_into_id is not None:
            raise MergeProblem(_("The track that stayed was merged itself; undo that first."))
        given = now.given
        # Only what is still there by this merge: an editor may have removed or edited it since.
        GrantTrack.objects.filter(track=now.kept, grant_id__in=given["grants"]).delete()
        RecordedWork.objects.filter(track=now.kept, work_id__in=given["works"]).delete()
        TrackTag.objects.filter(track=now.kept, tag__in=given["tags"]).delete()
        TrackArtist.objects.filter(track=now.kept, pk__in=given["artists"]).delete()
        _take_facts_back(now.kept, given["facts"])
        Track.objects.filter(pk__in=given["followers"], merged_into=now.kept).update(
            merged_into=now.gone
        )
        now.gone.merged_into, now.gone.withdrawn = None, given["withdrawn"]
        now.gone.save(update_fields=["merged_into", "withdrawn", "updated_at"])
        now.undone_at = timezone.now()
        now.save(update_fields=["undone_at"])
        DuplicatePair.objects.filter(
            track_a_id__in=(now.kept_id, now.gone_id), track_b_id__in=(now.kept_id, now.gone_id)
        ).update(state=DuplicatePair.State.OPEN, decided_by=None, decided_at=None)
        record(
            action="undo_merge",
            subject=now.gone,
            before={"merged_into": now.kept_id, "withdrawn": True},
            after={"merged_into": None, "withdrawn": given["withdrawn"]},
        )
    return now.gone


def _locked(kept: int, gone: int) -> tuple[Track, Track]:
    """Both rows, locked in the order of their numbers so that no two merges wait for each other."""
    if kept == gone:
        raise MergeProblem(_("A track cannot be merged into itself."))
    rows = {
        track.pk: track
        for track in Track.objects.select_for_update().filter(pk__in=(kept, gone)).order_by("pk")
    }
    for number in (kept, gone):
        if number not in rows:
            raise MergeProblem(_("One of the two tracks is gone."))
        if rows[number].merged_into_id is not None:
            raise MergeProblem(
                _("“%(title)s” was merged into another track meanwhile.")
                % {"title": rows[number].title}
            )
    return rows[kept], rows[gone]


def _give_grants(stays: Track, goes: Track) -> list[int]:
    held = set(GrantTrack.objects.filter(track=stays).values_list("grant_id", flat=True))
    theirs = GrantTrack.objects.filter(track=goes).order_by("pk").values_list("grant_id", flat=True)
    new = [grant for grant in theirs if grant not in held]
    GrantTrack.objects.bulk_create(GrantTrack(grant_id=grant, track=stays) for grant in new)
    return new


def _give_works(stays: Track, goes: Track) -> list[int]:
    """Only to a track without works: two lists of works would claim that it is a medley."""
    if RecordedWork.objects.filter(track=stays).exists():
        return []
    new = list(RecordedWork.objects.filter(track=goes).values_list("work_id", flat=True))
    RecordedWork.objects.bulk_create(RecordedWork(work_id=work, track=stays) for work in new)
    return new


def _give_tags(stays: Track, goes: Track) -> list[str]:
    held = set(stays.tags.values_list("tag", flat=True))
    new = [tag for tag in goes.tags.values_list("tag", flat=True) if tag not in held]
    TrackTag.objects.bulk_create(TrackTag(track=stays, tag=tag) for tag in new)
    return new


def _give_artists(stays: Track, goes: Track) -> list[int]:
    """Only to a track without artists of its own, for the same reason as works."""
    if stays.artists.exists():
        return []
    made = TrackArtist.objects.bulk_create(
        TrackArtist(track=stays, name=one.name, role=one.role, position=one.position)
        for one in goes.artists.all()
    )
    return [one.pk for one in made]


def _give_facts(stays: Track, goes: Track) -> dict[str, Any]:
    given = {
        name: getattr(goes, name)
        for name in (*FACTS, *THREE_VALUED)
        if getattr(stays, name) == _empty(name) and getattr(goes, name) != _empty(name)
    }
    for name, value in given.items():
        setattr(stays, name, value)
    stays.save(update_fields=[*given, "updated_at"])
    return {name: str(value) for name, value in given.items()}


def _take_facts_back(track: Track, given: dict[str, str]) -> None:
    back = [name for name, value in given.items() if str(getattr(track, name)) == value]
    for name in back:
        setattr(track, name, _empty(name))
    track.save(update_fields=[*back, "updated_at"])


def _empty(name: str) -> Any:
    if name == "released_on":
        return None
    return "unknown" if name in THREE_VALUED else ""


def _decide_pairs(stays: Track, goes: Track) -> None:
    """Their own pair is merged; other pairs of the gone track are not asked about while it is."""
    numbers = (stays.pk, goes.pk)
    DuplicatePair.objects.filter(track_a_id__in=numbers, track_b_id__in=numbers).update(
        state=DuplicatePair.State.MERGED, decided_by=_person(), decided_at=timezone.now()
    )


def _person() -> Any:
    actor = acting_now().actor
    return actor if getattr(actor, "pk", None) else None
