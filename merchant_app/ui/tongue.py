"""Which of the two languages the core and the desk speak a page is read in."""

from __future__ import annotations

from django.utils.translation import get_language

from licensing.rights.words import Language, spoken


def tongue_of_page() -> Language:
    """ "zh" where the person reads Chinese, else "en"."""
    return spoken(get_language() or "en")
