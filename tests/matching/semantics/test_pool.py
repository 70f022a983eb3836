"""The pool's data is complete, consistent and bilingual."""

from __future__ import annotations

import tomllib

import pytest

from matching.encoders.musicnn_tags import TAGS
from matching.profile.track import FACETS
from matching.semantics.concept import SOURCES, PoolError, expand_tags, read_concept
from matching.semantics.pool import DATA, FILES, band_name, concept_name, pool, tag_name
from matching.semantics.problems import problem_codes, problem_text


def test_the_pool_is_large_and_speaks_both_languages() -> None:
    concepts = pool().concepts
    assert len(concepts) >= 300
    for concept in concepts.values():
        for language in ("en", "zh"):
            assert concept.names[language]
            assert len(set(concept.phrases[language])) >= 3, concept.id


def test_every_concept_says_where_it_comes_from() -> None:
    for file in FILES:
        for name, entry in tomllib.loads((DATA / f"{file}.toml").read_text("utf-8")).items():
            assert entry["source"].partition(":")[0] in SOURCES, name
    entry = {"en": ["x"], "zh": ["某"], "en_like": ["y"], "zh_like": ["那"], "source": "literature"}
    with pytest.raises(PoolError, match="cites"):
        read_concept("x", "places", entry, bands={}, groups={})


def test_every_tag_and_facet_of_a_prior_exists() -> None:
    for concept in pool().concepts.values():
        assert set(concept.tags) <= set(TAGS)
        for band, weight in concept.bands:
            assert band.facet in FACETS
            assert band.low < band.high
            assert 0 < weight <= 1


def test_no_name_belongs_to_two_concepts() -> None:
    seen: dict[str, str] = {}
    for concept in pool().concepts.values():
        for language in ("en", "zh"):
            for name in concept.spoken(language):
                assert seen.setdefault(name.lower(), concept.id) == concept.id


def test_every_tag_has_a_chinese_name() -> None:
    for tag in TAGS:
        assert any("\u4e00" <= character <= "\u9fff" for character in tag_name(tag, "zh-hans"))
        assert not tag_name(tag, "en").startswith("mtt:")


def test_concepts_and_bands_are_named_in_the_language_asked_for() -> None:
    assert concept_name("tea_house", "en") == "tea house"
    assert concept_name("tea_house", "zh-Hans") == "茶馆"
    assert band_name("tempo_bpm", 50, 80, "en") == "slow"
    assert band_name("tempo_bpm", 50, 80, "zh") == "慢"


def test_a_word_of_both_tag_lists_stands_for_both() -> None:
    assert expand_tags({"rock": 0.5}, {}, "here") == {"rock": 0.5, "mtt:rock": 0.5}


def test_a_word_wins_over_its_group() -> None:
    tags = expand_tags({"@calm": 0.2, "slow": 0.9}, {"calm": ["slow", "quiet"]}, "here")
    assert tags == {"slow": 0.9, "quiet": 0.2}


@pytest.mark.parametrize("tags", [{"zither": 0.5}, {"@nothing": 0.5}, {"rock": 3.0}])
def test_wrong_data_is_refused_with_its_place(tags: dict[str, float]) -> None:
    with pytest.raises(PoolError, match="here"):
        expand_tags(tags, {}, "here")


def test_every_problem_can_be_said_in_both_languages() -> None:
    names = "name name_zh characters used clauses kind megapixels limit megabytes width height "
    params = dict.fromkeys((names + "seen seen_zh place place_zh").split(), "7")
    for code in problem_codes():
        english, chinese = problem_text(code, params, "en"), problem_text(code, params, "zh-hans")
        assert english.endswith(".")
        assert chinese.endswith("。")
        assert english.isascii() or "“" in english or "×" in english
