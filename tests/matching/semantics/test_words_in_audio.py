"""With a joint model, words are compared with the sound itself, and the pool is the prior.

The joint space is made of sentences: a track's style is the vector of what it sounds like, so the
right answer is known. Tags and facets of all tracks are alike and tell nothing.
"""

from __future__ import annotations

import json

import pytest

from matching.encoders.text import E5TextEncoder
from matching.index.snapshot import Snapshot
from matching.retrieval.compose import compose
from matching.retrieval.query import Query
from matching.retrieval.recommend import recommend
from matching.retrieval.wording import say_reasons
from matching.retrieval.words_value import WORDS_KEY
from matching.semantics.understanding import Understanding
from matching.semantics.words import understand_words
from matching.semantics.words_in_audio import AudioWords, with_direction
from tests.matching.synthetic import told_by_style

SOUNDS = (
    "soft solo piano", "heavy metal guitars", "a choir in a cathedral", "techno with a hard beat",
    "a harp by the sea", "children singing", "bossa nova guitar", "a brass band marching",
    "slow blues harmonica", "whale song and synthesizer",
)  # fmt: skip
SPACE = "sentences-1"


@pytest.fixture(scope="module")
def encoder() -> E5TextEncoder:
    return E5TextEncoder()


@pytest.fixture(scope="module")
def snapshot(encoder: E5TextEncoder) -> Snapshot:
    return told_by_style(encoder.encode(SOUNDS), "sentences-windows-1")


def ask(text: str, doors: list[AudioWords], snapshot: Snapshot) -> list[int]:
    query = compose([with_direction(understand_words(text), text, doors)], space=SPACE)
    found = recommend(snapshot, query, allowed_ids=range(len(SOUNDS)), length=len(SOUNDS))
    return [item.id for item in sorted(found.items, key=lambda item: -item.score)]


@pytest.fixture
def doors(encoder: E5TextEncoder) -> list[AudioWords]:
    return [AudioWords(encoder, SPACE, frozenset({"en"}))]


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("quiet piano music", 0),
        ("the sound of a harp at the beach", 4),
        ("a marching band with trumpets", 7),
        ("a church choir in a cathedral", 2),
    ],
)
def test_words_find_the_sound(
    text: str, sound: int, doors: list[AudioWords], snapshot: Snapshot
) -> None:
    assert ask(text, doors, snapshot)[0] == sound


def test_what_is_refused_does_not_attract(doors: list[AudioWords], snapshot: Snapshot) -> None:
    order = ask("quiet piano music, no heavy metal guitars", doors, snapshot)
    assert order[0] == 0
    assert order.index(1) > 3


def test_a_language_nobody_reads_stays_with_the_pool(doors: list[AudioWords]) -> None:
    understood = understand_words("安静的钢琴")
    assert with_direction(understood, "安静的钢琴", doors) == understood


def test_only_refusals_point_nowhere(doors: list[AudioWords]) -> None:
    assert with_direction(understand_words("no drums"), "no drums", doors).direction is None


def test_both_ways_share_the_words_and_the_reason_says_so(
    doors: list[AudioWords], snapshot: Snapshot
) -> None:
    text = "quiet piano music"
    understood = with_direction(understand_words(text), text, doors)
    assert Understanding.from_json(json.loads(json.dumps(understood.to_json()))) == understood
    query = compose([understood], space=SPACE)
    direct = next(part for part in query.components if part.key == WORDS_KEY)
    assert 0.3 < direct.weight < 0.7
    assert sum(part.weight for part in query.components) == pytest.approx(1)
    assert len(query.components) > 1
    again = Query.from_json(json.loads(json.dumps(query.to_json())))
    found = recommend(snapshot, again, allowed_ids=range(len(SOUNDS)), length=3)
    assert WORDS_KEY not in {wish.key for wish in found.wishes}
    said = [
        say_reasons(item.reasons, language) for item in found.items for language in ("en", "zh")
    ]
    assert any("the sound as a whole, as you described" in each for each in said)
    assert any("整体听感，符合您的描述" in each for each in said)


def test_another_space_is_left_alone(doors: list[AudioWords], snapshot: Snapshot) -> None:
    text = "quiet piano music"
    understood = with_direction(understand_words(text), text, doors)
    query = compose([understood], space="other-1")
    assert all(part.key != WORDS_KEY for part in query.components)
