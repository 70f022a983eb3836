"""Generated grants, tracks, works and uses, close enough together that they often meet."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from licensing.rights.rules import GrantFacts, TrackFacts, Use
from licensing.rights.shares import ShareFacts, WorkFacts

TERMS = st.sampled_from(["*", "WORLD", "EU", "EEA", "EFTA", "DE", "GB", "US", "CH", "CN"])
KINDS = st.sampled_from(["*", "cafe", "bar", "hotel"])
DAYS = st.sampled_from([date(2026, 1, day) for day in (9, 10, 11)])
ACTIVITIES = ["karaoke", "dj", "dance_class"]
ALL_RIGHTS = ("public_performance", "reproduction", "neighbouring")
SOCIETIES = ["GEMA", "PRS", "MCSC", ""]
NAMES = ["Ann Åberg", "ann åberg", "Bo Li", "陈晓雨"]
#: Ways in which the shares of a work add up, or do not.
SPLITS = [("100",), ("50", "50"), ("33.33", "33.33", "33.33"), ("100", "0"), ("60", "30"), ("0",),
          ("50", "50.005"), ("99.98",), ()]  # fmt: skip

grants = st.builds(
    GrantFacts,
    id=st.integers(1, 10_000),
    rights=st.sampled_from(
        [("public_performance",)] * 3 + [ALL_RIGHTS] * 4 + [("reproduction",), ()]
    ),
    side=st.sampled_from(["recording", "work", "both", "both"]),
    basis=st.sampled_from(
        ["direct", "direct", "blanket", "blanket", "statutory", "open_licence", "public_domain"]
    ),
    status=st.sampled_from(["active"] * 12 + ["drafted", "verified", "suspended", "revoked"]),
    territories_in=st.sampled_from(["all", "all", "some"]).flatmap(
        lambda which: (
            st.just(("*",))
            if which == "all"
            else st.lists(TERMS, max_size=2, unique=True).map(tuple)
        )
    ),
    territories_out=st.one_of(st.just(()), st.just(()), st.lists(TERMS, max_size=1).map(tuple)),
    premises=st.one_of(st.just(("*",)), st.lists(KINDS, max_size=2, unique=True).map(tuple)),
    max_floor_area=st.sampled_from([None, None, None, None, 50, 100]),
    max_locations=st.sampled_from([None, None, None, None, 1, 5]),
    valid_from=st.one_of(st.none(), st.none(), DAYS),
    valid_until=st.one_of(st.none(), st.none(), DAYS),
    offline=st.booleans(),
    interactive=st.sampled_from([True, True, True, False]),
    promotion=st.booleans(),
)
some_grants = st.lists(grants, max_size=4, unique_by=lambda grant: grant.id).map(tuple)


@st.composite
def works(draw: st.DrawFn) -> WorkFacts:
    return WorkFacts(
        "A work",
        tuple(
            ShareFacts(
                draw(st.sampled_from(NAMES)),
                Decimal(percent),
                draw(st.sampled_from(SOCIETIES)),
                draw(st.lists(grants, max_size=2, unique_by=lambda grant: grant.id).map(tuple)),
            )
            for percent in draw(st.sampled_from(SPLITS))
        ),
    )


tracks = st.builds(
    TrackFacts,
    id=st.integers(1, 10_000),
    grants=some_grants,
    works=st.lists(works(), max_size=2).map(tuple),
    withdrawn=st.sampled_from([False] * 9 + [True]),
    merged=st.sampled_from([False] * 9 + [True]),
    has_audio=st.sampled_from([True] * 9 + [False]),
    analysed=st.sampled_from([True] * 9 + [False]),
    quality_hold=st.sampled_from([False] * 9 + [True]),
)

uses = st.builds(
    Use,
    territory=st.sampled_from(["DE", "GB", "US", "CH", "CN"]),
    premises=st.sampled_from(["cafe", "bar", "gym"]),
    floor_area=st.sampled_from([None, 40.0, 50.0, 75.5, 120.0]),
    moment=st.datetimes(datetime(2026, 1, 8), datetime(2026, 1, 13), timezones=st.just(UTC)),
    timezone=st.sampled_from(["Europe/Berlin", "America/Los_Angeles", "Asia/Shanghai"]),
    channel=st.sampled_from(["stream", "stream", "offline", "promotion"]),
    interactive=st.booleans(),
    activities=st.sets(st.sampled_from(ACTIVITIES), max_size=2).map(frozenset),
    locations=st.sampled_from([1, 1, 5, 6, None]),
)
