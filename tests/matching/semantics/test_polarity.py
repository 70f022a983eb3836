"""Negation, softening and their look-alikes, in both languages."""

from __future__ import annotations

import pytest

from matching.semantics.clauses import clauses
from matching.semantics.language import detect, normalise
from matching.semantics.names import mentions
from matching.semantics.polarity import scopes


def meant(text: str) -> dict[str, float]:
    """Concept named in the text to the polarity of its scope."""
    text = normalise(text)
    language = detect(text)
    return {
        mention.concept: scope.polarity
        for clause in clauses(text)
        for scope in scopes(clause, language)
        for mention in mentions(scope.text)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no vocals", {"vocals": -1}),
        ("piano without drums", {"piano": 1, "drums": -1}),
        ("without drums but with strings", {"drums": -1, "strings": 1}),
        ("Soft piano, no drums, vocals or synths",
         {"tender": 1, "piano": 1, "drums": -1, "vocals": -1, "synth": -1}),
        ("not too loud", {"loud": -0.6}),
        ("nothing too fast", {"fast": -0.6}),
        ("less electronic, more acoustic guitar", {"electronic": -0.5, "acoustic_guitar": 1}),
        ("The music was too loud", {"loud": -0.7}),
        ("please avoid heavy metal and techno", {"metal": -1, "techno": -1}),
        ("I don't want rap", {"hip_hop": -1}),
        ("I would rather have folk instead of pop", {"folk": 1, "pop": -1}),
        ("no lyrics because people are reading", {"vocals": -1, "reading": 1}),
        ("vocals are fine, but not rap", {"vocals": 1, "hip_hop": -1}),
        ("not only jazz but also soul", {"jazz": 1, "soul": 1}),
        ("We don't mind vocals", {"vocals": 1}),
        ("nothing but piano", {"piano": 1}),
        ("we cannot get enough jazz", {"jazz": 1}),
        ("不要电音", {"electronic": -1}),
        ("不要人声，要钢琴", {"vocals": -1, "piano": 1}),
        ("没有人声的钢琴曲", {"vocals": -1, "piano": 1}),
        ("别太吵", {"loud": -0.6}),
        ("不要太快", {"fast": -0.6}),
        ("少一点鼓，多一点吉他", {"drums": -0.5, "guitar": 1}),
        ("鼓点少一点", {"drums": -0.5}),
        ("不要重金属、说唱和电音", {"metal": -1, "hip_hop": -1, "electronic": -1}),
        ("音乐太吵了", {"loud": -0.7}),
        ("不但要有钢琴而且要有小提琴", {"piano": 1, "violin": 1}),
        ("不仅安静，还要温暖", {"quiet": 1, "cozy": 1}),
        ("不是爵士，而是民谣", {"jazz": -1, "folk": 1}),
        ("不能没有吉他", {"guitar": 1}),
        ("特别安静", {"quiet": 1}),
        ("不要人声太吵的歌", {"vocals": -0.6, "loud": -0.6}),
        ("人声别太吵", {"vocals": -0.5, "loud": -0.6}),
        ("鼓点太多了", {"drums": -0.7}),
        ("no songs with loud vocals", {"vocals": -0.6, "loud": -0.6}),
        ("nothing with too much singing", {"vocals": -0.6}),
        ("The singing was too loud", {"vocals": -0.5, "loud": -0.7}),
        ("the piano should not be too loud", {"piano": 1, "loud": -0.6}),
        ("no songs with drums", {"drums": -1}),
        ("anything but rock", {"rock": -1}),
        ("techno is out", {"techno": -1}),
        ("we are tired of pop", {"pop": -1}),
        ("电音就免了", {"electronic": -1}),
        ("吉他听腻了", {"guitar": -1}),
    ],
)  # fmt: skip
def test_what_is_wanted_and_what_is_not(text: str, expected: dict[str, float]) -> None:
    assert meant(text) == expected


@pytest.mark.parametrize(
    "text",
    ["People cannot stand still", "Nobody is in a hurry", "客人一坐就是半天，谁也不催谁",
     "最后一公里，别放弃", "让人忍不住跟着扭"],
)  # fmt: skip
def test_harmless_negations_turn_nothing_round(text: str) -> None:
    language = detect(text)
    assert all(s.polarity == 1 for clause in clauses(text) for s in scopes(clause, language))
