"""What becomes of the song in the air when it may not be played any more.

A right that was taken away, or that a change of the shop put out of reach, ends at once: the song
is faded out. One that ended by its own date, a quality that was found wanting and a merge with
another recording let the song that plays come to its end; it is not begun again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta

from licensing.rights.facts import track_facts
from licensing.rights.rules import Use, decide
from merchant_app.onair.models import LostRight
from merchant_app.playlists.survivors import survivors

FADE, FINISH = LostRight.Leaving.FADE, LostRight.Leaving.FINISH
LONGEST_SONG = timedelta(hours=1)
"""Whatever is in the air began less than this ago."""


def leavings(
    track_ids: Iterable[int], *, use: Use, cleared: Collection[int]
) -> dict[int, LostRight.Leaving]:
    """How each of these tracks that is not in `cleared` leaves the air.

    It may end if it would be allowed by the clock of an hour ago, held back for nothing but its
    quality, or lives on in another track. Whatever the reason for the rest, it is faded out. A
    fixed number of queries.
    """
    lost = [track_id for track_id in track_ids if track_id not in cleared]
    if not lost:
        return {}
    earlier = replace(use, moment=use.moment - LONGEST_SONG)
    stand_in = survivors(lost)
    found = {track_id: FINISH if stand_in[track_id] in cleared else FADE for track_id in lost}
    for facts in track_facts(lost):
        by_rights = decide(facts, use).allowed  # then it is the shop itself that refuses it
        if not by_rights and decide(replace(facts, quality_hold=False), earlier).allowed:
            found[facts.id] = FINISH
    return found
