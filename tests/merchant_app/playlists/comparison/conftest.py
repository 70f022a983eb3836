"""The doors of the product and a playlist of eight."""

from tests.merchant_app.playlists.conftest import api, cafe, grant, listed, playlist, shelf

__all__ = ["api", "cafe", "grant", "listed", "playlist", "shelf"]
