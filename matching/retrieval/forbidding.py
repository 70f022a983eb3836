"""What is never to be played: tracks of which it is reasonably sure that they have it.

A tag counts by how likely it is true. The tagger's probabilities are small and promise less than
they keep, so they are put on a scale of their own: a logistic curve (Platt 1999) over the log-odds
of the group's surest tag, fitted to makers' labels of 462 open tracks for fourteen instruments and
styles (docs/retrieval.md, "Never"). Singing has its own measured scale, the facet ``vocal``.
"""

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from matching.encoders.musicnn_tags import TAGS
from matching.index.snapshot import Rows, Snapshot
from matching.intent.state import Wish
from matching.retrieval.scales import FACET_INDEX
from matching.retrieval.tag_groups import GROUP_INDEX, TAG_GROUPS, group_of

Values = NDArray[np.float64]

#: From this likelihood on a track is taken to have what is forbidden.
SURE = 0.5
#: The same for singing. On the half of the music kept for choosing up to 0.75 would lose none of
#: the songs found at one half, but who forbids singing rather misses a piece than hears a song.
SURE_VOICE = 0.65
_SLOPE, _LEVEL = 0.92, 1.07
_RAREST = 1e-6
#: Who forbids singing forbids these too; the facet does not know them.
_SUNG_TOO = ("choir", "opera")


def forbids(wish: Wish) -> bool:
    """Whether the wish keeps tracks out altogether."""
    name = wish.key.removeprefix("tag:")
    return wish.never and not wish.removed and wish.key != name and name in GROUP_INDEX


def ruled_out(snapshot: Snapshot, wishes: Iterable[Wish], rows: Rows) -> NDArray[np.bool_]:
    """(r,) which of the rows surely have something that one of the wishes forbids."""
    found = np.zeros(len(rows), dtype=bool)
    for wish in wishes:
        if forbids(wish):
            found |= surely_has(snapshot, wish.key.removeprefix("tag:"), rows)
    return found


def surely_has(snapshot: Snapshot, group: str, rows: Rows) -> NDArray[np.bool_]:
    """(r,) whether each track is reasonably sure to have what the tag group means."""
    if group != "vocals":
        return likelihood(snapshot, group, rows) >= SURE
    sung = np.asarray(snapshot.facets[rows, FACET_INDEX["vocal"]] >= SURE_VOICE)
    for other in _SUNG_TOO:
        sung |= likelihood(snapshot, other, rows) >= SURE
    return sung


def likelihood(snapshot: Snapshot, group: str, rows: Rows) -> Values:
    """(r,) how likely 0..1 each track has it, by the surest of the group's tags."""
    surest = np.max(snapshot.tags[np.ix_(rows, _columns(group))], axis=1, initial=0.0)
    p = np.clip(surest.astype(np.float64), _RAREST, 1.0 - _RAREST)
    return np.asarray(1.0 / (1.0 + np.exp(-(_SLOPE * np.log(p / (1.0 - p)) + _LEVEL))))


@cache
def _columns(group: str) -> NDArray[np.int64]:
    """Of the tags that say it; opposites say what it is not."""
    name = TAG_GROUPS[GROUP_INDEX[group]].name
    found = [column for column, tag in enumerate(TAGS) if group_of(tag) == (name, 1)]
    return np.array(found, dtype=np.int64)
