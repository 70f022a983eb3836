"""The wishes of a version as chips with their editors, and all that can be wished for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.catalogue.models import Track
from matching.audio.levelling import levelling_gain
from matching.intent.state import ACCEPTING, Wish, facet_wish_key
from matching.retrieval.facet_words import FACET_WORDS
from matching.retrieval.tag_groups import TAG_GROUPS
from matching.retrieval.wording import say_wish
from merchant_app.accounts.models import User
from merchant_app.media.urls_signed import track_url
from merchant_app.playlists.models import PlaylistVersion
from merchant_app.playlists.selectors import VersionView, WishRow
from merchant_app.playlists.spoken import own_verdicts
from merchant_app.ui.tongue import tongue_of_page

#: Facets an owner may wish for; the others are measured but mean little to a listener.
FACET_NAMES = {
    "tempo_bpm": gettext_lazy("Pace"),
    "energy": gettext_lazy("Energy"),
    "vocal": gettext_lazy("Singing"),
    "acoustic": gettext_lazy("Acoustic or electronic"),
    "brightness": gettext_lazy("Tone"),
    "mode": gettext_lazy("Major or minor"),
}
#: The slider's steps, and the marks of a chip, from faint to full.
STEPS, MARKS = 5, 3
#: Tracks named as the teachers of a wish.
TEACHERS = 4
#: Which tag groups stand under which heading, in the order of `TAG_GROUPS`.
_VOICES = frozenset({"vocals", "female voice", "male voice", "choir", "opera"})
_INSTRUMENTS = frozenset(
    {"piano", "guitar", "strings", "harp", "harpsichord", "flute", "sitar", "synth", "drums",
     "solo", "acoustic"}
)  # fmt: skip
_MOODS = frozenset(
    {"mellow", "happy", "sad", "beautiful", "sexy", "slow", "experimental", "ambient"}
)
_ERAS = frozenset({"oldies", "80s", "90s", "00s"})


@dataclass(frozen=True)
class Teacher:
    """A judged track that taught a wish. src is "" where it may not be played."""

    track: Track
    src: str
    gain_db: float
    start: float
    kept: bool


@dataclass(frozen=True)
class WishCard:
    """A chip and its editor. step: 1..5 of the slider; marks: 1..3 of the chip; sides: what it
    says in both directions as (direction, words), empty where there is but one."""

    row: WishRow
    step: int
    marks: int
    sides: list[tuple[int, str]]
    teachers: list[Teacher]

    @property
    def forbidden(self) -> bool:
        """Whether the owner ruled it out."""
        return self.row.never and not self.row.removed

    @property
    def forbid(self) -> str:
        """What the form sends to rule it out altogether; "" where nothing can be ruled out."""
        if self.row.removed or self.forbidden:
            return ""
        key = "tag:vocals" if self.row.key == "facet:vocal:lower" else self.row.key
        against = self.row.direction < 0 and key.startswith("tag:")
        return f"{key}|-1|forbid" if against else ""


@dataclass(frozen=True)
class Side:
    """One thing to ask for of a subject. value: as the form sends it; on: whether it is asked."""

    value: str
    action: str
    text: str
    on: bool


@dataclass(frozen=True)
class Choice:
    """A subject with its sides. words: what it is found by, in both languages."""

    subject: str
    name: str
    words: str
    sides: tuple[Side, ...]


def wish_cards(view: VersionView, *, user: User) -> list[WishCard]:
    """The chips of a version whose view was asked for its `teachers_of` as well. One query."""
    stand_in = view.stand_in
    taught = {track for wish in view.wishes for track in wish.taught_by[:TEACHERS]}
    teachers = _teachers(view, {stand_in[track] for track in taught}, user)
    return [
        WishCard(
            row=wish,
            step=step_of(wish.strength),
            marks=max(1, min(MARKS, round(wish.strength * MARKS))),
            sides=_sides(wish),
            teachers=[teachers[stand_in[track]] for track in wish.taught_by[:TEACHERS]
                      if stand_in[track] in teachers],
        )
        for wish in view.wishes
    ]  # fmt: skip


def teachers_of(version: PlaylistVersion) -> set[int]:
    """The tracks that the chips of this version name as their teachers."""
    wishes = (Wish.from_json(row) for row in version.wishes)
    return {track for wish in wishes for track in wish.taught_by[:TEACHERS]}


def step_of(strength: float) -> int:
    """The slider's step of a strength 0..1."""
    return max(1, min(STEPS, round(strength * STEPS)))


