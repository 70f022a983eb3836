"""The tracks of the listening room, ready for templates."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from licensing.rights.licence_words import LicenceWords
from matching.audio.levelling import levelling_gain
from matching.intent.state import ACCEPTING, REJECTING
from merchant_app.playlists.models import PlaylistVersion
from merchant_app.playlists.room.changes import Change
from merchant_app.playlists.selectors import ItemRow, VersionView
from merchant_app.ui.timewords import minutes_seconds

#: Reasons that fit into one line of the list; the rest opens with the licence.
SHORT = 2
#: Tracks that one round asks for.
ROUND = 10


@dataclass(frozen=True)
class Labels:
    """What the buttons and lines of a track say, with its names in them."""

    play: str
    accept: str
    reject: str
    more: str
    never_artist: str
    licence: str


@dataclass(frozen=True)
class RoomRow:
    """One track of the list, in the list and alone on the stage.

    Written out as the page shows it: worked out in the template, twenty tracks took longer to draw
    than the round took to match.
    """

    row: ItemRow
    #: Its id and its place in the list, as attributes hold them.
    key: str
    position: str
    title: str
    artist: str
    #: As people read it, and in seconds.
    length: str
    duration: str
    src: str
    gain: str
    start: float
    start_at: str
    peaks: bytes
    facets: dict[str, float]
    badges: list[tuple[str, str]]
    why: str
    why_more: str
    stands_for: str
    labels: Labels
    #: What was said of it counts for it, or against it.
    accepted: bool
    rejected: bool
    #: This round asks for it.
    asked: bool
    #: It stands on the stage when the page opens.
    current: bool


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
            store=view.playlist.store.name,
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


def _row(row: ItemRow, *, new: bool, asked: bool, current: bool, store: str) -> RoomRow:
    track = row.track
    profile = track.asset.profile if track.asset else None
    seed = row.item.substitute_for
    start = profile.preview_start_s if profile else 0.0
    why = _joint().join(row.reasons[:SHORT])
    return RoomRow(
        row=row,
        key=str(track.pk),
        position=str(row.item.position),
        title=track.title,
        artist=track.artist,
        length=minutes_seconds(track.duration_s),
        duration=str(track.duration_s or 0),
        src=row.audio_url,
        gain=str(levelling_gain(profile.loudness_lufs, profile.true_peak_dbtp) if profile else 0.0),
        start=start,
        start_at=str(start),
        peaks=bytes(profile.peaks) if profile else b"",
        facets=profile.facets if profile else {},
        badges=_badges(row, new=new),
        why=why[:1].upper() + why[1:],
        why_more="".join(_joint() + reason for reason in row.reasons[SHORT:]),
        stands_for=seed.name if seed and seed.track_id != row.item.track_id else "",
        labels=_labels(row, store),
        accepted=row.verdict in ACCEPTING,
        rejected=row.verdict in REJECTING,
        asked=asked,
        current=current,
    )


def _labels(row: ItemRow, store: str) -> Labels:
    title = {"title": row.track.title}
    return Labels(
        play=_("Play %(title)s") % title,
        accept=_("That is it: %(title)s") % title,
        reject=_("Not for us: %(title)s") % title,
        more=_("More about %(title)s") % title,
        never_artist=_("Never %(artist)s in %(store)s")
        % {"artist": row.track.artist, "store": store},
        licence=_licence_line(row.licence),
    )


def _licence_line(licence: LicenceWords) -> str:
    if not licence["allowed"]:
        return _("Why may I not play this?")
    if licence["licence_name"]:
        return _("Licence: %(name)s") % {"name": licence["licence_name"]}
    return _("Why may I play this?")


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
