"""How near a track is to what was accepted, and how far from what was rejected.

A Gaussian process classifier (Rasmussen and Williams, 2006, Laplace's approximation): tracks near
one another in everything that is heard of them are judged alike. What an owner likes is seldom more
of one thing without end; it is a region ("slow, but not that slow, and with strings"), which no
weights of single facets describe. Beside it stands the suspicion that nothing can be learned from
the verdicts; by how well it foretells them, everything learned here counts less.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from matching.index.snapshot import Rows
from matching.intent.features import LEARNED_FACETS, Floats, Singles
from matching.intent.pieces import Part, piecewise
from matching.intent.teaching import Lessons
from matching.retrieval.calibration import FACET_INDEX, Calibrated
from matching.retrieval.tag_groups import GROUP_INDEX

#: Variances of the log-odds that the bias, the brief's weight and nearness may explain; the first
#: nearness explains nothing. Shares: how likely each is before any verdict.
_BIAS, _BRIEF, _NEAR = 1.0, 0.3, (0.0, 4.0, 16.0, 40.0)
_SHARES = (0.4, 0.2, 0.2, 0.2)
#: Evidence counts this much more than it would: better slow to learn than led astray.
_CAUTION = 1.3
#: Nearness in everything, and in style alone, which is read with the least error.
_ALL, _STYLE = 0.5, 0.5
_ALL_WIDTH, _STYLE_WIDTH = 1.7, 1.0
#: What tag groups weigh in "everything"; facets and style weigh 1.
_GROUPS_WEIGHT = 0.5
#: The same where two tastes are told apart.
_PARTING_GROUPS_WEIGHT = 0.25
_CLIP = 3.0
_WEAK_TAKEN = 30
#: Of what was said for other briefs; each costs as much time as a verdict here, and counts less.
_ELSEWHERE_TAKEN = 40
#: Lessons that pull less than this share of the strongest are left out where tracks are scored.
_FAINTEST = 0.06
_STEPS, _TOLERANCE, _FLOOR = 15, 1e-4, 1e-6
_PIECE = 4_096
_MEMO, _SIGHT = "nearness lengths", "nearness sight"


@dataclass(frozen=True, eq=False)
class Nearness:
    """taught: (m,) rows of the lessons; pulls: (m,) how far each lifts or sinks what is near it.

    bias, brief: what was learned of these at the same time. doubt: how likely nothing was learned,
    0..1. gone: subjects that the owner took out.
    """

    taught: Rows
    pulls: Singles
    bias: float
    brief: float
    doubt: float
    gone: frozenset[str]

    def values(self, catalogue: Calibrated, rows: Rows) -> Singles:
        """(r,) what nearness adds to the log-odds of tracks."""
        see = _seer(catalogue, self.gone)
        strong = np.abs(self.pulls) >= _FAINTEST * np.abs(self.pulls).max()
        there, pulls = see(self.taught[strong]), self.pulls[strong]

        def near(part: Part) -> Singles:
            style, every = _exponents(see(part), there)
            alone, together = np.exp(style, out=style), np.exp(every, out=every)
            return np.asarray((_STYLE * pulls) @ alone + (_ALL * pulls) @ together)

        return piecewise(len(catalogue.snapshot), rows, _PIECE, near)


def nearness(
    catalogue: Calibrated, told: Lessons, brief_z: Floats, expected: Floats, gone: Collection[str]
) -> Nearness:
    """Learn from the lessons; brief_z (m,) of their tracks, expected (m,) log-odds beforehand."""
    used = _used(told)
    rows, labels, weights = told.rows[used], told.labels[used], told.weights[used]
    brief, elsewhere = brief_z[used], told.elsewhere[used].astype(np.float64)
    see = _seer(catalogue, gone)
    near = _near(see(rows), see(rows)).astype(np.float64)
    here = 1.0 - elsewhere
    lead = _BIAS * (np.outer(here, here) + np.outer(elsewhere, elsewhere))
    lead += _BRIEF * np.outer(brief * here, brief * here)
    said = np.flatnonzero(told.said[used])
    only = np.ix_(said, said)
    odds, pulls = np.log(_SHARES), np.zeros((len(_NEAR), len(rows)))
    for place, scale in enumerate(_NEAR):
        kernel = lead + scale * near
        # Weak negatives teach, but are no evidence: the brief alone foretells them.
        _, evidence = fit_pulls(kernel[only], labels[said], weights[said], expected[used][said])
        odds[place] += _CAUTION * evidence
        pulls[place], _ = fit_pulls(kernel, labels, weights, expected[used])
    shares = np.exp(odds - odds.max())
    shares /= shares.sum()
    learned = shares @ pulls
    return Nearness(
        taught=rows,
        pulls=((shares * _NEAR) @ pulls).astype(np.float32),
        bias=_BIAS * float(learned @ here),
        brief=_BRIEF * float(learned @ (brief * here)),
        doubt=float(shares[0]),
        gone=frozenset(gone),
    )


def _used(told: Lessons) -> Rows:
    """Places of what was said here, of some that was said elsewhere and of some weak negatives,
    always the same ones."""
    found = [np.flatnonzero(told.said & ~told.elsewhere)]
    for places, most in (
        (np.flatnonzero(told.elsewhere), _ELSEWHERE_TAKEN),
        (np.flatnonzero(~told.said), _WEAK_TAKEN),
    ):
        found.append(np.sort(np.random.default_rng(len(places)).permutation(places)[:most]))
    return np.concatenate(found)


def heard(catalogue: Calibrated, rows: Rows) -> Floats:
    """(r, d) places of tracks, as they were measured: tastes are parted by what is heard of few
    tracks, not by what the rest of the catalogue makes of them."""
    own = [FACET_INDEX[name] for name in LEARNED_FACETS]
    parts = []
    for columns, weight, length in zip(
        (np.clip(catalogue.facets[rows][:, own], -_CLIP, _CLIP), catalogue.groups[rows],
         catalogue.directions[rows]),
        (1.0, _PARTING_GROUPS_WEIGHT, 1.0),
        _lengths(catalogue).heard,
        strict=True,
    ):  # fmt: skip
        parts.append(columns.astype(np.float64) * (weight**0.5 / length))
    return np.concatenate(parts, axis=1)


@dataclass(frozen=True, eq=False)
class _Sight:
    """What is compared of r tracks: everything but style, and style; both (..., r).

    A column is one run of memory: matrices that are wide are multiplied quicker than long ones.
    Behind the columns stand their squared length and 1, so that one product of matrices gives
    squared distances.
    """

    rest: Singles
    style: Singles

    def of(self, part: Part) -> "_Sight":
        return _Sight(self.rest[:, part], self.style[:, part])


def _seer(catalogue: Calibrated, gone: Collection[str]) -> Callable[[Part], _Sight]:
    """What is seen of rows; of a whole catalogue it is kept, but for owners who took things out."""
    left_out = {subject for subject in gone if not subject.startswith("style:")}
    if left_out:
        return lambda part: _sight(catalogue, left_out, part)
    memo = catalogue.snapshot.memo
    if _SIGHT not in memo:
        memo[_SIGHT] = _sight(catalogue, (), slice(None))
    whole: _Sight = memo[_SIGHT]
    return whole.of


def _sight(catalogue: Calibrated, gone: Collection[str], part: Part) -> _Sight:
    facets = [FACET_INDEX[name] for name in LEARNED_FACETS if f"facet:{name}" not in gone]
    kept = [0.0 if f"tag:{name}" in gone else 1.0 for name in GROUP_INDEX]
    lengths = _lengths(catalogue).seen
    tags = np.array(kept, dtype=np.float32) * np.float32(_GROUPS_WEIGHT**0.5 / lengths[1])
    own = np.clip(catalogue.steadied.facets[part][:, facets], -_CLIP, _CLIP)
    own /= np.float32(lengths[0])
    groups, style = catalogue.steadied.groups[part], catalogue.steadied.style[part]
    return _Sight(_extended(own, groups * tags), _extended(style * np.float32(1.0 / lengths[2])))


def _extended(*columns: Singles) -> Singles:
    width = sum(each.shape[1] for each in columns)
    found = np.empty((width + 2, len(columns[0])), dtype=np.float32)
    np.concatenate([each.T for each in columns], out=found[:width])
    np.einsum("ji,ji->i", found[:width], found[:width], out=found[width])
    found[width + 1] = 1.0
    return found


@dataclass(frozen=True)
class _Lengths:
    """Usual lengths of the facets, tag groups and style directions of a track, as they are
    compared and as they were heard."""

    seen: tuple[float, ...]
    heard: tuple[float, ...]


def _lengths(catalogue: Calibrated) -> _Lengths:
    known: _Lengths | None = catalogue.snapshot.memo.get(_MEMO)
    if known is None:
        steadied = catalogue.steadied
        known = catalogue.snapshot.memo[_MEMO] = _Lengths(
            _usual(steadied.facets, steadied.groups, steadied.style),
            _usual(catalogue.facets, catalogue.groups, catalogue.directions),
        )
    return known


def _usual(facets: Singles, groups: Singles, style: Singles) -> tuple[float, ...]:
    own = np.clip(facets[:, [FACET_INDEX[name] for name in LEARNED_FACETS]], -_CLIP, _CLIP)
    return tuple(
        max(float(np.sqrt(np.einsum("ij,ij->", each, each, dtype=np.float64) / len(each))), _FLOOR)
        if len(each)
        else 1.0
        for each in (own, groups, style)
    )


def _near(one: _Sight, other: _Sight) -> Singles:
    """(m, r) nearness, 0..1: in everything and in style alone."""
    style, every = _exponents(one, other)
    return np.asarray(np.float32(_ALL) * np.exp(every) + np.float32(_STYLE) * np.exp(style))


def _exponents(one: _Sight, other: _Sight) -> tuple[Singles, Singles]:
    """(m, r) how far apart in style alone and in everything, as exponents of nearness."""
    style = _apart(one.style, other.style, 0.5 / _STYLE_WIDTH**2)
    every = _apart(one.rest, other.rest, 0.5 / _ALL_WIDTH**2)
    every += style * np.float32((_STYLE_WIDTH / _ALL_WIDTH) ** 2)
    return style, every


def _apart(one: Singles, other: Singles, scale: float) -> Singles:
    """(m, r) squared distances times ``-scale``; one (..., r), other (..., m)."""
    left = np.concatenate([-2.0 * other[:-2], other[-1:], other[-2:-1]])
    return np.asarray((np.float32(-scale) * left).T @ one, dtype=np.float32)


def fit_pulls(
    kernel: Floats, labels: Floats, weights: Floats, expected: Floats
) -> tuple[Floats, float]:
    """Pulls (m,) at the mode, log-odds there being ``expected + kernel @ pulls``; log evidence."""
    sign = np.where(labels > 0.5, 1.0, -1.0)
    pulls, odds, eye = np.zeros(len(labels)), expected.copy(), np.eye(len(labels))

    def worth(pulls: Floats, odds: Floats) -> float:
        likely = -float(weights @ np.logaddexp(0.0, -sign * odds))
        return likely - 0.5 * float(pulls @ (odds - expected))

    best = worth(pulls, odds)
    for _ in range(_STEPS):
        curve, slope = _curve(odds, labels, weights)
        root = np.sqrt(curve)
        aim = curve * (odds - expected) + slope
        within = eye + root[:, None] * kernel * root
        step = aim - root * np.linalg.solve(within, root * (kernel @ aim)) - pulls
        size = 1.0
        while True:
            tried = pulls + size * step
            moved = expected + kernel @ tried
            value = worth(tried, moved)
            if value >= best - _TOLERANCE or size < 1e-3:
                break
            size /= 2.0
        gain, pulls, odds, best = value - best, tried, moved, value
        if gain < _TOLERANCE:
            break
    root = np.sqrt(_curve(odds, labels, weights)[0])
    _, log_determinant = np.linalg.slogdet(eye + root[:, None] * kernel * root)
    return pulls, best - 0.5 * float(log_determinant)


def _curve(odds: Floats, labels: Floats, weights: Floats) -> tuple[Floats, Floats]:
    chance = 1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))
    return weights * chance * (1.0 - chance) + _FLOOR, weights * (labels - chance)
