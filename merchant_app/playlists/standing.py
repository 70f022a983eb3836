"""What was said of each track and still counts, as the listening room shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.intent.state import ACCEPTING, REJECTING
from merchant_app.playlists.models import PlaylistVersion
from merchant_app.playlists.spoken import Spoken

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Standing:
    """kind: what counts now. said: what this round said of it, "" for nothing yet. before: what
    earlier rounds decided (accept, reject or ""). order: of the answers, oldest first."""

    kind: str = ""
    said: str = ""
    before: str = ""
    order: int = 0


NOTHING = Standing()


def standing_of(said: Iterable[Spoken], version: PlaylistVersion) -> dict[int, Standing]:
    """Track id → what the shop's own people said of it; votes through a link are no part of it.

    This round is what was said since `version` was made. A skip never undoes an answer.
    """
    found: dict[int, list[tuple[str, bool, int]]] = {}
    for each in said:
        if each.own:
            here = each.at > version.created_at
            found.setdefault(each.track, []).append((each.kind, here, each.order))
    return {track_id: _standing(said) for track_id, said in found.items()}


def _standing(said: list[tuple[str, bool, int]]) -> Standing:
    now = [(kind, order) for kind, here, order in said if here]
    decided = _last_decision(kind for kind, here, _order in said if not here)
    kind = _last_decision(kind for kind, _here, _order in said) or said[-1][0]
    return Standing(
        kind=kind,
        said=now[-1][0] if now else "",
        before="accept" if decided in ACCEPTING else "reject" if decided in REJECTING else "",
        order=now[-1][1] if now else 0,
    )


def _last_decision(kinds: Iterable[str]) -> str:
    """The last that keeps or bars; "" where there is none."""
    decisions = [kind for kind in kinds if kind in ACCEPTING or kind in REJECTING]
    return decisions[-1] if decisions else ""
