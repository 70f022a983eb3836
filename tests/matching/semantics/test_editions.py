"""Editors' editions of the pool, and briefs without the concepts their owner switched off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from matching.semantics.concept import PoolError
from matching.semantics.muting import without
from matching.semantics.names import mentions
from matching.semantics.pool import Entry, concept_name, edited, pool, shipped_pool, use_pool
from matching.semantics.words import understand_words

ARCADE = {
    "en": ["pinball hall"],
    "zh": ["弹珠厅"],
    "en_like": ["bumpers flash and steel balls roll"],
    "zh_like": ["钢珠滚来滚去"],
    "tags": {"electronic": 0.9},
    "bands": ["fast"],
}


@pytest.fixture(autouse=True)
def shipped() -> Iterator[None]:
    yield
    use_pool(shipped_pool())


def test_a_new_concept_is_named_and_a_removed_one_is_not() -> None:
    use_pool(edited({"pinball": Entry("places", ARCADE), "harp": None}))
    assert [each.concept for each in mentions("a pinball hall, 弹珠厅")] == ["pinball", "pinball"]
    assert "harp" not in {each.concept for each in mentions("soft harp")}
    assert concept_name("harp", "zh") == shipped_pool().concepts["harp"].names["zh"][0]
    assert concept_name("never_was", "en") == "never was"


def test_what_cannot_be_used_is_refused_and_the_shipped_pool_is_untouched() -> None:
    with pytest.raises(PoolError, match="not a music tag"):
        edited({"pinball": Entry("places", {**ARCADE, "tags": {"kazoo": 1.0}})})
    opposite = next(each for each in shipped_pool().concepts.values() if each.opposite)
    with pytest.raises(PoolError, match="opposite"):
        edited({str(opposite.opposite): None})
    assert pool() is shipped_pool()
    assert edited({}).digest != edited({"harp": None}).digest


def test_without_a_concept_what_it_asked_for_is_gone() -> None:
    heard = understand_words("piano, no drums, 60 to 80 bpm")
    assert {"piano", "drums"} <= {each.concept for each in heard.concepts}
    less = without(heard, {"piano"})
    assert "piano" not in {each.concept for each in less.concepts}
    assert not any("piano" in tag for tag in less.tags)
    assert less.tags["drums"] == heard.tags["drums"] < 0
    pace = [each for each in heard.targets if each.facet == "tempo_bpm"]
    assert [each for each in less.targets if each.facet == "tempo_bpm"] == pace
    assert without(heard, {"metal"}) is heard


def test_without_everything_nothing_is_understood() -> None:
    heard = understand_words("piano")
    empty = without(heard, {each.concept for each in heard.concepts})
    assert (empty.confidence, dict(empty.tags), empty.targets) == (0.0, {}, ())
