"""Which language a description is in: English, Chinese, or neither."""

from __future__ import annotations

import re
import unicodedata

from matching.semantics.wording import wording

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202f\ufeff]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff]")
_KANA_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u1100-\u11ff]")
_LATIN_WORD = re.compile(r"[a-zà-öø-ÿ\u0100-\u024f\u1ea0-\u1eff']+")


def normalise(text: str) -> str:
    """NFKC (full-width digits and letters become plain), without control characters."""
    text = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub(" ", text).replace("\u2019", "'").strip()


def has_words(text: str) -> bool:
    """Whether there is any letter or digit at all."""
    return any(character.isalnum() for character in text)


def detect(text: str) -> str | None:
    """ "en", "zh" or None for anything else; `text` is normalised."""
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return None
    han = len(_HAN.findall(text))
    if len(_KANA_HANGUL.findall(text)) > 0.1 * len(letters):
        return None
    words = _LATIN_WORD.findall(text.lower())
    # A Chinese word is one or two characters, so compare characters with words.
    if han > len(words):
        return "zh" if han + sum(map(len, words)) > 0.5 * len(letters) else None
    latin = sum(map(len, words))
    if latin < 0.6 * (len(letters) - han):
        return None  # Cyrillic, Arabic, Thai …
    lists = wording()
    english = sum(word in lists.stopwords["en"] for word in words)
    foreign = max(sum(word in known for word in words) for known in lists.foreign.values())
    accented = sum(not word.isascii() for word in words)
    if (foreign >= 2 and foreign > english) or (accented > 0.25 * len(words) and accented > 1):
        return None
    return "en"
