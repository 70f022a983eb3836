"""Single cells: yes or no, lengths of time, numbers, words from a list, lists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from licensing.imports.problems import Problem
from licensing.imports.reading.fields import label
from licensing.licences.models import Grant
from licensing.rights.premises import Premises

_YES = {"yes", "y", "true", "1", "x", "✓", "是", "有", "explicit", "vocal"}
_NO = {"no", "n", "false", "0", "-", "否", "无", "clean", "instrumental", "notexplicit"}
_UNKNOWN = {"unknown", "?", "n/a", "未知", "不详"}
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:\.\d+)?")
_ISO_LENGTH = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
_SECONDS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(s|sec|seconds|秒)?", re.IGNORECASE)
_LONGEST_S = 6 * 3600.0

_WORDS: Mapping[str, Mapping[str, str]] = {
    "rights": {
        "表演权": "public_performance", "公开表演权": "public_performance",
        "公播": "public_performance", "公开播放": "public_performance",
        "performance": "public_performance", "performing right": "public_performance",
        "复制权": "reproduction", "mechanical": "reproduction", "dubbing": "reproduction",
        "向公众传播": "communication", "communication to the public": "communication",
        "信息网络传播权": "communication",
        "neighbouring rights": "neighbouring", "neighbouring-rights remuneration": "neighbouring",
        "录音制作者获酬权": "neighbouring", "equitable remuneration": "neighbouring",
        "synchronisation": "sync", "synchronization": "sync", "同步权": "sync",
    },
    "side": {
        "master": "recording", "sound recording": "recording", "录音": "recording",
        "publishing": "work", "composition": "work", "作品": "work", "词曲": "work",
        "recording and work": "both", "录音和作品": "both", "全部": "both",
    },
    "basis": {
        "direct licence": "direct", "direct license": "direct", "直接授权": "direct",
        "blanket licence": "blanket", "blanket license": "blanket", "一揽子": "blanket",
        "statutory licence": "statutory", "法定许可": "statutory",
        "open licence": "open_licence", "open license": "open_licence", "cc": "open_licence",
        "开放许可": "open_licence", "public domain": "public_domain", "公有领域": "public_domain",
    },
    "scope_kind": {
        "track": "tracks", "曲目": "tracks", "album": "release", "专辑": "release",
        "厂牌": "label", "all": "catalogue", "全部曲库": "catalogue", "协会": "society",
        "出版方": "publisher", "writer": "publisher",
    },
}  # fmt: skip
CHOICES: Mapping[str, Sequence[str]] = {
    "rights": Grant.Right.values,
    "side": Grant.Side.values,
    "basis": Grant.Basis.values,
    "scope_kind": Grant.Scope.values,
}


def parts(text: str) -> list[str]:
    """A list in one cell; commas part it only where no semicolon does."""
    wide = text.replace("；", ";").replace("，", ",").replace("、", ",")
    sign = ";" if ";" in wide else ","
    return [part.strip() for part in wide.split(sign) if part.strip()]


def yes_no(code: str, text: str) -> bool | Problem | None:
    """True, False, None for "unknown", or what is wrong."""
    plain = text.strip().casefold()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    if plain in _UNKNOWN:
        return None
    return Problem("bad_yes_no", {"column": label(code), "value": text[:40]})


def length_of(text: str) -> float | Problem:
    """Seconds from "3:45", "1:02:03", "225", "225 s" or "PT3M45S"."""
    plain = text.strip()
    seconds = None
    if found := _CLOCK.fullmatch(plain):
        seconds = int(found[1] or 0) * 3600 + int(found[2]) * 60 + float(found[3])
    elif (found := _ISO_LENGTH.fullmatch(plain)) and plain != "PT":
        hours, minutes, rest = (float(found[group] or 0) for group in (1, 2, 3))
        seconds = hours * 3600 + minutes * 60 + rest
    elif found := _SECONDS.fullmatch(plain):
        seconds = float(found[1].replace(",", "."))
    if seconds is None or not 0 < seconds <= _LONGEST_S:
        return Problem("bad_duration", {"value": plain[:40]})
    return seconds


def whole(code: str, text: str) -> int | Problem:
    """A whole number, whatever separates its thousands."""
    plain = re.sub(r"(?<=\d)[ ,.'’](?=\d{3}\b)", "", text.strip()).removesuffix("m²").strip()
    if plain.isdecimal() and 0 < int(plain) < 2**31:
        return int(plain)
    return Problem("bad_number", {"column": label(code), "value": text[:40]})


def choice(code: str, text: str) -> str | Problem:
    """A code from the list of this column, whichever word was used."""
    plain = " ".join(text.strip().casefold().split())
    found = _WORDS[code].get(plain, plain.replace(" ", "_").replace("-", "_"))
    if found in CHOICES[code]:
        return found
    known = ", ".join(CHOICES[code])
    return Problem("bad_choice", {"column": label(code), "value": text[:40], "known": known})


def premises_of(text: str) -> list[str] | Problem:
    """Kinds of premises by their codes or their English names; * is all."""
    names = {"all": "*", "any": "*", "全部": "*", "所有": "*", **_premises_names()}
    found: list[str] = []
    unknown: list[str] = []
    for word in parts(text):
        plain = word.casefold()
        code = names.get(plain, plain.replace(" ", "_"))
        (found if code in {"*", *Premises.values} else unknown).append(code if code else word)
    if unknown:
        return Problem("bad_premises", {"kinds": ", ".join(unknown)[:200]})
    return list(dict.fromkeys(found))


def _premises_names() -> dict[str, str]:
    chinese = {
        "咖啡馆": "cafe", "咖啡厅": "cafe", "茶馆": "tea_house", "茶室": "tea_house",
        "餐厅": "restaurant", "餐馆": "restaurant", "酒吧": "bar", "酒店": "hotel",
        "商店": "retail", "零售": "retail", "服装店": "fashion", "超市": "grocery",
        "书店": "bookshop", "美容美发": "salon", "水疗": "spa", "健身房": "gym",
        "诊所": "clinic", "办公室": "office", "画廊": "gallery", "其他": "other",
    }  # fmt: skip
    return {"café": "cafe", "shop": "retail", "shops": "retail", **chinese}
