"""A generated catalogue with contracts as they are written: lists, releases, labels, societies.

PostgreSQL makes the rows itself, the same ones each time. For a given place a good part of the
grants is of no use: other countries, other premises, not begun, ended, not active.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model

from licensing.catalogue.models import AudioAsset, Track
from licensing.licences.models import Grant, GrantTrack
from licensing.rights.clearable import clearable_refresh
from licensing.works.models import RecordedWork, Share, Work
from matching.models import Profile


@dataclass(frozen=True)
class Size:
    """How much to make."""

    tracks: int = 1_000_000
    grants: int = 200_000

    @property
    def numbers(self) -> dict[str, int]:
        return {
            "tracks": self.tracks,
            "grants": self.grants,
            "works": self.tracks // 2,
            "writers": max(self.tracks // 8, 1),
            "releases": max(self.tracks // 10, 1),
            "labels": max(self.tracks // 250, 1),
        }


def _one_of(values: Mapping[str, int]) -> str:
    """SQL for one of these strings, as often as they weigh."""
    all_of = [f"'{value}'" for value, weight in values.items() for _ in range(weight)]
    return f"(ARRAY[{', '.join(all_of)}])[1 + floor(random() * {len(all_of)})::int]"


_PLACES = _one_of({
    '["*"]': 7, '["EU"]': 4, '["EEA", "CH"]': 1, '["EEA", "GB"]': 1, '["DE", "AT", "CH"]': 1,
    '["GB", "IE"]': 1, '["US", "CA"]': 1, '["US"]': 1, '["CN"]': 1, '["FR", "BE"]': 1,
    '["JP"]': 1, '["DE"]': 1,
})  # fmt: skip
_RIGHTS = _one_of({
    '["public_performance"]': 4, '["public_performance", "reproduction"]': 4,
    '["public_performance", "reproduction", "neighbouring"]': 1, '["reproduction"]': 1,
})  # fmt: skip
_PREMISES = _one_of({
    '["*"]': 12, '["cafe", "restaurant", "bar"]': 1, '["hotel", "spa"]': 1,
    '["retail", "fashion", "grocery"]': 1, '["gym"]': 1,
})  # fmt: skip
_OUT = _one_of({"[]": 18, '["US"]': 1, '["DE", "FR"]': 1})
_SIDE = _one_of({"recording": 9, "both": 7, "work": 4})
_BASIS = _one_of({"direct": 11, "blanket": 6, "statutory": 1, "open_licence": 2})
_STATUS = _one_of({"active": 17, "drafted": 1, "expired": 1, "revoked": 1})
# A few societies hold most shares; of some shares nobody knows the society.
_SOCIETY = (
    "(ARRAY['GEMA','PRS','SACEM','ASCAP','BMI','MCSC','SIAE','STIM','SUISA','AKM','JASRAC','SGAE',"
    "'BUMA','KODA','TONO','TEOSTO','SOCAN','APRA','IMRO','SESAC','KOMCA','SAZAS','ZAIKS','OSA',''])"
    "[1 + floor(25 * random() ^ 1.6)::int]"
)
_KIND = (
    "CASE WHEN n % 1000 < 600 THEN 'tracks' WHEN n % 1000 < 850 THEN 'release' "
    "WHEN n % 1000 < 930 THEN 'label' WHEN n % 1000 < 996 THEN 'publisher' "
    "WHEN n % 50000 = 49999 THEN 'catalogue' ELSE 'society' END"
)

# model -> (what its columns are, where the rows come from); other columns keep their defaults
_ROWS: tuple[tuple[type[Model], dict[str, str], str], ...] = (
    (
        Profile,
        {"id": "1", "sha256": "''", "analyser": "'bench'", "duration_s": "200"},
        "(SELECT 1) AS one",
    ),
    (
        AudioAsset,
        {
            "id": "n",
            "sha256": "md5(n::text) || md5((-n)::text)",
            "bytes": "1",
            "profile_id": "CASE WHEN random() < 0.97 THEN 1 END",
        },
        "generate_series(1, {tracks}) AS n",
    ),
    (
        Track,
        {
            "id": "n",
            "title": "'Track ' || n",
            "artist": "'Artist ' || n / 7",
            "label": "'Label ' || floor({labels} * ((n / 10 * 7919 % 10007) / 10007.0) ^ 2)",
            "release": "'Release ' || n / 10",
            "release_icpn": "lpad((n / 10)::text, 13, '0')",
            "withdrawn": "random() < 0.01",
            "quality_hold": "random() < 0.01",
            "merged_into_id": "CASE WHEN random() < 0.005 THEN 1 END",
            "asset_id": "n",
        },
        "generate_series(1, {tracks}) AS n",
    ),
    (Work, {"id": "n", "title": "'Work ' || n"}, "generate_series(1, {works}) AS n"),
    (
        RecordedWork,  # of three tracks in five; of one in fifty a second work
        {"track_id": "track", "work_id": "work"},
        "(SELECT n AS track, 1 + n::bigint * 7 % {works} AS work"
        " FROM generate_series(1, {tracks}) AS n WHERE n % 5 < 3"
        " UNION SELECT n, 1 + n::bigint * 11 % {works}"
        " FROM generate_series(1, {tracks}, 50) AS n) AS it",
    ),
    (
        Share,  # one to four for each work; of one work in thirty they do not add up
        {
            "work_id": "work",
            "name": "'Writer ' || writer",
            "ipi": "lpad(writer::text, 11, '0')",
            "percent": "CASE WHEN work % 30 = 0 THEN 20 ELSE round(100.0 / (1 + work % 4), 4) END",
            "society": _SOCIETY,
        },
        "(SELECT work, floor({writers} * random())::int AS writer"
        " FROM generate_series(1, {works}) AS work, generate_series(0, work % 4)) AS it",
    ),
    (
        Grant,
        {
            "id": "n",
            "licensor": "'Licensor ' || n % 5000",
            "rights": f"CASE kind WHEN 'catalogue' THEN '[\"neighbouring\"]'::jsonb"
            f" ELSE ({_RIGHTS})::jsonb END",
            "side": "CASE WHEN kind IN ('society', 'publisher') THEN 'work'"
            f" WHEN kind = 'catalogue' THEN 'recording' ELSE {_SIDE} END",
            "basis": f"CASE kind WHEN 'catalogue' THEN 'blanket' ELSE {_BASIS} END",
            "scope_kind": "kind",
            "scope_value": "CASE kind"
            " WHEN 'release' THEN 'release ' || floor({releases} * random())"
            " WHEN 'label' THEN 'LABEL ' || floor({labels} * random())"
            " WHEN 'publisher' THEN 'writer ' || floor({writers} * random())"
            f" WHEN 'society' THEN {_SOCIETY} ELSE '' END",
            "territories_in": f"({_PLACES})::jsonb",
            "territories_out": f"({_OUT})::jsonb",
            "premises": f"({_PREMISES})::jsonb",
            "max_floor_area_m2": "CASE WHEN random() < 0.1 THEN 50 + floor(random() * 1000) END",
            "max_locations": "CASE WHEN random() < 0.08 THEN 1 + floor(random() * 50) END",
            "valid_from": "CASE WHEN random() < 0.7"
            " THEN date '2018-01-01' + floor(random() * 3200)::int END",
            "valid_until": "CASE WHEN random() < 0.5"
            " THEN date '2025-06-01' + floor(random() * 1800)::int END",
            "offline": "random() < 0.5",
            "interactive": "random() < 0.8",
            "promotion": "random() < 0.2",
            "status": _STATUS,
        },
        f"(SELECT n, {_KIND} AS kind FROM generate_series(1, {{grants}}) AS n) AS it",  # noqa: S608
    ),
    (
        GrantTrack,
        {"grant_id": "id", "track_id": "track"},
        "(SELECT DISTINCT id, 1 + floor({tracks} * random())::int AS track"
        " FROM licences_grant, generate_series(0, (id % 17)::int)"
        " WHERE scope_kind = 'tracks') AS it",
    ),
)


def catalogue_make(size: Size) -> dict[str, int]:
    """Fill an empty database; how many rows each table got."""
    made: dict[str, int] = {}
    with connection.cursor() as cursor:
        _drop_search_indexes(cursor)
        cursor.execute("SET session_replication_role = replica")  # the rows are sound: no checks
        cursor.execute("SELECT setseed(0.42)")
        for model, columns, source in _ROWS:
            query, values = _insert(model, columns, source, size.numbers)
            cursor.execute(query, values)
            made[str(model._meta.verbose_name_plural)] = cursor.rowcount
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("INSERT INTO rights_stalemark (kind, row_id) VALUES ('*', 0)")
        cursor.execute("ANALYZE")
    clearable_refresh()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return made


def _drop_search_indexes(cursor: Any) -> None:
    """Indexes of pages and imports on tracks and audio cost minutes to fill; rights use none."""
    cursor.execute(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisunique AND indrelid IN "
        "('catalogue_track'::regclass, 'catalogue_audioasset'::regclass) "
        "AND pg_get_indexdef(indexrelid) NOT LIKE '%(asset\\_id)%'"
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP INDEX {name}")


def _insert(
    model: type[Model], given: Mapping[str, str], source: str, numbers: Mapping[str, int]
) -> tuple[str, list[Any]]:
    names, sources = [*given], [expression.format(**numbers) for expression in given.values()]
    values: list[Any] = []
    for name, value in _defaults(model, given):
        names.append(name)
        sources.append("%s")
        values.append(value)
    listed = ", ".join(f'"{name}"' for name in names)
    chosen = ", ".join(each if each == "%s" else each.replace("%", "%%") for each in sources)
    rows = source.format(**numbers).replace("%", "%%")
    query = f'INSERT INTO "{model._meta.db_table}" ({listed}) SELECT {chosen} FROM {rows}'  # noqa: S608
    return query, values


def _defaults(model: type[Model], given: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """What a row made by Django would hold in all other columns."""
    row = model()
    for field in model._meta.concrete_fields:
        if field.column not in given and not field.primary_key:
            value = field.pre_save(row, add=True)
            yield str(field.column), field.get_db_prep_save(value, connection)
