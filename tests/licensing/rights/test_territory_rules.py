"""The table of territory rules: whole, sourced, in codes that grants and stores can hold."""

from __future__ import annotations

import pytest

from licensing.licences.models import Grant
from licensing.rights.premises import Activity
from licensing.rights.territories import known_terms
from licensing.rights.territory_rules import EVERYWHERE, all_rules, rules_for, venue_duties


def test_every_rule_has_words_a_source_and_known_codes() -> None:
    codes = [rule.code for rule in all_rules()]
    assert len(codes) == len(set(codes))
    for rule in all_rules():
        assert rule.source
        assert rule.as_of
        assert rule.note("en") != rule.note("zh-hans")
        assert set(rule.territories) | set(rule.excepted) <= known_terms()
        assert rule.kind in ("right", "activities", "note")
        assert rule.payer in ("service", "venue")
        assert set(rule.bases) <= set(Grant.Basis.values)
        assert set(rule.activities) <= set(Activity.values)
        assert set(rule.sides) <= {"recording", "work"}
        assert (rule.kind == "right") is bool(rule.right and rule.sides)
        assert not rule.right or rule.right in Grant.Right.values


@pytest.mark.parametrize(
    ("territory", "more"),
    [
        ("GB", (("reproduction", "recording"), ("reproduction", "work"))),
        ("US", (("reproduction", "recording"),)),
        ("DE", ()),
        ("CN", ()),
        ("JP", ()),
    ],
)
def test_what_a_country_asks_for_beside_public_performance(territory: str, more: tuple) -> None:
    assert rules_for(territory).required == (*EVERYWHERE, *more)


def test_what_the_place_itself_pays_is_listed_and_blocks_nothing() -> None:
    assert [rule.code for rule in venue_duties("CN")] == ["cn_mcsc", "cn_article_45"]
    assert [rule.code for rule in venue_duties("JP")] == ["elsewhere_venue_pays"]
    assert venue_duties("US") == ()


def test_a_country_nobody_sourced_says_so() -> None:
    assert rules_for("CN").sourced
    assert not rules_for("JP").sourced


def test_only_the_named_bases_leave_activities_out() -> None:
    assert "karaoke" in rules_for("US").not_covered("blanket")
    assert rules_for("US").not_covered("direct") == frozenset()
    assert rules_for("DE").not_covered("blanket") == frozenset()
