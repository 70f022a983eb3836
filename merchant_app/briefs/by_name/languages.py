"""A song's language as part of a request: whoever knows the language knows that somebody sings."""

from __future__ import annotations

from django.conf.locale import LANG_INFO

#: What Django has no plain name for; Chinese by the name under which its songs go.
_NAMES = {"zh": "Mandarin", "cmn": "Mandarin", "yue": "Cantonese"}
#: ISO 639-2 for "no linguistic content".
_WORDLESS = "zxx"


def sung_in(language: str) -> str:
    """ "sung in Portuguese" for "pt" or "pt-BR", "instrumental" for "zxx", empty when unknown."""
    code = language.strip().lower().replace("_", "-").partition("-")[0]
    if code == _WORDLESS:
        return "instrumental"
    name = _NAMES.get(code) or LANG_INFO.get(code, {}).get("name", "")
    return f"sung in {name}" if name else ""