def _teachers(view: VersionView, ids: set[int], user: User) -> dict[int, Teacher]:
    if not ids:
        return {}
    store = view.playlist.store
    # What was kept stands in the list as a rule.
    tracks: dict[int, Track] = {
        row.item.track_id: row.track for row in view.items if row.item.track_id in ids
    }
    if others := ids - set(tracks):
        rows = Track.objects.select_related("asset__profile")
        tracks |= rows.defer("asset__profile__vectors", "asset__profile__peaks").in_bulk(others)
    kept = {track for kind, track in own_verdicts(view.said) if kind in ACCEPTING}
    found = {}
    for pk, track in tracks.items():
        profile = track.asset.profile if track.asset else None
        playable = profile is not None and view.licences[pk]["allowed"]
        found[pk] = Teacher(
            track=track,
            src=track_url(track, store=store, for_user=user) if playable else "",
            gain_db=levelling_gain(profile.loudness_lufs, profile.true_peak_dbtp)
            if profile
            else 0.0,
            start=profile.preview_start_s if profile else 0.0,
            kept=pk in kept,
        )
    return found


def _sides(wish: WishRow) -> list[tuple[int, str]]:
    """(−1, "slower"), (1, "faster"); only tags and facets can be turned round."""
    kind, _colon, name = wish.key.partition(":")
    facet = name.rpartition(":")[0]
    if kind == "facet" and facet in FACET_WORDS:
        words = FACET_WORDS[facet]
        return [(-1, words.lower.say(tongue_of_page())), (1, words.higher.say(tongue_of_page()))]
    if kind == "tag":
        return [(-1, _("less of it")), (1, _("more of it"))]
    return []


def wish_choices(view: VersionView) -> list[tuple[str, list[Choice]]]:
    """Everything that can be asked for: (heading, subjects)."""
    asked = {_subject(wish.key): wish for wish in view.wishes if not wish.removed}
    headings = (
        (_("Voices"), _VOICES),
        (_("Instruments and sounds"), _INSTRUMENTS),
        (_("Moods"), _MOODS),
        (_("Eras"), _ERAS),
    )
    named = frozenset().union(*(names for _heading, names in headings))
    groups = [
        (heading, [_tag(group, asked) for group in TAG_GROUPS if group.name in names])
        for heading, names in headings
    ]
    styles = [_tag(group, asked) for group in TAG_GROUPS if group.name not in named]
    character = [_facet(facet, asked) for facet in FACET_NAMES]
    return [(_("Character"), character), *groups[:2], (_("Styles"), styles), *groups[2:]]


def _tag(group: Any, asked: dict[str, WishRow]) -> Choice:
    key = f"tag:{group.name}"
    wish = asked.get(key)
    less = wish is not None and wish.direction < 0
    forbidden = wish is not None and wish.never
    return Choice(
        subject=key,
        name=group.zh if tongue_of_page() == "zh" else group.en.removeprefix("a "),
        words=" ".join((group.en, group.zh, group.name, *group.members)).casefold(),
        sides=(
            Side(f"{key}|1", "more", _("More"), on=wish is not None and not less),
            Side(f"{key}|-1", "less", _("Less"), on=less and not forbidden),
            Side(f"{key}|-1", "forbid", _("Forbidden") if forbidden else _("Forbid"), on=forbidden),
        ),
    )


def _facet(facet: str, asked: dict[str, WishRow]) -> Choice:
    wish = asked.get(f"facet:{facet}")
    words = FACET_WORDS[facet]
    sides = []
    for direction in (-1, 1):
        key = facet_wish_key(facet, direction)
        text = say_wish(Wish(key, direction, 1.0, "owner"), tongue_of_page())
        on = wish is not None and wish.direction == direction
        sides.append(Side(f"{key}|{direction}", "more", text, on=on))
    both = (words.lower, words.higher, words.low, words.high)
    return Choice(
        subject=f"facet:{facet}",
        name=str(FACET_NAMES[facet]),
        words=" ".join(f"{each.en} {each.zh}" for each in both).casefold(),
        sides=tuple(sides),
    )


def _subject(key: str) -> str:
    head, _colon, tail = key.rpartition(":")
    return head if tail in ("lower", "higher") else key
