"""Descriptions in English and Chinese become wishes about music."""

from __future__ import annotations

import json

import pytest

from matching.semantics.understanding import FacetTarget, Understanding
from matching.semantics.words import understand_words

pytestmark = pytest.mark.usefixtures("attention")


def target(understanding: Understanding, facet: str) -> FacetTarget | None:
    return next((each for each in understanding.targets if each.facet == facet), None)


def codes(understanding: Understanding) -> list[str]:
    return [problem.code for problem in understanding.problems]


@pytest.mark.parametrize(
    ("text", "tag"),
    [("piano", "piano"), ("钢琴", "piano"), ("jazz please", "jazz"), ("来点爵士", "jazz"),
     ("hip-hop", "Hip-Hop"), ("说唱", "Hip-Hop"), ("guitars", "guitar"), ("古典音乐", "classical")],
)  # fmt: skip
def test_a_named_thing_always_awakens(text: str, tag: str) -> None:
    assert understand_words(text).tags[tag] > 0.9


@pytest.mark.parametrize("text", ["no vocals", "不要人声", "instrumental only", "纯音乐"])
def test_no_voice_is_refused_and_its_absence_wished(text: str) -> None:
    understanding = understand_words(text)
    assert understanding.tags["vocals"] < -0.9
    assert understanding.tags["no vocals"] > 0.9
    vocal = target(understanding, "vocal")
    assert vocal is not None
    assert vocal.high <= 0.3


@pytest.mark.parametrize(
    "text",
    ["不要人声太吵的歌", "人声少一点", "not too much singing", "vocals should not be too loud"],
)
def test_a_soft_refusal_asks_for_less_and_not_for_none(text: str) -> None:
    understanding = understand_words(text)
    assert -0.7 < understanding.tags["vocals"] < -0.3
    assert "no vocals" not in understanding.tags
    vocal = target(understanding, "vocal")
    assert vocal is not None
    assert 0.45 <= vocal.high <= 0.65


@pytest.mark.parametrize(
    "text",
    ["like walking into a cathedral", "走进去就像站在高高的石头穹顶下，不由得压低声音"],
)
def test_a_paraphrase_without_any_name_is_felt(text: str) -> None:
    understanding = understand_words(text)
    assert understanding.confidence > 0.3
    assert understanding.tags["choir"] > 0.05
    energy = target(understanding, "energy")
    assert energy is None or energy.high < 0.7


@pytest.mark.parametrize(
    "text",
    ["a place where students stay for hours over one cup", "老板想让客人坐下来发呆一下午"],
)
def test_situations_set_the_pace(text: str) -> None:
    tempo = target(understand_words(text), "tempo_bpm")
    assert tempo is not None
    assert (tempo.low + tempo.high) / 2 < 100


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("jazz at 90 bpm", 82.8, 97.2), ("60到84拍的钢琴", 60, 84),
        ("between 60 and 84 bpm", 60, 84),
        ("under 100 bpm", 30, 100), ("不超过100拍", 30, 100),
        ("at least 120 beats per minute", 120, 260),
        ("每分钟80拍", 73.6, 86.4), ("９０ＢＰＭ", 82.8, 97.2),
    ],
)  # fmt: skip
def test_tempo_in_numbers_rules(text: str, low: float, high: float) -> None:
    tempo = target(understand_words(text), "tempo_bpm")
    assert tempo is not None
    assert tempo.low == pytest.approx(low)
    assert tempo.high == pytest.approx(high)
    assert tempo.weight == 1.0


@pytest.mark.parametrize("text", ["xqzzy blorf", "flibber gobble snarf", "import numpy as np",
                                  "哔哩咕噜", "的的了了吗"])  # fmt: skip
def test_nonsense_is_noticed(text: str) -> None:
    understanding = understand_words(text)
    assert "vague" in codes(understanding)
    assert understanding.confidence < 0.35


@pytest.mark.parametrize("text", ["jazz but without horns", "要爵士，但别有小号"])
def test_a_refusal_takes_nothing_from_what_is_asked_for(text: str) -> None:
    assert understand_words(text).tags["jazz"] > 0.9


@pytest.mark.parametrize("text", ["anything but rock", "除了摇滚什么都行", "摇滚就算了"])
def test_all_but_one_thing_refuses_that_thing(text: str) -> None:
    understanding = understand_words(text)
    assert [each.concept for each in understanding.concepts] == ["rock"]
    assert understanding.tags["rock"] < -0.9


