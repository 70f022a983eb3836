"""Three-valued rules over makers' labels."""

from __future__ import annotations

import pytest

from matching.evaluation.requests.expectations import met
from matching.evaluation.requests.grooves import table
from matching.evaluation.requests.texts import KINDS, LANGUAGES, bundled, read_requests

CALM_PIANO = {"mood": "calm", "tempo_bpm": 68.0, "plays": {"piano": True, "drums": False}}


@pytest.mark.parametrize(
    ("expects", "found"),
    [
        ("calm", True),
        ("energetic", False),
        ("slow & piano", True),
        ("slow & drums", False),
        ("slow & guitar", None),  # nobody says whether a guitar plays
        ("fast & guitar", False),  # too slow, whatever plays
        ("!drums", True),
        ("!guitar", None),
        ("guitar | piano", True),
        ("jazz", None),
        ("fast & guitar | calm & !drums", True),
    ],
)
def test_what_is_not_labelled_is_not_judged(expects: str, found: bool | None) -> None:
    assert met(expects, CALM_PIANO) is found


def test_a_doubtful_style_is_neither_right_nor_wrong() -> None:
    foxtrot = {"styles": ("ballroom",), "doubtful": ("swing",)}
    assert met("ballroom", foxtrot) is True
    assert met("swing", foxtrot) is None
    assert met("!swing", foxtrot) is None
    assert met("tango", foxtrot) is False


def test_between_slow_and_fast_nothing_is_judged() -> None:
    tempos = (90.0, 100.0, 110.0, 140.0)
    assert [met("slow", {"tempo_bpm": tempo}) for tempo in tempos] == [True, None, False, False]


def test_an_unknown_expectation_is_an_error() -> None:
    with pytest.raises(ValueError, match="sunny"):
        met("calm & sunny", CALM_PIANO)


def test_requests_are_well_formed_and_no_text_is_in_two_files() -> None:
    sets = {name: read_requests(path) for name, path in bundled().items()}
    for requests in sets.values():
        counts = [
            sum((each.kind, each.language) == (kind, language) for each in requests)
            for kind in KINDS
            for language in LANGUAGES
        ]
        assert min(counts) == max(counts) > 0
        assert len({each.text for each in requests}) == len(requests)
        for each in requests:
            met(each.expects, {})
    texts = [each.text for requests in sets.values() for each in requests]
    assert len(set(texts)) == len(texts)


def test_every_groove_has_its_own_name() -> None:
    names = [groove.id for groove in table()]
    assert len(set(names)) == len(names) > 200
