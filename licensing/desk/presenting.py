"""What pages show of a track and a grant, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from licensing.catalogue.models import Track
from licensing.desk.media import asset_url
from licensing.desk.place import language
from licensing.licences.models import Grant
from licensing.rights.premises import Premises
from licensing.rights.reasons import Reason, terms_in_words
from licensing.rights.rules import Decision, Use
from licensing.rights.selectors import decisions_for
from matching.encoders.musicnn_tags import TAGS, plain_tag
from matching.models import Profile
from matching.profile.track import TrackProfile
from matching.semantics.pool import tag_name

KEYS = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")
_HEARD = 6
_LEAST = 0.1


@dataclass(frozen=True)
class Row:
    """One track in a list: what it is, how it sounds, whether it may be played there."""

    track: Track
    profile: Profile | None
    decision: Decision
    src: str
    badge: str
    tone: str
    why: str


def rows_of(tracks: Iterable[Track], use: Use, user: Any) -> list[Row]:
    """Rows for a page of tracks; three queries for the decisions, none per track."""
    listed = list(tracks)
    decisions = decisions_for([track.pk for track in listed], use)
    return [_row(track, decisions[track.pk], user) for track in listed]


def _row(track: Track, decision: Decision, user: Any) -> Row:
    badge, tone = state_of(track, decision)
    return Row(
        track=track,
        profile=track.asset.profile if track.asset else None,
        decision=decision,
        src=asset_url(track.asset, user),
        badge=badge,
        tone=tone,
        why=_why(track, decision),
    )


def state_of(track: Track, decision: Decision) -> tuple[str, str]:
    """A badge's words and tone."""
    if decision.allowed:
        return _("Cleared"), "yes"
    if track.withdrawn:
        return _("Withdrawn"), "plain"
    if track.asset is not None and track.asset.problem_code:
        return _("Problem"), "no"
    if track.asset is not None and track.asset.profile_id is None:
        return _("Being analysed"), "info"
    return _("Not cleared"), "warn"


def _why(track: Track, decision: Decision) -> str:
    if decision.allowed:
        return ""
    if track.asset is not None and track.asset.problem_code:
        return problem_of(track)
    joint = "" if language() == "zh" else " "
    return joint.join(reason.say(language()) for reason in decision.reasons)


def problem_of(track: Track) -> str:
    """What is wrong with the audio, in the page's language where the code is known."""
    from matching.audio.errors import SENTENCES

    asset = track.asset
    if asset is None or not asset.problem_code:
        return ""
    sentence = SENTENCES.get(asset.problem_code, ("", ""))[language() == "zh"]
    # Sentences with figures were said once, in English, when the file was heard.
    return asset.problem_text if "{" in sentence or not sentence else sentence


def reasons_in_words(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    """Sentence and remedy of each reason."""
    return [
        {"say": reason.say(language()), "remedy": reason.remedy(language())} for reason in reasons
    ]


def heard(profile: Profile) -> list[tuple[str, str]]:
    """Facets of an analysed track as (name, value)."""
    facets = profile.facets
    mode = pgettext("mode", "major") if facets["mode"] >= 0.5 else pgettext("mode", "minor")
    return [
        (_("Tempo"), _("%(bpm)d BPM") % {"bpm": round(facets["tempo_bpm"])}),
        (_("Key"), f"{KEYS[int(facets['key']) % 12]} {mode}"),
        (_("Energy"), _share(facets["energy"])),
        (_("Brightness"), _share(facets["brightness"])),
        (_("Acoustic"), _share(facets["acoustic"])),
        (_("Singing"), _share(facets["vocal"])),
        (_("Loudness"), _figure(facets["loudness_lufs"], "LUFS")),
        (_("True peak"), _figure(facets["true_peak_dbtp"], "dBTP")),
    ]


def _share(value: float) -> str:
    return f"{round(100 * value)} %"


def _figure(value: float, unit: str) -> str:
    return f"{value:.1f} {unit}".replace("-", "−")


def heard_tags(profile: Profile) -> list[str]:
    """The tags heard most clearly, best first; the same word from both lists once."""
    tags = TrackProfile.unpack(bytes(profile.vectors)).tags
    names: dict[str, None] = {}
    for place in tags.argsort()[::-1]:
        if tags[place] < _LEAST or len(names) == _HEARD:
            break
        names.setdefault(tag_name(plain_tag(TAGS[place]), language()))
    return list(names)


@dataclass(frozen=True)
class GrantWords:
    """A grant's terms as a page says them."""

    grant: Grant
    where: str
    premises: str
    when: str
    tone: str


_TONES = {"active": "yes", "drafted": "plain", "verified": "info", "suspended": "warn"}


def grant_words(grant: Grant) -> GrantWords:
    where = terms_in_words(tuple(grant.territories_in), language()) or _("nowhere")
    if grant.territories_out:
        where = _("%(where)s, except %(out)s") % {
            "where": where,
            "out": terms_in_words(tuple(grant.territories_out), language()),
        }
    labels = dict(Premises.choices)
    if "*" in grant.premises:
        premises = _("any premises")
    else:
        joint = "、" if language() == "zh" else ", "
        premises = joint.join(str(labels.get(kind, kind)) for kind in grant.premises)
    if grant.max_floor_area_m2:
        premises = _("%(premises)s, up to %(area)d m²") % {
            "premises": premises,
            "area": grant.max_floor_area_m2,
        }
    return GrantWords(grant, where, premises, _when(grant), _TONES.get(grant.status, "no"))


def _when(grant: Grant) -> str:
    first = date_format(grant.valid_from) if grant.valid_from else ""
    last = date_format(grant.valid_until) if grant.valid_until else ""
    if first and last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    if last:
        return _("until %(last)s") % {"last": last}
    if first:
        return _("from %(first)s until further notice") % {"first": first}
    return _("until further notice")
