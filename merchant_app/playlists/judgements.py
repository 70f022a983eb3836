"""An organisation's judgements as a Parquet file, for training and judging models off-policy.

A row is a click on a track with what its person was shown and with what probability. The file is
written row group by row group and handed out as it grows: years of clicks never stand in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.crypto import salted_hmac

from merchant_app.accounts.models import Organisation
from merchant_app.playlists.models import Verdict
from merchant_app.playlists.services.recording import COPY_OF
from merchant_app.playlists.services.versions import VOTE_WEIGHT

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP = 5000
FORMAT = "1"

#: Column → (Arrow type, what it holds). The meaning travels in the file as the field's metadata.
COLUMNS: dict[str, tuple[str, str]] = {
    "verdict": ("int64", "Number of the verdict; ascending in time."),
    "said_at": ("timestamp", "When it was said, UTC."),
    "kind": ("string", "accept, reject, skip (weak), more or less (accept, reject with emphasis)."),
    "undone_at": ("timestamp", "When it was taken back, UTC; null: it counts."),
    "weight": ("float32", "1 for the shop's own people, 0.5 for a vote through a shared link."),
    "person": ("string", "Pseudonym of who said it, the same in every file of this organisation."),
    "store": ("int64", "Number of the store."),
    "playlist": ("int64", "Number of the playlist."),
    "brief": ("int64", "Number of the brief; null for playlists without one."),
    "version": ("int32", "Version of the playlist that showed the track."),
    "round": ("int32", "1 before any feedback, one more for each round of it."),
    "position": ("int32", "Place in that version, from 1."),
    "guess": ("bool", "Shown to learn from, not on merit."),
    "chance": ("float64", "How likely it seemed to be accepted, 0..1; null before any verdict."),
    "propensity": ("float64", "With what probability the track got a place in that version, 0..1."),
    "heard_ms": ("int32", "How long it had been heard, milliseconds; null: not known."),
    "track": ("int64", "Number of the track in the catalogue."),
    "isrc": ("string", "Its ISRC, empty without one."),
    "analyser": ("string", "Audio model and version of the analysis that the list was made with."),
    "snapshot": ("string", "Version of the catalogue that was searched."),
    "learner": ("string", "Version of the model of preferences."),
}


def judgements_parquet(organisation: Organisation) -> Iterator[bytes]:
    """The file piece by piece; whole without any judgement, too."""
    import pyarrow as pa  # 150 MB that nothing else here needs
    import pyarrow.parquet as pq

    schema = _schema(organisation, timezone.now())
    sink = _Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        rows = _rows(organisation)
        while chunk := list(islice(rows, ROW_GROUP)):
            writer.write_table(pa.Table.from_pylist(chunk, schema=schema))
            yield sink.taken()
    yield sink.taken()


def pseudonym(organisation: Organisation, user: int | None, voter: int | None) -> str:
    """A name that says nothing of the person and joins what they said; "" for somebody gone.

    It depends on the installation's secret key, so nobody else can compute it from the number.
    """
    if user is None and voter is None:
        return ""
    who = f"{organisation.pk}:{'voter' if voter else 'user'}:{voter or user}"
    return salted_hmac("foyer.judgements", who, algorithm="sha256").hexdigest()[:16]


def _rows(organisation: Organisation) -> Iterator[dict[str, Any]]:
    verdicts = (
        Verdict.objects.filter(playlist__store__organisation=organisation)
        .exclude(made_with__has_key=COPY_OF)  # said once, though a copied playlist counts it too
        .order_by("pk")
        .values(
            "pk", "created_at", "kind", "undone_at", "user_id", "voter_id", "playlist__store_id",
            "playlist_id", "brief_number", "version_number", "round_number", "position", "guess",
            "chance", "shown_with", "heard_ms", "track_id", "track__isrc", "made_with",
        )
    )  # fmt: skip
    for row in verdicts.iterator(chunk_size=ROW_GROUP):
        made = row["made_with"]
        yield {
            "verdict": row["pk"],
            "said_at": row["created_at"],
            "kind": row["kind"],
            "undone_at": row["undone_at"],
            "weight": 1.0 if row["voter_id"] is None else VOTE_WEIGHT,
            "person": pseudonym(organisation, row["user_id"], row["voter_id"]),
            "store": row["playlist__store_id"],
            "playlist": row["playlist_id"],
            "brief": row["brief_number"],
            "version": row["version_number"],
            "round": row["round_number"],
            "position": row["position"],
            "guess": row["guess"],
            "chance": row["chance"],
            "propensity": row["shown_with"],
            "heard_ms": row["heard_ms"],
            "track": row["track_id"],
            "isrc": row["track__isrc"],
            "analyser": made.get("analyser", ""),
            "snapshot": made.get("snapshot", ""),
            "learner": made.get("learner", ""),
        }


def _schema(organisation: Organisation, moment: datetime) -> pa.Schema:
    import pyarrow as pa

    kinds = {
        "int64": pa.int64(),
        "int32": pa.int32(),
        "float32": pa.float32(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "string": pa.string(),
        "timestamp": pa.timestamp("us", tz="UTC"),
    }
    fields = [
        pa.field(name, kinds[kind], metadata={"description": words})
        for name, (kind, words) in COLUMNS.items()
    ]
    about = {
        "format": f"foyer judgements {FORMAT}",
        "organisation": str(organisation.pk),
        "written_at": moment.isoformat(),
    }
    return pa.schema(fields, metadata=about)


class _Sink:
    """What the writer writes to: keeps it until it is taken."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._length = 0

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self._length += len(piece)
        return len(piece)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)

    def tell(self) -> int:
        return self._length

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        self.closed = True

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False
