"""Known facts about singing replace what was heard, in the facet and in the tags alike."""

from __future__ import annotations

import numpy as np
import pytest

from matching.encoders.musicnn_tags import TAG_INDEX
from matching.profile import tag_facets
from matching.profile.known_voice import with_known_voice
from tests.matching.profile.test_track import a_profile


@pytest.mark.parametrize("voice", [0.0, 1.0])
def test_facet_and_tags_say_what_is_known(voice: float) -> None:
    known = with_known_voice(a_profile(), voice)
    assert known.facets["vocal"] == voice
    assert (tag_facets.vocal(known.tags) > 0.5) == bool(voice)
    assert (known.tags[TAG_INDEX["singing"]] > known.tags[TAG_INDEX["no vocals"]]) == bool(voice)
    np.testing.assert_array_equal(
        known.tags[TAG_INDEX["piano"]], a_profile().tags[TAG_INDEX["piano"]]
    )


def test_what_is_not_known_stays_as_heard() -> None:
    heard = a_profile()
    assert with_known_voice(heard, None) is heard
