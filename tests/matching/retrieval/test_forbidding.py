"""Never means never: what surely has it is not offered, whatever else speaks for it."""

from __future__ import annotations

import numpy as np
import pytest

from matching.encoders.musicnn_tags import TAG_INDEX
from matching.evaluation.synthetic import synthetic_catalogue
from matching.index.snapshot import Snapshot
from matching.intent.state import Event, Wish
from matching.retrieval.compose import compose
from matching.retrieval.forbidding import SURE_VOICE, likelihood, surely_has
from matching.retrieval.query import Query
from matching.retrieval.recommend import recommend
from matching.retrieval.wording import say_wish
from tests.matching.synthetic import understood

METAL = compose([understood({"metal": 0.9})])
NO_METAL = Wish("tag:metal", -1, 1.0, "owner", locked=True, never=True)
NO_SINGING = Wish("tag:vocals", -1, 1.0, "owner", locked=True, never=True)


@pytest.fixture(scope="module")
def music() -> Snapshot:
    """Sixty tracks, every third of which is metal for sure, every fourth sung for sure."""
    made = synthetic_catalogue(60, seed=11).columns
    made["tags"][:, [TAG_INDEX[each] for each in ("metal", "mtt:metal", "heavy metal")]] = 0.02
    made["tags"][::3, TAG_INDEX["metal"]] = 0.6
    made["tags"][:, [TAG_INDEX["choral"], TAG_INDEX["choir"], TAG_INDEX["opera"]]] = 0.01
    made["facets"][:, 10] = 0.3
    made["facets"][::4, 10] = 0.9
    return Snapshot.of(made, "synthetic")


def listed(music: Snapshot, *wishes: Wish, query: Query = METAL, **more: object) -> set[int]:
    found = recommend(
        music,
        query,
        allowed_ids=music.ids,
        length=60,
        wishes=wishes,
        boundary=0.0,
        **more,  # type: ignore[arg-type]
    )
    return {item.id for item in found.items}


def test_what_surely_has_it_is_out_and_nothing_else(music: Snapshot) -> None:
    metal = set(music.ids[::3].tolist())
    assert listed(music, NO_METAL) == set(music.ids.tolist()) - metal
    assert listed(music, NO_METAL, NO_SINGING) == set(music.ids.tolist()) - metal - set(
        music.ids[::4].tolist()
    )
    assert listed(music, NO_METAL.without()) == set(music.ids.tolist())


def test_a_mere_wish_against_it_keeps_nothing_out(music: Snapshot) -> None:
    less = Wish("tag:metal", -1, 1.0, "owner")
    assert listed(music, less) == set(music.ids.tolist())


def test_kept_by_hand_stays_and_kept_in_a_list_does_not(music: Snapshot) -> None:
    first, second = int(music.ids[0]), int(music.ids[3])
    found = listed(music, NO_METAL, events=[Event("accept", first)], keep=[second])
    assert first in found
    assert second not in found


def test_a_short_list_says_how_many_it_would_be_without(music: Snapshot) -> None:
    found = recommend(music, METAL, allowed_ids=music.ids, length=60, wishes=[NO_METAL])
    assert found.held_back == found.ruled_out == 20
    assert [(each.key, each.more) for each in found.widen] == [("tag:metal", 20)]
    nothing = recommend(music, METAL, allowed_ids=music.ids[::3], length=5, wishes=[NO_METAL])
    assert not nothing.items
    assert (nothing.considered, nothing.ruled_out) == (0, 20)
    assert [each.key for each in nothing.widen] == ["tag:metal"]


def test_of_two_each_is_worth_what_it_alone_keeps_out(music: Snapshot) -> None:
    found = recommend(music, METAL, allowed_ids=music.ids, length=60, wishes=[NO_METAL, NO_SINGING])
    # Every twelfth is both, and stays out whichever of them is given up.
    assert {each.key: each.more for each in found.widen} == {"tag:metal": 15, "tag:vocals": 10}


def test_singing_goes_by_its_own_scale_and_choirs_count() -> None:
    made = synthetic_catalogue(4, seed=1).columns
    made["tags"][:] = 0.01
    made["facets"][:, 10] = [SURE_VOICE + 0.05, SURE_VOICE - 0.05, 0.1, 0.1]
    made["tags"][2, TAG_INDEX["choral"]] = 0.7
    music = Snapshot.of(made, "synthetic")
    assert surely_has(music, "vocals", np.arange(4)).tolist() == [True, False, True, False]


def test_the_surest_tag_of_a_group_counts_and_opposites_do_not() -> None:
    made = synthetic_catalogue(3, seed=1).columns
    made["tags"][:] = 0.01
    made["tags"][0, TAG_INDEX["violin"]] = 0.5
    made["tags"][1, TAG_INDEX["loud"]] = 0.9
    music = Snapshot.of(made, "synthetic")
    rows = np.arange(3)
    assert surely_has(music, "strings", rows).tolist() == [True, False, False]
    assert not surely_has(music, "mellow", rows).any()
    rising = likelihood(music, "strings", rows)
    assert rising[0] > rising[1] == rising[2]


def test_it_is_said_and_stored() -> None:
    assert say_wish(NO_SINGING, "en") == "never: vocals"
    assert say_wish(NO_SINGING, "zh-hans") == "绝不要：人声"
    assert Wish.from_json(NO_METAL.to_json()) == NO_METAL
    before_the_word = {k: v for k, v in NO_METAL.to_json().items() if k != "never"}
    assert Wish.from_json(before_the_word).never
    assert not Wish.from_json({**before_the_word, "locked": False}).never


def test_one_chip_says_it(music: Snapshot) -> None:
    query = compose([understood({"no vocals": 0.9, "metal": 0.4})])
    two = [NO_SINGING, Wish("tag:choir", -1, 1.0, "owner", locked=True, never=True)]
    found = recommend(music, query, allowed_ids=music.ids, length=5, wishes=two)
    said = [say_wish(wish, "en") for wish in found.wishes]
    assert {"never: vocals", "never: choir"} <= set(said)
    assert not any("singing" in each or "no vocals" in each for each in said)
