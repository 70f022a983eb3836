"""Why a track came into a version, or went out of it, as one sentence; the surest reason first."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.intent.state import Wish
from matching.retrieval.reasons import Reason
from matching.retrieval.wording import say_reasons, say_wish
from merchant_app.playlists.comparison.between import Between
from merchant_app.playlists.models import PlaylistItem


def why_came(item: PlaylistItem, way: Between, tongue: str) -> str:
    """Why the later version has a track that the earlier one has not. `item` is of the later."""
    track = item.track_id
    said = way.said.get(track)
    if item.replaces is not None:
        return _("in the place of “%(title)s”, which lost its right") % {
            "title": item.replaces.title
        }
    if said is not None and said.fits:
        return _by(said.name, _("%(name)s kept it"), _("it was kept"))
    if track in way.restored:
        return _("version %(number)s, which was brought back, had it") % {
            "number": way.restored[track]
        }
    wish = _wish_behind(item, way.fuller)
    if wish is not None:
        return _("“%(wish)s” counts more now") % {"wish": say_wish(wish, tongue)}
    if item.guess:
        return _("a guess, to learn where your taste ends")
    fits = say_reasons([Reason.from_json(each) for each in item.reasons[:1]], tongue)
    return fits[0] if fits else _fitted_better(way.answers)


def why_went(item: PlaylistItem, way: Between, tongue: str) -> str:
    """Why the later version has not a track that the earlier one has. `item` is of the earlier."""
    track = item.track_id
    said = way.said.get(track)
    if said is not None and not said.fits:
        return _by(said.name, _("%(name)s said no"), _("it was rejected"))
    if track in way.lost:
        return _("it may not be played here any more")
    if track in way.blocked or item.track.artist.casefold() in way.blocked_artists:
        return _("it is never to be played here")
    if way.last_restored is not None and track not in way.restored:
        return _("version %(number)s, which was brought back, had it not") % {
            "number": way.last_restored
        }
    wish = _wish_behind(item, way.weaker)
    if wish is not None:
        return _("“%(wish)s”, which spoke for it, counts less now") % {
            "wish": say_wish(wish, tongue)
        }
    if way.voted.get(track) is False:
        return _("colleagues voted against it, and others fitted better")
    against = _newest_against(way)
    if against is not None and not way.answers:
        return _("others fit “%(wish)s” better") % {"wish": say_wish(against, tongue)}
    return _fitted_better(way.answers)


def _by(name: str, somebody: str, nobody: str) -> str:
    return somebody % {"name": name} if name else nobody


def _wish_behind(item: PlaylistItem, wishes: dict[str, Wish]) -> Wish | None:
    """The wish, of these, that speaks for the track; the strongest of several."""
    keys = {key for each in item.reasons for key in Reason.from_json(each).keys}
    found = [wish for key, wish in wishes.items() if key in keys or wish.subject in keys]
    return max(found, key=lambda wish: wish.strength, default=None)


def _newest_against(way: Between) -> Wish | None:
    """The wish that grew and was set by hand: it moved whatever left with no word said of it."""
    set_by_hand = [wish for wish in way.fuller.values() if wish.origin == "owner"]
    return max(set_by_hand, key=lambda wish: wish.strength, default=None)


def _fitted_better(answers: int) -> str:
    if not answers:
        return _("others fitted better")
    return ngettext(
        "after one answer others fitted better",
        "after %(count)s answers others fitted better",
        answers,
    ) % {"count": answers}
