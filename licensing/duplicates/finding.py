"""Finds tracks that may be the same recording, or another version of the same song."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from licensing.catalogue.models import Track
from licensing.duplicates.models import AudioFingerprint, DuplicatePair
from licensing.duplicates.titles import base_artist, base_title
from licensing.works.models import RecordedWork
from matching.profile.analyser import style_space
from matching.profile.track import TrackProfile
from matching.selectors import current_snapshot, snapshot_space

Kind = DuplicatePair.Kind

#: The same recording is among its nearest neighbours in style, however it was coded.
_NEIGHBOURS = 12
#: What came this lately may not be in the index yet.
_RECENT, _MOST_RECENT = timedelta(minutes=10), 200
_MOST_PER_FACT = 50
#: Of those, the ones of about this length are worth comparing.
_ABOUT_S = 15.0


@dataclass(frozen=True)
class Found:
    """One pair as it is found; `score` is 0..1, None where only the facts agree."""

    kind: str
    score: float | None = None
    shift_s: float = 0.0


def duplicates_find(track: Track) -> int:
    """Compare a track with those it may be the same as; returns how many open pairs it has.

    Pairs an editor decided about are left alone, and pairs that are none any more are forgotten.
    """
    track = Track.objects.select_related("asset__profile", "asset__fingerprint").get(pk=track.pk)
    if track.withdrawn or track.merged_into_id is not None or track.asset is None:
        return 0
    started = timezone.now()
    found = {}
    for other in _candidates(track):
        pair = _compared(track, other)
        if pair is not None:
            found[other.pk] = pair
    with transaction.atomic():
        _store(track, found)
        AudioFingerprint.objects.filter(asset=track.asset).update(compared_at=started)
    return _pairs_of(track).filter(state=DuplicatePair.State.OPEN).count()


def _candidates(track: Track) -> list[Track]:
    """Tracks worth comparing: near in style, just come, or with the same facts."""
    numbers = {*_neighbours(track), *_same_facts(track), *_recent(track), *_same_sound(track)}
    numbers.discard(track.pk)
    return list(
        Track.objects.filter(pk__in=numbers, withdrawn=False, merged_into__isnull=True)
        .exclude(asset=None)
        .select_related("asset__fingerprint")
        .order_by("pk")
    )


def _neighbours(track: Track) -> list[int]:
    profile = track.asset.profile if track.asset else None
    snapshot = current_snapshot(fresh=True)
    if profile is None or not len(snapshot.ids):
        return []
    if style_space(profile.analyser) != snapshot_space(snapshot):
        return []
    style = TrackProfile.unpack(bytes(profile.vectors)).style
    rows, _cosines = snapshot.similar(style, np.arange(len(snapshot.ids)), _NEIGHBOURS)
    return [int(snapshot.ids[row]) for row in rows]


def _recent(track: Track) -> Iterable[int]:
    latest = AudioFingerprint.objects.filter(made_at__gt=timezone.now() - _RECENT)
    assets = latest.order_by("-made_at").values_list("asset_id", flat=True)[:_MOST_RECENT]
    length = track.duration_s or 0.0
    return Track.objects.filter(
        asset_id__in=list(assets), duration_s__range=(length - _ABOUT_S, length + _ABOUT_S)
    ).values_list("pk", flat=True)


def _same_sound(track: Track) -> Iterable[int]:
    own = _fingerprint(track)
    if own is None:
        return []
    return Track.objects.filter(asset__fingerprint__sound_sha256=own.sound_sha256).values_list(
        "pk", flat=True
    )[:_MOST_PER_FACT]


def _same_facts(track: Track) -> set[int]:
    same = Q(asset_id=track.asset_id)
    if track.isrc:
        same |= Q(isrc=track.isrc)
    works = RecordedWork.objects.filter(track=track).values_list("work_id", flat=True)
    numbers = set(
        RecordedWork.objects.filter(work_id__in=list(works)).values_list("track_id", flat=True)[
            :_MOST_PER_FACT
        ]
    )
    numbers.update(Track.objects.filter(same).values_list("pk", flat=True)[:_MOST_PER_FACT])
    first_word = track.title.split()[0] if track.title.split() else ""
    if base_artist(track.artist) and first_word:
        alike = Track.objects.filter(title__istartswith=first_word[:40], withdrawn=False)
        named = alike.values_list("pk", "title", "artist")[: 20 * _MOST_PER_FACT]
        numbers.update(pk for pk, title, artist in named if _same_song(track, title, artist))
    return numbers


def _same_song(track: Track, title: str, artist: str) -> bool:
    named = base_artist(track.artist)
    return (
        bool(named)
        and named == base_artist(artist)
        and base_title(track.title) == base_title(title)
    )


def _compared(track: Track, other: Track) -> Found | None:
    by_sound = _by_sound(track, other)
    if by_sound is not None:
        return by_sound
    if track.isrc and track.isrc == other.isrc:
        return Found(Kind.SAME_ISRC)
    same_work = (
        RecordedWork.objects.filter(track=other)
        .filter(work__in=RecordedWork.objects.filter(track=track).values("work"))
        .exists()
    )
    if same_work or _same_song(track, other.title, other.artist):
        return Found(Kind.VERSION)
    return None


def _by_sound(track: Track, other: Track) -> Found | None:
    from matching.audio import fingerprint as sound  # a web process needs no sound libraries

    if track.asset_id == other.asset_id:
        return Found(Kind.SAME_AUDIO, 1.0)
    one, two = _fingerprint(track), _fingerprint(other)
    if one is None or two is None or one.method != two.method:
        return None
    if one.sound_sha256 == two.sound_sha256:
        return Found(Kind.SAME_AUDIO, 1.0)
    alike = sound.compare(sound.unpack(bytes(one.steps)), sound.unpack(bytes(two.steps)))
    if alike is None or not alike.related:
        return None
    # Pairs are kept with the older track first; the shift is that of the later one.
    shift = alike.shift_s if track.pk < other.pk else -alike.shift_s
    score = round(1.0 - 2.0 * alike.error_rate, 4)
    if not alike.same_recording:
        return Found(Kind.VERSION, score, shift)  # a remaster, or a part of it
    return Found(Kind.NEAR_IDENTICAL, score, shift)


def _fingerprint(track: Track) -> AudioFingerprint | None:
    return getattr(track.asset, "fingerprint", None)


def _pairs_of(track: Track) -> QuerySet[DuplicatePair]:
    return DuplicatePair.objects.filter(Q(track_a=track) | Q(track_b=track))


def _store(track: Track, found: dict[int, Found]) -> None:
    for number, pair in found.items():
        first, second = sorted((track.pk, number))
        stored, created = DuplicatePair.objects.get_or_create(
            track_a_id=first,
            track_b_id=second,
            defaults={"kind": pair.kind, "score": pair.score, "shift_s": pair.shift_s},
        )
        if not created and stored.state == DuplicatePair.State.OPEN:
            stored.kind, stored.score, stored.shift_s = pair.kind, pair.score, pair.shift_s
            stored.save(update_fields=["kind", "score", "shift_s"])
    # Facts were corrected: those pairs are none any more. Sound does not change.
    by_facts = _pairs_of(track).filter(state=DuplicatePair.State.OPEN, score__isnull=True)
    by_facts.exclude(Q(track_a_id__in=found) | Q(track_b_id__in=found)).delete()
