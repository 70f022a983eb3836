"""What the listening room shows, ready for templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from licensing.rights.licence_words import LicenceWords, licences_for
from matching.audio.levelling import levelling_gain
from merchant_app import music
from merchant_app.briefs.models import Seed
from merchant_app.onair.models import LostRight
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.playlists.selectors import ItemRow, VersionView

#: Reasons that fit into one line of the list; the rest opens with the licence.
SHORT = 2
SHOWN_SEEDS = 40
#: Tracks that one round asks for.
ROUND = 10


@dataclass(frozen=True)
class RoomRow:
    """One track of the list, in the list and alone on the stage."""

    row: ItemRow
    src: str
    gain_db: float
    start: float
    peaks: bytes
    facets: dict[str, float]
    badges: list[tuple[str, str]]
    why: str
    why_more: str
    stands_for: str
    #: This round asks for it.
    asked: bool
    #: It stands on the stage when the page opens.
    current: bool


@dataclass(frozen=True)
class Change:
    """How a version differs from the one before it."""

    since: int
    new: frozenset[int]
    gone: int
    kept: int


def change_of(view: VersionView) -> Change | None:
    """What changed since the version before; None for the first one."""
    earlier = (
        PlaylistVersion.objects.filter(playlist=view.playlist, number__lt=view.version.number)
        .order_by("-number")
        .first()
    )
    if earlier is None:
        return None
    before = set(PlaylistItem.objects.filter(version=earlier).values_list("track_id", flat=True))
    now = {row.item.track_id for row in view.items}
    return Change(
        since=earlier.number,
        new=frozenset(now - before),
        gone=len(before - now),
        kept=sum(1 for row in view.items if row.item.kept),
    )


def tracks_moved(version: PlaylistVersion) -> str:
    """How many tracks changed since the version before, as a sentence."""
    earlier = (
        version.playlist.versions.filter(number__lt=version.number).order_by("-number").first()
    )
    if earlier is None:
        return ""
    gone = earlier.items.exclude(track_id__in=version.items.values("track_id")).count()
    new = version.items.exclude(track_id__in=earlier.items.values("track_id")).count()
    count = max(gone, new)
    if not count:
        return _("The tracks stay the same.")
    return ngettext("One track changed.", "%(count)s tracks changed.", count) % {"count": count}


#: A right that returned longer ago is no news.
NEWS = timedelta(days=30)


def came_back(view: VersionView) -> list[LostRight]:
    """Tracks that left this playlist with their right and may be played again, one row each."""
    listed = {row.item.track_id for row in view.items}
    rows = LostRight.objects.filter(
        playlist=view.playlist, back_at__gte=timezone.now() - NEWS, version_after__gt=0
    ).exclude(track__in=listed)
    found: dict[int, LostRight] = {}
    for row in rows.select_related("track").order_by("-back_at"):
        found.setdefault(row.track_id, row)
    lost_again = LostRight.objects.filter(
        store=view.playlist.store_id, track__in=list(found), back_at__isnull=True
    )
    for track_id in lost_again.values_list("track_id", flat=True):
        del found[track_id]
    return list(found.values())


def round_number(view: VersionView) -> int:
    """1 before anything was said, one more for each round of verdicts up to this version."""
    return 1 + sum(
        1
        for version in view.versions
        if version.origin == PlaylistVersion.Origin.FEEDBACK
        and version.number <= view.version.number
    )


def room_rows(view: VersionView, change: Change | None) -> list[RoomRow]:
    new = change.new if change else frozenset()
    asked = _asked(view)
    current = _current(view, asked)
    return [
        _row(
            row,
            new=row.item.track_id in new,
            asked=row.item.track_id in asked,
            current=row is current,
        )
        for row in view.items
    ]


def _asked(view: VersionView) -> frozenset[int]:
    """The tracks that this round asks for: guesses, which teach most, then the list's own order.

    What an earlier round decided is not asked again, and what may not be played cannot be heard.
    """
    if not view.is_current:
        return frozenset()
    open_ = [row for row in view.items if row.audio_url and not row.standing.before]
    open_.sort(key=lambda row: not row.item.guess)
    return frozenset(row.item.track_id for row in open_[:ROUND])


def _current(view: VersionView, asked: frozenset[int]) -> ItemRow | None:
    """The first that nobody answered for yet, else the last that was asked for."""
    round_ = [row for row in view.items if row.item.track_id in asked]
    unanswered = [row for row in round_ if not row.standing.said]
    places = [*unanswered, *round_[-1:], *view.items]
    return places[0] if places else None


def _row(row: ItemRow, *, new: bool, asked: bool, current: bool) -> RoomRow:
    asset = row.track.asset
    profile = asset.profile if asset else None
    seed = row.item.substitute_for
    return RoomRow(
        row=row,
        src=row.audio_url,
        gain_db=(levelling_gain(profile.loudness_lufs, profile.true_peak_dbtp) if profile else 0.0),
        start=profile.preview_start_s if profile else 0.0,
        peaks=bytes(profile.peaks) if profile else b"",
        facets=profile.facets if profile else {},
        badges=_badges(row, new=new),
        why=_joint().join(row.reasons[:SHORT]),
        why_more="".join(_joint() + reason for reason in row.reasons[SHORT:]),
        stands_for=seed.name if seed and seed.track_id != row.item.track_id else "",
        asked=asked,
        current=current,
    )


def _badges(row: ItemRow, *, new: bool) -> list[tuple[str, str]]:
    """(text, tone) of what must be seen at once; the licence comes before taste."""
    if not row.licence["allowed"]:
        return [(_("not cleared"), "no")]
    if row.item.kept:
        return [(_("kept"), "")]
    badges = [(_("new"), "info")] if new else []
    return [*badges, (_("a guess"), "warn")] if row.item.guess else badges


def _joint() -> str:
    return "；" if (get_language() or "").startswith("zh") else "; "


@dataclass(frozen=True)
class StandIn:
    """A song of the brief, and the cleared track that stands in for it."""

    seed: Seed
    similarity: float | None
    #: Its stand-in is in the list and can be heard from here.
    listed: bool
    #: Why the song itself may not be played here, as a sentence; empty where it may, or is unknown.
    why_not: str = ""

    @property
    def itself(self) -> bool:
        """The song itself is in the catalogue and may be played."""
        return self.seed.track_id is not None and self.seed.track_id == self.seed.substitute_id


def stand_ins(playlist: Playlist, view: VersionView) -> list[StandIn]:
    """The seeds of the brief that were heard, each with its substitute and why it needs one."""
    if playlist.brief_id is None:
        return []
    listed = {row.item.track_id for row in view.items}
    seeds = list(
        Seed.objects.filter(brief=playlist.brief_id)
        .exclude(outcome=Seed.Outcome.FAILED)  # what was no music has no stand-in
        .select_related("substitute", "track")[:SHOWN_SEEDS]
    )
    known = [seed.track_id for seed in seeds if seed.track_id is not None]
    licences = (
        licences_for(known, music.use_for(playlist.store), get_language() or "en") if known else {}
    )
    return [
        StandIn(
            seed,
            seed.similarity,
            seed.substitute_id in listed,
            why_not=_why_not(licences, seed.track_id),
        )
        for seed in seeds
    ]


def _why_not(licences: dict[int, LicenceWords], track_id: int | None) -> str:
    if track_id is None or licences[track_id]["allowed"]:
        return ""
    return licences[track_id]["summary"]
