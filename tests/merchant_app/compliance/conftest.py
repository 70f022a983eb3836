"""A shop in China with a playlist on air: licences of several kinds, and one track left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from licensing.catalogue.models import Track
from licensing.territories.models import Tariff
from licensing.territories.shipped import tariffs_load
from merchant_app.accounts.models import Organisation
from merchant_app.onair.services import publish
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.stores.models import Store
from tests.licensing.rows import active_grant, analysed_track


@dataclass
class OnAirShop:
    """The shop and its tracks: `direct`, `open` and `ending` play, `lost` does not."""

    store: Store
    direct: Track
    open: Track
    ending: Track
    lost: Track


@pytest.fixture
def shop(organisation: Organisation) -> OnAirShop:
    tariffs_load(Tariff)
    store = Store.objects.create(
        organisation=organisation, name="茶语 · 静安店", premises_type="retail", territory="CN",
        timezone="Asia/Shanghai", floor_area_m2=120,
    )  # fmt: skip
    titles = ("月光 Lantern", "Open road", "Last days", "Gone")
    tracks = [analysed_track(title=title, artist="林 Lin", explicit="no") for title in titles]
    direct, open_track, ending, lost = tracks
    active_grant(direct, licensor="声之音乐", licence_name="Shop licence", territories_in=["CN"])
    active_grant(open_track, licensor="Commons", basis="open_licence", licence_name="CC BY 4.0")
    day = timezone.now().date() + timedelta(days=20)
    active_grant(ending, licensor="Sine Records", basis="blanket", valid_until=day)
    grant = active_grant(lost, licensor="Sine Records")
    playlist = Playlist.objects.create(store=store, name="白天", version_number=1)
    version = PlaylistVersion.objects.create(playlist=playlist, number=1, origin="match")
    for position, track in enumerate(tracks, 1):
        PlaylistItem.objects.create(version=version, position=position, track=track)
    publish(store=store, version=version, user=None)
    grant.status = "revoked"
    grant.save(update_fields=["status"])
    return OnAirShop(store, direct, open_track, ending, lost)
