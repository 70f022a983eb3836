"""Do descriptions without a concept's name put the right real tracks first?

For each paraphrase and each direction a listener would expect ("energy-"), the tracks that have the
property by their maker's label are compared with those that have its opposite: AUC of the
ranking, 0.5 is chance. The control judges each text by another text's expectations.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from matching.evaluation.labelled import Labelled, Scores
from matching.evaluation.metrics import interval
from matching.evaluation.understanding import Expectation
from matching.retrieval.compose import compose
from matching.retrieval.prepare import prepare
from matching.semantics.understanding import Understanding
from matching.semantics.words import understand_words

CONTROL_ROUNDS = 1000


@dataclass(frozen=True)
class Ranking:
    """auc: mean over texts, low..high its 95 % bootstrap interval; shuffled: the control's mean.

    by_property: mean AUC of each expected direction, with the number of texts.
    """

    texts: int
    auc: float
    low: float
    high: float
    shuffled: float
    shuffled_95: float
    by_property: dict[str, tuple[float, int]]

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def scores_of(catalogue: Labelled, understandings: Sequence[Understanding]) -> Scores:
    """(n,) scores of all tracks for one brief."""
    query = compose(understandings)
    ids = catalogue.snapshot.ids
    return prepare(catalogue.snapshot, query, allowed_ids=ids).score.total


def rank_texts(
    catalogue: Labelled,
    cases: Sequence[Expectation],
    understand: Callable[[str], Understanding] = understand_words,
    seed: int = 0,
) -> Ranking | None:
    """AUC of the cases that expect something the catalogue has labels for; None without any."""
    known = [
        (case, [(key, sign) for key, sign in case.directions if key in catalogue.properties])
        for case in cases
    ]
    known = [(case, wanted) for case, wanted in known if wanted]
    if not known:
        return None
    scores = [scores_of(catalogue, [understand(case.text)]) for case, _ in known]
    table = np.array(
        [
            [np.mean([catalogue.auc(own, *each) for each in wanted]) for _, wanted in known]
            for own in scores
        ]
    )
    own = np.diag(table)
    random = np.random.default_rng(seed)
    control = [
        table[np.arange(len(own)), random.permutation(len(own))].mean()
        for _ in range(CONTROL_ROUNDS)
    ]
    mean, low, high = interval(own.tolist())
    found: dict[str, list[float]] = {}
    for (_, wanted), ranked in zip(known, scores, strict=True):
        for key, sign in wanted:
            name = f"{key}{'+' if sign > 0 else '-'}"
            found.setdefault(name, []).append(catalogue.auc(ranked, key, sign))
    return Ranking(
        texts=len(known),
        auc=round(mean, 3),
        low=round(low, 3),
        high=round(high, 3),
        shuffled=round(float(np.mean(control)), 3),
        shuffled_95=round(float(np.percentile(control, 95)), 3),
        by_property={
            name: (round(float(np.mean(values)), 3), len(values))
            for name, values in sorted(found.items())
        },
    )
