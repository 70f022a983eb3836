"""Why a track may or may not be played: a code, its particulars, and sentences in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from licensing.rights.territories import term_name

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Reason:
    """One reason of a decision. `params` hold codes, ISO dates and numbers, never sentences."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, repr(sorted(self.params.items()))))

    def say(self, language: str = "en") -> str:
        """What stands in the way (or allows it), as a sentence."""
        return self._sentence(language, 0)

    def remedy(self, language: str = "en") -> str:
        """What would change the decision; empty for a reason that allows."""
        return self._sentence(language, 1)

    def _sentence(self, language: str, which: int) -> str:
        tongue = spoken(language)
        words = {name: _word(name, value, tongue) for name, value in self.params.items()}
        return SENTENCES[self.code][tongue][which].format(**words)


def spoken(language: str) -> Language:
    """The language a sentence is said in: Chinese for any zh code, else English."""
    return "zh" if language.lower().startswith("zh") else "en"


def premises_name(code: str, language: str) -> str:
    """A kind of premises in the singular; "*" is any."""
    return PREMISES.get(code, (code, code))[spoken(language) == "zh"]


def terms_in_words(terms: tuple[str, ...], language: str) -> str:
    """Countries and groups as a readable list."""
    joint = "、" if spoken(language) == "zh" else ", "
    return joint.join(term_name(term, spoken(language)) for term in terms)


def _word(name: str, value: Any, language: Language) -> str:
    joint = "、" if language == "zh" else ", "
    if name == "territory":
        return term_name(value, language)
    if name == "terms":
        return terms_in_words(tuple(value), language)
    if name == "premises":
        return premises_name(value, language)
    if name == "kinds":
        return joint.join(premises_name(kind, language) for kind in value)
    if name == "side":
        return SIDES[value][language == "zh"]
    if name == "status":
        return STATUSES[value][language == "zh"]
    return str(value)


SIDES = {"recording": ("recording", "录音"), "work": ("work (composition and lyrics)", "词曲作品")}

STATUSES = {
    "drafted": ("only drafted", "草拟状态"),
    "verified": ("verified but not active", "已核实但未生效"),
    "suspended": ("suspended", "已暂停"),
    "expired": ("expired", "已到期"),
    "revoked": ("revoked", "已撤销"),
}

PREMISES = {
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

# code -> language -> (what is so, what would change it)
SENTENCES: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "covered": {
        "en": ("Both the recording and the work are covered here and now.", ""),
        "zh": ("录音与词曲作品在此时此地均已获授权。", ""),
    },
    "withdrawn": {
        "en": ("The track was withdrawn from the catalogue.", "An editor can take it back in."),
        "zh": ("该曲目已从曲库撤下。", "编辑可将其恢复。"),
    },
    "no_audio": {
        "en": ("There is no audio file for this track.", "Upload its audio."),
        "zh": ("该曲目没有音频文件。", "请上传音频。"),
    },
    "not_analysed": {
        "en": (
            "The audio has not been analysed.",
            "Wait for the analysis, or replace an unreadable file.",
        ),
        "zh": ("音频尚未完成分析。", "请等待分析完成，或更换无法读取的文件。"),
    },
    "no_grant": {
        "en": ("Nobody has granted a licence for this track.", "Add a grant for it."),
        "zh": ("该曲目没有任何授权。", "请为其添加授权。"),
    },
    "right_missing": {
        "en": (
            "No grant allows public performance.",
            "Obtain the public performance right for it.",
        ),
        "zh": ("没有授权允许公开表演。", "请取得该曲目的公开表演权。"),
    },
    "side_missing": {
        "en": ("The {side} is not covered by any grant.", "Add a grant for the {side}."),
        "zh": ("没有授权覆盖{side}。", "请为{side}添加授权。"),
    },
    "status": {
        "en": ("The grant is {status}.", "It clears the track only while it is active."),
        "zh": ("该授权处于{status}。", "授权生效后曲目才可播放。"),
    },
    "not_yet": {
        "en": ("The grant starts on {date}.", "Wait until then, or agree an earlier start."),
        "zh": ("该授权自 {date} 起生效。", "请等到该日期，或协商提前生效。"),
    },
    "expired": {
        "en": ("The grant ended on {date}.", "Renew it."),
        "zh": ("该授权已于 {date} 到期。", "请续签。"),
    },
    "territory": {
        "en": (
            "{territory} is not in the grant's territory ({terms}).",
            "Extend the grant to {territory}.",
        ),
        "zh": ("{territory}不在授权地区（{terms}）之内。", "请将授权扩展到{territory}。"),
    },
    "territory_excluded": {
        "en": ("The grant leaves out {territory}.", "Have the exception for {territory} lifted."),
        "zh": ("该授权明确排除了{territory}。", "请协商取消对{territory}的排除。"),
    },
    "premises": {
        "en": (
            "The grant does not cover this kind of premises ({premises}), only: {kinds}.",
            "Extend the grant to this kind of premises.",
        ),
        "zh": ("该授权不适用于{premises}，仅适用于：{kinds}。", "请将授权扩展到此类场所。"),
    },
    "floor_area_unknown": {
        "en": (
            "The grant is limited to {limit} m² and the store's floor area is not known.",
            "Enter the floor area of the store.",
        ),
        "zh": ("该授权限 {limit} 平方米以内，而门店面积未填写。", "请填写门店面积。"),
    },
    "floor_area": {
        "en": (
            "The store has {area} m², the grant allows at most {limit} m².",
            "Agree a grant for larger premises.",
        ),
        "zh": ("门店面积 {area} 平方米，超过授权上限 {limit} 平方米。", "请协商更大面积的授权。"),
    },
    "offline": {
        "en": (
            "The grant does not allow the track to be stored in the shop.",
            "Stream it, or agree offline storage.",
        ),
        "zh": ("该授权不允许在门店离线存储。", "请改用在线播放，或协商离线存储。"),
    },
    "promotion": {
        "en": ("The grant does not allow use in promotion.", "Agree promotional use."),
        "zh": ("该授权不允许用于宣传推广。", "请协商宣传推广用途。"),
    },
    "interactive": {
        "en": (
            "The grant does not allow tracks to be chosen one by one.",
            "Agree interactive choice.",
        ),
        "zh": ("该授权不允许逐首点选。", "请协商允许点选。"),
    },
}
