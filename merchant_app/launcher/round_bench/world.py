"""A made-up catalogue, analysed and cleared, and owners with playlists they have not judged yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connection
from rest_framework.authtoken.models import Token

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from licensing.rights.clearable import clearable_refresh
from matching.audio.analyse import ANALYSIS_VERSION
from matching.evaluation.synthetic import GENRES, synthetic_catalogue
from matching.index.writing import write_columns
from matching.models import IndexVersion
from matching.profile.analyser import analyser_called
from matching.retrieval.calibration import DERIVATIONS
from matching.semantics.words import understand_words
from merchant_app import music
from merchant_app.accounts.models import Membership, Organisation, User
from merchant_app.briefs.models import Brief
from merchant_app.launcher.desk_bench.catalogue import fill
from merchant_app.playlists.services.versions import playlist_create
from merchant_app.stores.models import Store

WORDS = "calm music for the afternoon, not too loud"
#: Of twenty tracks of its genre an owner turns one down, and keeps one of twenty others.
NOISE = 0.05


@dataclass(frozen=True)
class Owner:
    """token and session open the two doors; likes are the tracks this owner keeps."""

    user: User
    token: str
    playlists: tuple[int, ...]
    likes: frozenset[int]


def catalogue_make(tracks: int) -> dict[int, int]:
    """Fill an empty database and write its snapshot; the genre of each track by id.

    All tracks but those withdrawn or held back (1 in 140) may play everywhere, through one grant
    for the whole catalogue beside the many for tracks one by one.
    """
    fill(tracks)
    Grant.objects.create(
        licensor="Everything",
        scope_kind=Grant.Scope.CATALOGUE,
        rights=["public_performance", "reproduction", "communication", "neighbouring"],
        side="both",
        territories_in=["*"],
        offline=True,
        evidence="contract",
        status=Grant.Status.ACTIVE,
    )
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO rights_stalemark (kind, row_id) VALUES ('*', 0)")
    clearable_refresh()
    ids = np.array(sorted(Track.objects.values_list("pk", flat=True)), dtype=np.int64)
    made = synthetic_catalogue(len(ids), seed=5)
    analyser = analyser_called("musicnn", "windows", ANALYSIS_VERSION)
    write_columns(
        Path(settings.SNAPSHOT_DIR) / "bench",
        [{**made.columns, "ids": ids}],
        analyser=analyser,
        derivations=DERIVATIONS,
    )
    IndexVersion.objects.create(
        number=1, folder="bench", count=len(ids), fingerprint="x", analyser=analyser, active=True
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return dict(zip(ids.tolist(), made.genre.tolist(), strict=True))


def owners_make(count: int, playlists: int, genres: dict[int, int]) -> list[Owner]:
    """Owners of one shop each, with matched playlists of twenty that nobody judged yet."""
    understood = understand_words(WORDS)
    random = np.random.default_rng(1)
    owners = []
    for number in range(count):
        user = User.objects.create_user(f"owner{number}@example.com", name=f"Owner {number}")
        organisation = Organisation.objects.create(name=f"Shops {number}")
        Membership.objects.create(user=user, organisation=organisation, role=Membership.Role.OWNER)
        store = Store.objects.create(
            organisation=organisation,
            name=f"Shop {number}",
            territory="DE",
            premises_type="cafe",
            timezone="Europe/Berlin",
        )
        cleared = music.cleared_ids(store)
        made = []
        for _ in range(playlists):
            brief = Brief.objects.create(
                store=store, name="Afternoon", status=Brief.Status.READY, created_by=user
            )
            found = music.match(
                store=store, cleared=cleared, understandings=[understood], seeds=[], length=20
            )
            made.append(playlist_create(brief=brief, match=found).pk)
        owners.append(
            Owner(
                user=user,
                token=Token.objects.create(user=user).key,
                playlists=tuple(made),
                likes=_likes(random, genres),
            )
        )
    return owners


def _likes(random: np.random.Generator, genres: dict[int, int]) -> frozenset[int]:
    """Two of the ten genres, with clicks that go astray."""
    liked = set(random.choice(len(GENRES), 2, replace=False).tolist())
    astray = random.random(len(genres)) < NOISE
    return frozenset(
        track
        for (track, genre), wrong in zip(genres.items(), astray, strict=True)
        if (genre in liked) != wrong
    )
