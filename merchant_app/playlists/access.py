"""Who may open which playlist."""

from __future__ import annotations

from merchant_app.accounts.access import MerchantRequest, own_or_404
from merchant_app.playlists.models import Playlist
from merchant_app.playlists.selectors import playlists_of


def own_playlist(request: MerchantRequest, pk: int) -> Playlist:
    """A playlist of the person's organisation, or Http404."""
    return own_or_404(request, playlists_of(request.membership.organisation), pk)
