"""Whether a track falls is told as the whole score would tell it, also where tracks nearly tie."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.retrieval.overtaking import Overtaking
from matching.retrieval.scoring import Score, Term, middle_rank


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 3))
def test_a_fall_is_one_of_the_whole_score(seed: int, tastes: int) -> None:
    random = np.random.default_rng(seed)
    # Coarse values make ties; the last digits are beyond single precision.
    values = np.round(random.random((6 + tastes, 80)), 1) + 1e-12 * random.random((6 + tastes, 80))
    terms = [Term(f"tag:{number}", "brief", column) for number, column in enumerate(values[:6])]
    seeds = [Term(f"seed:{number}", "brief", column) for number, column in enumerate(values[6:])]
    score = Score.of(terms, seeds, 80)
    place = int(random.integers(80))
    lead = Overtaking(score, [place]).of(place)
    before = middle_rank(score.total, place)
    gone: list[str] = []
    for term in [*random.permutation(np.array(terms, dtype=object)), *seeds[:1]]:
        lead.take_out(term)
        gone.append(term.key)
        assert lead.falls() == (middle_rank(score.without(gone), place) > before)
        if random.random() < 0.3:
            lead.put_back(term)
            gone.remove(term.key)
            assert lead.falls() == (middle_rank(score.without(gone), place) > before)
