"""Generated grants, tracks and uses, close enough together that they often meet."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from licensing.rights.rules import GrantFacts, TrackFacts, Use

TERMS = st.sampled_from(["*", "WORLD", "EU", "EEA", "EFTA", "DE", "FR", "US", "CH", "CN"])
KINDS = st.sampled_from(["*", "cafe", "bar", "hotel"])
DAYS = st.sampled_from([date(2026, 1, day) for day in (9, 10, 11)])

grants = st.builds(
    GrantFacts,
    id=st.integers(1, 10_000),
    rights=st.sampled_from([("public_performance",)] * 5 + [("reproduction",)]),
    side=st.sampled_from(["recording", "work", "both", "both"]),
    status=st.sampled_from(["active"] * 5 + ["drafted", "verified", "expired", "revoked"]),
    territories_in=st.one_of(st.just(("*",)), st.lists(TERMS, max_size=2, unique=True).map(tuple)),
    territories_out=st.one_of(st.just(()), st.lists(TERMS, max_size=1).map(tuple)),
    premises=st.one_of(st.just(("*",)), st.lists(KINDS, max_size=2, unique=True).map(tuple)),
    max_floor_area=st.sampled_from([None, None, 50, 100]),
    valid_from=st.one_of(st.none(), DAYS),
    valid_until=st.one_of(st.none(), DAYS),
    offline=st.booleans(),
    interactive=st.booleans(),
    promotion=st.booleans(),
)

tracks = st.builds(
    TrackFacts,
    id=st.integers(1, 10_000),
    grants=st.lists(grants, max_size=4, unique_by=lambda grant: grant.id).map(tuple),
    withdrawn=st.sampled_from([False] * 5 + [True]),
    has_audio=st.just(True),
    analysed=st.sampled_from([True] * 5 + [False]),
)

uses = st.builds(
    Use,
    territory=st.sampled_from(["DE", "FR", "US", "CH", "CN"]),
    premises=st.sampled_from(["cafe", "bar", "gym"]),
    floor_area=st.sampled_from([None, 40.0, 50.0, 75.5, 120.0]),
    moment=st.datetimes(datetime(2026, 1, 8), datetime(2026, 1, 13), timezones=st.just(UTC)),
    timezone=st.sampled_from(["Europe/Berlin", "America/Los_Angeles", "Asia/Shanghai"]),
    channel=st.sampled_from(["stream", "offline", "promotion"]),
    interactive=st.booleans(),
)
