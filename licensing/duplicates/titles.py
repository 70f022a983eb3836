"""Which song a title names, whatever version: what stands before "(Live)" or "现场版". Pure."""

from __future__ import annotations

import re
import unicodedata

_WORDS = (
    r"live|remix(?:ed)?|remaster(?:ed)?|re-?recorded|radio|edit(?:ion)?|extended|mix|version|demo|"
    r"acoustic|unplugged|instrumental|karaoke|mono|stereo|bonus|track|deluxe|original|club|dub|"
    r"alternate|alternative|take|session|clean|explicit|single|album|piano|reprise|cover|intro|"
    r"anniversary|rework(?:ed)?|reissue|slowed|sped|up|nightcore|explicit|feat|ft|featuring|with"
)
_CHINESE = (
    r"现场版?|伴奏版?|纯音乐版?|器乐版?|混音版?|重混版?|重制版?|重录版?|录音室版?|演唱会版?|不插电版?|"
    r"钢琴版|吉他版|国语版?|粤语版?|试听版|完整版|加长版|剪辑版|翻唱版?|原版|单曲版|电台版|慢速版|加速版"
)
_VERSION = re.compile(rf"\b(?:{_WORDS})\b|{_CHINESE}", re.IGNORECASE)
_BRACKETS = re.compile(r"[\(\[（【〔〈][^\)\]）】〕〉]*[\)\]）】〕〉]?")
_DASH = re.compile(r"\s+[-–—~]\s+|[—–]{1,2}")
_FEATURING = re.compile(r"\s+(?:feat\.?|ft\.?|featuring)\s+.*$", re.IGNORECASE)
_CHINESE_END = re.compile(rf"\s*(?:{_CHINESE})$")
_AND = re.compile(r"\s*(?:[,;/&、，；＆+]|\band\b|\bfeat\.?|\bft\.?|\bfeaturing\b|\bx\b)\s*")


def base_title(title: str) -> str:
    """The song's own title, folded for comparing; "" for a title without letters or digits."""
    text = unicodedata.normalize("NFKC", title)
    text = _BRACKETS.sub(lambda part: "" if _VERSION.search(part[0]) else part[0], text)
    while len(parts := _DASH.split(text)) > 1 and _VERSION.search(parts[-1]):
        text = text[: text.rindex(parts[-1])].rstrip(" -–—~")
    text = _CHINESE_END.sub("", _FEATURING.sub("", text))
    return _folded(text) or _folded(title)


def base_artist(artist: str) -> str:
    """The first artist named, folded for comparing."""
    return _folded(_AND.split(unicodedata.normalize("NFKC", artist).casefold())[0])


def _folded(text: str) -> str:
    """Letters and digits only, without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())
