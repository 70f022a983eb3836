"""A name for a brief whose owner gave none: what was understood, "Tea house · calm"."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from matching.semantics.pool import pool
from merchant_app.briefs.models import Brief, Seed
from merchant_app.briefs.selectors import Understood, understood

#: A place that woke less than this is not what the brief is about.
SURE = 0.35


def has_default_name(brief: Brief) -> bool:
    """Whether the brief is still called "Brief 3", in whichever language it was made."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            before, _number, after = _("Brief %(number)s").partition("%(number)s")
        name = brief.name
        if name.startswith(before) and name.endswith(after):
            middle = name[len(before) : len(name) - len(after)]
            if middle.isdigit():
                return True
    return False


def brief_name(brief: Brief) -> str:
    """The place and the mood that were understood, in the language of whoever made the brief.

    Without concepts it is named after the first song that was heard; "" where there is neither.
    A name that the store has already gets a number.
    """
    language = (brief.created_by.language if brief.created_by else "") or settings.LANGUAGE_CODE
    with translation.override(language):
        name = _of_concepts(understood(brief, language, limit=40)) or _of_song(brief)
    if not name:
        return ""
    taken = set(brief.store.briefs.exclude(pk=brief.pk).values_list("name", flat=True))
    taken |= set(brief.store.playlists.exclude(brief=brief.pk).values_list("name", flat=True))
    number, unique = 1, name
    while unique in taken:
        number += 1
        unique = f"{name} {number}"
    return unique


def _of_concepts(rows: list[Understood]) -> str:
    wanted = [row for row in rows if row.weight > 0]
    known = pool().concepts  # editors may have taken out what a brief awoke
    families = {row.concept: known[row.concept].family for row in wanted if row.concept in known}
    places = [row for row in wanted if families.get(row.concept) == "places" and row.weight >= SURE]
    moods = [row for row in wanted if families.get(row.concept) == "moods"]
    rest = [row for row in wanted if row not in places[:1] and row not in moods[:1]]
    names = [row.name for row in (places[:1] + moods[:1] + rest)[:2]]
    joined = " · ".join(names)
    return (joined[:1].upper() + joined[1:])[:140]


def _of_song(brief: Brief) -> str:
    heard = (Seed.Outcome.RECOGNISED, Seed.Outcome.ANALYSED)
    seed = brief.seeds.filter(outcome__in=heard).first()
    return _("Like “%(song)s”") % {"song": seed.name[:120]} if seed else ""
