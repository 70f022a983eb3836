"""Facts about songs that are known by their names only: from the catalogue, else from Wikidata."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from merchant_app.briefs.by_name.catalogue import CatalogueArtists
from merchant_app.briefs.by_name.facts import SongFacts
from merchant_app.briefs.by_name.wikidata import LookupUnavailable, Wikidata
from merchant_app.briefs.lookup import plain
from merchant_app.briefs.models import SongLookup
from merchant_app.briefs.playlist_formats import Entry

log = logging.getLogger(__name__)

#: An answer counts this long; an editor of Wikidata may know more by then.
FRESH = timedelta(days=90)
#: Songs of one list that are asked about: three or four requests each, a second apart.
MOST_ASKED = 12


@dataclass
class NamedSongs:
    """facts: of those songs that anything is known of. unavailable: somebody could not be asked."""

    facts: dict[Entry, SongFacts] = field(default_factory=dict)
    unavailable: bool = False


def facts_by_name(entries: Sequence[Entry]) -> NamedSongs:
    """What is known of songs that the catalogue lacks. Takes seconds when Wikidata is on."""
    found = NamedSongs()
    if not entries:
        return found
    artists, asked = CatalogueArtists(), 0
    for entry in dict.fromkeys(entries):
        facts = artists.facts(entry)
        if (facts is None or not facts.says_anything) and settings.ENV.WIKIDATA_LOOKUP:
            if _remembered(entry) is None:
                if found.unavailable or asked == MOST_ASKED:
                    continue
                asked += 1
                found.unavailable = not _ask(entry)
            kept = _remembered(entry)
            facts = SongFacts.from_json(kept.facts) if kept and kept.facts else None
        if facts is not None and facts.says_anything:
            found.facts[entry] = facts
    return found


def _key(entry: Entry) -> dict[str, Any]:
    return {"title": plain(entry.title)[:255], "artist": plain(entry.artist)[:255]}


def _remembered(entry: Entry) -> SongLookup | None:
    return SongLookup.objects.filter(
        **_key(entry), looked_up_at__gte=timezone.now() - FRESH
    ).first()


def _ask(entry: Entry) -> bool:
    """Ask Wikidata and keep the answer; False when it cannot be asked."""
    if not plain(entry.artist):
        facts = None  # a title alone is carried by many songs
    else:
        contact = settings.ENV.WIKIDATA_CONTACT or settings.ENV.SITE_URL
        client = Wikidata(settings.ENV.WIKIDATA_ENDPOINT, agent=f"Foyer/0.1 ({contact})")
        try:
            facts = client.song(entry.title, entry.artist)
        except LookupUnavailable as problem:
            log.warning("Wikidata could not be asked: %s", problem)
            return False
    SongLookup.objects.update_or_create(
        defaults={"facts": facts.to_json() if facts else None}, **_key(entry)
    )
    return True
