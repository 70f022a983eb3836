"""Changing what is known about a track. Every change is recorded with what was there before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from licensing.catalogue.models import Track, TrackArtist, TrackTag
from licensing.history.services import record

#: What an editor, a file's tags or an import may say about a track.
FACTS = frozenset({
    "title", "version", "artist", "label", "release", "release_icpn", "released_on", "isrc",
    "external_key", "language", "vocal", "explicit", "ai_generated", "source", "source_url",
    "licence_name", "attribution", "demonstration",
})  # fmt: skip
TAG_LENGTH = 60


def track_create(*, facts: Mapping[str, Any], tags: Iterable[str] = ()) -> Track:
    """A track whose audio comes later. Raises ValidationError by field, ValueError for no fact."""
    known(facts)
    track = Track(**facts)
    track.full_clean(exclude=["asset"])
    with transaction.atomic():
        track.save()
        words = tags_of_words(tags)
        TrackTag.objects.bulk_create([TrackTag(track=track, tag=tag) for tag in words])
        record(action="track.create", subject=track, after={**facts, **_if_any("tags", words)})
    return track


def track_update(*, track: Track, facts: Mapping[str, Any]) -> Track:
    """Change what is known about a track. Raises ValidationError by field, ValueError for no fact.

    What others changed meanwhile in other facts stays.
    """
    known(facts)
    with transaction.atomic():
        held = Track.objects.select_for_update().get(pk=track.pk)
        before = {name: getattr(held, name) for name in facts}
        for name, value in facts.items():
            setattr(held, name, value)
            setattr(track, name, value)
        held.full_clean(exclude=["asset"])
        after = {name: getattr(held, name) for name in facts if getattr(held, name) != before[name]}
        if after:
            held.save(update_fields=[*after, "updated_at"])
            record(
                action="track.update",
                subject=held,
                before={name: before[name] for name in after},
                after=after,
            )
            track.updated_at = held.updated_at
    return track


def track_set_tags(*, track: Track, tags: Iterable[str]) -> None:
    """Replace the editor's tags; those the analysis heard stay what they are."""
    wanted = tags_of_words(tags)
    with transaction.atomic():
        Track.objects.select_for_update().get(pk=track.pk)
        before = sorted(track.tags.values_list("tag", flat=True))
        if before == wanted:
            return
        track.tags.exclude(tag__in=wanted).delete()
        TrackTag.objects.bulk_create(
            [TrackTag(track=track, tag=tag) for tag in wanted if tag not in before],
            ignore_conflicts=True,
        )
        record(action="track.tags", subject=track, before={"tags": before}, after={"tags": wanted})


def track_set_artists(*, track: Track, artists: Iterable[tuple[str, str]]) -> None:
    """Replace the artists, as (name, role) in the order they are shown.

    Raises ValueError for a role that is none. The same name in the same role counts once.
    """
    wanted = list(dict.fromkeys((name.strip(), role) for name, role in artists if name.strip()))
    unknown = {role for _name, role in wanted} - set(TrackArtist.Role.values)
    if unknown:
        raise ValueError(f"artists have no role {', '.join(sorted(unknown))}")
    with transaction.atomic():
        Track.objects.select_for_update().get(pk=track.pk)
        before = list(track.artists.values_list("name", "role"))
        if before == wanted:
            return
        track.artists.all().delete()
        TrackArtist.objects.bulk_create(
            [
                TrackArtist(track=track, name=name[:255], role=role, position=place)
                for place, (name, role) in enumerate(wanted)
            ]
        )
        record(
            action="track.artists",
            subject=track,
            before={"artists": _listed(before)},
            after={"artists": _listed(wanted)},
        )


def track_withdraw(*, track: Track, withdrawn: bool) -> Track:
    """Take a track out of the catalogue, or back in; its grants stay as they are."""
    with transaction.atomic():
        held = Track.objects.select_for_update().get(pk=track.pk)
        if held.withdrawn != withdrawn:
            held.withdrawn = withdrawn
            held.save(update_fields=["withdrawn", "updated_at"])
            record(
                action="track.withdraw" if withdrawn else "track.restore",
                subject=held,
                before={"withdrawn": not withdrawn},
                after={"withdrawn": withdrawn},
            )
    track.withdrawn = withdrawn
    return track


def tags_of_words(words: Iterable[str]) -> list[str]:
    """Tags as they are stored: in small letters, each once, in order."""
    return sorted({word.strip().lower()[:TAG_LENGTH] for word in words if word.strip()})


def known(facts: Mapping[str, Any]) -> None:
    """Raises ValueError for facts that tracks do not have."""
    unknown = set(facts) - FACTS
    if unknown:
        raise ValueError(f"tracks have no {', '.join(sorted(unknown))}")


def _listed(artists: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name} ({role})" for name, role in artists]


def _if_any(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}
