"""Songs of a list are found in the catalogue by name, and only when it is the same song."""

from __future__ import annotations

import pytest

from licensing.catalogue.models import Track
from merchant_app.briefs.lookup import CatalogueNames, plain
from merchant_app.briefs.playlist_formats import Entry


@pytest.fixture
def tracks(db: None) -> dict[str, int]:
    rows = [
        ("Slow Boat", "Artist A"),
        ("Slow Boat", "Artist B"),
        ("红豆", "王菲"),
        ("Café Noir", ""),
    ]
    return {
        f"{title}/{artist}": Track.objects.create(title=title, artist=artist).pk
        for title, artist in rows
    }


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (Entry("Slow Boat", "Artist B"), "Slow Boat/Artist B"),
        (Entry("SLOW BOAT (Remastered 2011)", "artist a"), "Slow Boat/Artist A"),
        (Entry("红豆", "王菲"), "红豆/王菲"),
        (Entry("Cafe Noir"), "Café Noir/"),
        (Entry("Slow Boat", "Somebody Else"), None),
        (Entry("Fast Train", "Artist A"), None),
        (Entry("Slow"), None),
    ],
)
def test_the_same_song_and_no_other(tracks, entry: Entry, found: str | None) -> None:
    assert CatalogueNames().find(entry) == (tracks[found] if found else None)


def test_names_are_compared_without_dress() -> None:
    assert plain("Café Noir (Live)") == plain("cafe  noir")
