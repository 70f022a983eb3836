"""Words that name merely the business or the errand: "music for my shop", 店里放点背景音乐.

They say nothing about the music, but sound like a shopping centre or like what is usually played
in the background. They are taken out before anything is read; "my flower shop" and 咖啡店 say what
kind of place it is and stay.
"""

from __future__ import annotations

import re

from matching.semantics.names import names_by_common_words
from matching.semantics.wording import wording

_PLACE = r"(?:shop|store|business|premises|establishment|company|place|location|venue|outlet)s?"
_WHOSE = r"(?:my|our|the|this|a|an|your|their)\s+(?:own\s+|little\s+|small\s+|new\s+)*"
_ENGLISH = (
    # "For my shop", but neither "in my shop window" nor "for the shop on the corner".
    rf"\b(?:for|in|at|inside|to play in|to play at)\s+{_WHOSE}{_PLACE}"
    r"(?=\s*(?:$|[.,;:!?]|\b(?:please|that|which|with|and|but|today|now)\b))",
    rf"^\s*(?:we|i)\s+(?:have|own|run)\s+{_WHOSE}{_PLACE}\s*(?=$|[.,;:!?])",
    r"\bin[- ]?store\s+(?=music|radio|playlist|audio|songs?\b)",
    r"\b(?:back\s?ground|ambient background)\s+(?:music|songs?|tracks?|tunes?|sounds?|playlist)\b",
    r"\b(?:shop|store|business|retail|commercial)\s+(?:background\s+)?(?:music|playlist|radio)\b",
)
_BEFORE = r"(?:^|(?<=[\s,，。、;；!！]))"
_SHOP = r"(?:小店|门店|店铺|商店|店面|店)"
_CHINESE = (
    # 我的店、我们店里、本店、店里: the shop itself; 花店 and 书店里 say which, and stay.
    rf"(?:我们的?|我家的?|我的?|咱们?的?|咱家的?|本|自己的?|自家的?|这家|这个)"
    rf"(?:小)?{_SHOP}(?:里面?|内|中)?",
    rf"(?:(?<=[给在为于放])|{_BEFORE}){_SHOP}(?:里面?|内|中)?",
    r"(?:做|当|作)?(?:店内|店里)?背景(?:音乐|乐|歌曲|曲)",
    r"(?:放|播放?|来|听|弄|配|找|要)(?:一?[点些首]儿?|点儿)?(?:音乐|歌曲?|曲子)",
)
_ALL = re.compile("|".join((*_ENGLISH, *_CHINESE)), re.IGNORECASE)


def without_fillers(text: str) -> str:
    """The text without what names merely the business; "" where nothing else was said."""
    left = _ALL.sub(" ", text)
    return left.strip() if _says_something(left) else ""


def _says_something(text: str) -> bool:
    if names_by_common_words(text):
        return True
    stop, errands = wording().stopwords, wording().errands
    words = re.findall(r"[a-z0-9à-öø-ÿ']+", text.lower())
    if any(word not in stop["en"] and word not in errands["en"] for word in words):
        return True
    for word in sorted((*stop["zh"], *errands["zh"]), key=len, reverse=True):
        text = text.replace(word, "")
    return any(
        character.isalnum() and not re.match(r"[a-z0-9à-öø-ÿ']", character.lower())
        for character in text
    )