def test_a_scene_awakens_no_contrary_scene() -> None:
    understanding = understand_words(
        "We are a small tea house where old friends sit for hours over one pot and chat"
    )
    awake = {each.concept for each in understanding.concepts if each.weight > 0.05}
    assert {"tea_house", "chatting"} <= awake
    assert not awake & {"rush", "hectic", "fast_food", "nightclub"}


def test_a_place_name_stands_for_its_music() -> None:
    assert understand_words("like an evening in Rio").tags["jazz"] > 0.3
    assert understand_words("墙上挂着牛角，像在德州").tags["country"] > 0.5


def test_an_absurd_tempo_is_dropped() -> None:
    assert target(understand_words("999 bpm piano"), "tempo_bpm") is None


def test_words_against_each_other_are_said() -> None:
    understanding = understand_words("lots of drums. no drums")
    assert codes(understanding) == ["contradiction"]
    assert "drums" in understanding.problems[0].say("en")
    assert "鼓" in understanding.problems[0].say("zh-hans")


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), (" \n\t", "empty"), ("😀😀🎉", "no_words"), ("!!! ???", "no_words")],
)
def test_nothing_said_is_a_problem_and_no_error(text: str, code: str) -> None:
    understanding = understand_words(text)
    assert codes(understanding) == [code]
    assert understanding.confidence == 0
    assert not understanding.concepts


@pytest.mark.parametrize(
    "text",
    ["Ein gemütliches Café mit ruhiger Musik und Klavier", "тихая музыка для кафе",
     "静かなカフェで流れるピアノ", "조용한 카페 음악",
     "une musique calme pour les clients et la lecture"],
)  # fmt: skip
def test_another_language_is_tried_and_said(text: str) -> None:
    understanding = understand_words(text)
    assert understanding.language is None
    assert "other_language" in codes(understanding)
    assert understanding.concepts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("quiet café", "en"),
        ("安静的咖啡馆", "zh"),
        ("我们的店叫 Blue Note，放 jazz", "zh"),
        ("jazz", "en"),
    ],
)
def test_language_is_detected(text: str, language: str) -> None:
    assert understand_words(text).language == language


@pytest.mark.parametrize(
    "unit", ["a quiet café with books, number {n}. ", "安静的书店，第{n}家。", "word{n} "]
)
def test_of_a_hundred_thousand_characters_the_first_are_read(unit: str) -> None:
    text = "".join(unit.format(n=n) for n in range(20_000))[:100_000]
    understanding = understand_words(text)
    assert "too_long" in codes(understanding)


def test_reviews_pasted_in_are_understood() -> None:
    understanding = understand_words(
        "★★★★☆ Nice place, the coffee is great but the music was too loud!! We loved the plants.\n"
        "★★☆☆☆ 音乐太吵了，聊天都听不见。环境很温馨，绿植很多"
    )
    awake = {each.concept: each.weight for each in understanding.concepts}
    assert awake["loud"] < -0.5
    assert awake["greenery"] > 0.3
    energy = target(understanding, "energy")
    assert energy is None or energy.low < 0.4


def test_hostile_characters_do_no_harm() -> None:
    understanding = understand_words("pi\0ano \ud800 \u202e jazz " + "((((" * 500)
    assert understanding.tags["jazz"] > 0.3


def test_json_gives_back_an_equal_object() -> None:
    understanding = understand_words("slow piano, no vocals, 60-80 bpm. Ça va très bien à la plage")
    again = Understanding.from_json(json.loads(json.dumps(understanding.to_json())))
    assert again == understanding


@pytest.mark.parametrize(
    ("says", "concept"),
    [
        ("high-energy electronic tracks", "energetic"),
        ("low-energy songs", "calm"),
        ("old-school hip hop", "hip_hop"),
        ("samba", "salsa"),
        ("放点氛围音乐", "ambient"),
        ("抒情一点的歌", "romantic"),
    ],
)
def test_what_owners_call_it_is_a_name(says: str, concept: str) -> None:
    awakened = understand_words(says).concepts
    assert concept in {each.concept for each in awakened if each.weight > 0.9}
    assert "classroom" not in {each.concept for each in awakened}
