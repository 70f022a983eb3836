"""Names of what reasons speak of (sides, rights, premises, …), in two languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from licensing.rights.territories import term_name

Language = Literal["en", "zh"]
Names = Mapping[str, tuple[str, str]]  # code -> (English, Chinese)

SIDES: Names = {
    "recording": ("recording", "录音"),
    "work": ("work (composition and lyrics)", "词曲作品"),
}

RIGHTS: Names = {
    "public_performance": ("public performance", "公开表演权"),
    "reproduction": ("reproduction", "复制权"),
    "communication": ("communication to the public", "向公众传播权"),
    "neighbouring": ("neighbouring-rights remuneration", "录音制作者获酬权"),
    "sync": ("synchronisation", "同步使用权"),
}

BASES: Names = {
    "direct": ("direct licence", "直接授权"),
    "blanket": ("blanket licence", "一揽子许可"),
    "statutory": ("statutory licence", "法定许可"),
    "open_licence": ("open licence", "开放许可"),
    "public_domain": ("public domain", "公有领域"),
}

ACTIVITIES: Names = {
    "dance_class": ("dance or fitness classes", "舞蹈或健身课程"),
    "admission_charge": ("events with an admission charge", "收取入场费的活动"),
    "dj": ("a DJ", "DJ 表演"),
    "karaoke": ("karaoke", "卡拉 OK"),
    "jukebox": ("a jukebox", "点唱机"),
}

STATUSES: Names = {
    "drafted": ("only drafted", "草拟状态"),
    "verified": ("verified but not active", "已核实但未生效"),
    "suspended": ("suspended", "已暂停"),
    "expired": ("expired", "已到期"),
    "revoked": ("revoked", "已撤销"),
}

PREMISES: Names = {
    "*": ("any premises", "任何场所"),
    "cafe": ("café", "咖啡馆"),
    "tea_house": ("tea house", "茶馆"),
    "restaurant": ("restaurant", "餐厅"),
    "bar": ("bar", "酒吧"),
    "hotel": ("hotel", "酒店"),
    "retail": ("shop", "零售店"),
    "fashion": ("fashion shop", "服装店"),
    "grocery": ("grocery shop", "食品超市"),
    "bookshop": ("bookshop", "书店"),
    "salon": ("hair or beauty salon", "美发美容店"),
    "spa": ("spa", "水疗馆"),
    "gym": ("gym", "健身房"),
    "clinic": ("clinic", "诊所"),
    "office": ("office", "办公室"),
    "gallery": ("gallery or museum", "画廊或博物馆"),
    "other": ("other premises", "其他场所"),
}


def spoken(language: str) -> Language:
    """The language a sentence is said in: Chinese for any zh code, else English."""
    return "zh" if language.lower().startswith("zh") else "en"


def premises_name(code: str, language: str) -> str:
    """A kind of premises in the singular; "*" is any."""
    return _named(PREMISES, code, spoken(language))


def terms_in_words(terms: tuple[str, ...], language: str) -> str:
    """Countries and groups as a readable list."""
    return _joint(language).join(term_name(term, spoken(language)) for term in terms)


def word(name: str, value: Any, language: Language) -> str:
    """One parameter of a reason as its sentence says it."""
    say = _SAYERS.get(name)
    return say(value, language) if say else str(value)


def _joint(language: str) -> str:
    return "、" if spoken(language) == "zh" else ", "


def _named(names: Names, code: str, language: Language) -> str:
    return names.get(code, (code, code))[language == "zh"]


def _one(names: Names) -> Callable[[str, Language], str]:
    return lambda code, language: _named(names, code, language)


def _several(names: Names, last: str = ", ") -> Callable[[Iterable[str], Language], str]:
    def say(codes: Iterable[str], language: Language) -> str:
        joint = last if language == "en" else _joint(language)
        return joint.join(_named(names, code, language) for code in codes)

    return say


def _society(code: str, language: Language) -> str:
    return code or ("no known society", "协会未知")[language == "zh"]


_SAYERS: Mapping[str, Callable[[Any, Language], str]] = {
    "territory": term_name,
    "terms": lambda terms, language: terms_in_words(tuple(terms), language),
    "premises": _one(PREMISES),
    "kinds": _several(PREMISES),
    "side": _one(SIDES),
    "sides": _several(SIDES, " and the "),
    "status": _one(STATUSES),
    "right": _one(RIGHTS),
    "basis": _one(BASES),
    "activities": _several(ACTIVITIES, " or "),
    "society": _society,
}
