"""What a colleague with a link sees: the tracks that may be played, and their own votes."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.catalogue.models import Track
from licensing.rights.selectors import decisions_for
from matching.audio.levelling import levelling_gain
from merchant_app.media.urls_signed import track_url
from merchant_app.music import use_for
from merchant_app.playlists.models import Playlist, PlaylistItem, Verdict
from merchant_app.playlists.survivors import survivors
from merchant_app.voting.models import Voter


@dataclass(frozen=True)
class BallotRow:
    """One track to hear and judge. vote: "accept", "reject" or ""."""

    track: Track
    vote: str
    src: str
    gain_db: float
    start: float
    peaks: bytes
    facets: dict[str, float]


@dataclass(frozen=True)
class Ballot:
    """The current version as one colleague votes on it."""

    version_number: int
    rows: list[BallotRow]

    @property
    def voted(self) -> int:
        return sum(1 for row in self.rows if row.vote)

    @property
    def finished(self) -> bool:
        return bool(self.rows) and self.voted == len(self.rows)

    @property
    def first_open(self) -> int:
        """The track to begin with: the first without a vote, else the first; 0 for none."""
        ahead = [row for row in self.rows if not row.vote] or self.rows
        return ahead[0].track.pk if ahead else 0


def ballot_of(voter: Voter) -> Ballot:
    """The cleared tracks of the current version, in a fixed number of queries."""
    playlist = voter.link.playlist
    tracks = tracks_now(playlist)
    own = votes_of(voter)
    rows = [_row(track, own.get(track.pk, ""), playlist, voter) for track in tracks]
    return Ballot(playlist.version_number, rows)


def tracks_now(playlist: Playlist) -> list[Track]:
    """What of the current version may be played, in its order, each with its profile."""
    listed = list(
        PlaylistItem.objects.filter(
            version__playlist=playlist, version__number=playlist.version_number
        )
        .order_by("position")
        .values_list("track_id", flat=True)
    )
    stand_in = survivors(listed)
    ids = list(dict.fromkeys(stand_in[track_id] for track_id in listed))
    decided = decisions_for(ids, use_for(playlist.store))
    tracks = Track.objects.select_related("asset__profile").in_bulk(ids)
    return [tracks[pk] for pk in ids if decided[pk].allowed and tracks[pk].asset_id]


def votes_of(voter: Voter) -> dict[int, str]:
    """Track id → this person's vote, by the track that plays now."""
    said = list(
        Verdict.objects.filter(voter=voter, undone_at=None)
        .order_by("pk")
        .values_list("track_id", "kind")
    )
    stand_in = survivors(track_id for track_id, _kind in said)
    return {stand_in[track_id]: kind for track_id, kind in said}


def _row(track: Track, vote: str, playlist: Playlist, voter: Voter) -> BallotRow:
    profile = track.asset.profile if track.asset else None
    return BallotRow(
        track=track,
        vote=vote,
        src=track_url(track, store=playlist.store, for_voter=voter),
        gain_db=levelling_gain(profile.loudness_lufs, profile.true_peak_dbtp) if profile else 0.0,
        start=profile.preview_start_s if profile else 0.0,
        peaks=bytes(profile.peaks) if profile else b"",
        facets=profile.facets if profile else {},
    )
