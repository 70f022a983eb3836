"""Real, tiny audio in the catalogue for tests of what is played and published."""

from __future__ import annotations

import hashlib
from io import BytesIO

import numpy as np
import soundfile
from django.core.files.base import ContentFile

from licensing.catalogue.models import AudioAsset, Track
from licensing.licences.models import Grant, GrantTrack
from matching.models import Profile


def tone(seconds: float = 1.0, hertz: float = 440.0, kind: str = "wav") -> bytes:
    """A sine tone as a file of this kind: wav, ogg or flac; 16 kHz mono."""
    rate = 16_000
    wave = 0.3 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)
    out = BytesIO()
    soundfile.write(out, wave.astype("float32"), rate, format=kind.upper())
    return out.getvalue()


def track_with_audio(
    title: str, *, seconds: float = 1.0, hertz: float = 440.0, kind: str = "wav", **fields: object
) -> Track:
    """A track whose audio lies in the storage and counts as analysed. No grant yet."""
    content = tone(seconds, hertz, kind)
    digest = hashlib.sha256(content + title.encode()).hexdigest()
    profile = Profile.objects.create(
        sha256=digest,
        analyser="test",
        duration_s=seconds,
        facets={"key": 3, "mode": 1, "energy": 0.5},
        vectors=b"",
        peaks=bytes(range(100)) * 4,
        loudness_lufs=-20.0,
        true_peak_dbtp=-3.0,
    )
    asset = AudioAsset(
        sha256=digest, bytes=len(content), original_name=f"{title}.{kind}", profile=profile
    )
    asset.file.save(f"{digest[:12]}.{kind}", ContentFile(content))
    return Track.objects.create(
        **{
            "title": title,
            "artist": "The Sines",
            "duration_s": seconds,
            "asset": asset,
            "explicit": "no",
            **fields,
        }
    )


def grant_for(*tracks: Track, **terms: object) -> Grant:
    """An active grant of public performance for these tracks, worldwide unless said otherwise."""
    values = {
        "licensor": "Sine Records",
        "basis": Grant.Basis.DIRECT,
        "licence_name": "Shop licence",
        "status": Grant.Status.ACTIVE,
        **terms,
    }
    grant = Grant.objects.create(**values)
    GrantTrack.objects.bulk_create([GrantTrack(grant=grant, track=track) for track in tracks])
    return grant
