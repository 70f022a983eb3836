"""Reasons and wishes as short sentences in English ("en") and Chinese ("zh").

Everything said comes from the data of the reason or wish; nothing is said that the score does
not hold.
"""

from collections.abc import Sequence

from matching.intent.features import STYLE_SUBJECT
from matching.intent.state import Wish
from matching.retrieval.facet_words import FACET_WORDS, Both
from matching.retrieval.facts import fact_of
from matching.retrieval.query import IMPLIED
from matching.retrieval.reasons import Reason, ReasonPart
from matching.retrieval.tag_groups import GROUP_INDEX, TAG_GROUPS
from matching.retrieval.values import TEMPO_NEAR
from matching.retrieval.words_value import WORDS_KEY
from matching.semantics.pool import band_name

_MOST_JOINT = 3
#: From this strength a wish against something is "no", below it "less".
_FIRM = 0.6

_CODES = {
    "nothing": Both("nothing to go on yet: a varied choice", "还没有线索，先听听不同的风格"),
    "remaining": Both("the closest of what is left", "剩余曲目中最接近的"),
}
_BECAUSE = {
    "described": Both("as you described", "符合您的描述"),
    "photo": Both("as your photos suggest", "与照片的氛围相符"),
    "named": Both("going by the songs you named", "参考了您列出的歌曲"),
    "asked": Both("as you asked", "按您的要求"),
    "rejected": Both("unlike the tracks you turned down", "不同于您拒绝的曲目"),
    "kept": Both("like the tracks you kept", "与您留下的曲目一致"),
    "skipped": Both("going by what you skipped", "参考了您跳过的曲目"),
    "elsewhere": Both("going by your other playlists", "参考了您的其他歌单"),
}
_OPPOSITES = {"slow": Both("a brisk pace", "明快的节奏")}
_STYLE_KEPT = Both("in the style of the tracks you kept", "与您留下的曲目风格相近")
_STYLE_REJECTED = Both("away from the style you turned down", "避开了您拒绝的风格")
_STYLE_ELSEWHERE = Both("in the style of your other playlists", "与您的其他歌单风格相近")
_SOUND = Both("the sound as a whole", "整体听感")
_TOGETHER = Both("taken together", "综合来看")
_MORE = Both("and more", "以及其他细节")


def say_reason(reason: Reason, language: str) -> str:
    """One reason, e.g. "slow (72 BPM), as you described" or “慢速（72 拍/分），符合您的描述”."""
    if reason.code in _CODES:
        return _CODES[reason.code].say(language)
    if len(reason.parts) == 1:
        return _say_part(reason.parts[0], language)
    named = [part for part in reason.parts if IMPLIED not in part.parameters]
    # What the brief asks and the verdicts confirm is one thing to the reader.
    by_fact = {fact_of(part.key): part for part in reversed(named)}
    firsts = [part for part in named if by_fact[fact_of(part.key)] is part]
    every = list(dict.fromkeys(_say_bare(part, language) for part in firsts))
    said = every[:_MOST_JOINT]
    if len(every) > len(said) or len(reason.parts) > len(named):
        said.append(_MORE.say(language))
    if _chinese(language):
        return f"{_TOGETHER.zh}：{'、'.join(said)}"
    return f"{_TOGETHER.en}: {', '.join(said)}"


def say_wish(wish: Wish, language: str) -> str:
    """One wish as a chip, e.g. "slower", "no vocals", "more piano"; "更慢", "不要人声".

    An impression is said as one: "seems slower", "perhaps more piano", "似乎更慢".
    """
    said = _say_fact(wish, language)
    if not wish.emerging:
        return said
    if _chinese(language):
        return f"似乎{said}"
    return f"seems {said}" if wish.key.startswith("facet:") else f"perhaps {said}"


def _say_fact(wish: Wish, language: str) -> str:
    kind, _, name = wish.subject.partition(":")
    if kind == "facet" and name in FACET_WORDS:
        words = FACET_WORDS[name]
        if wish.low is not None and wish.high is not None:
            return _say_band(name, wish.low, wish.high, language)
        if wish.origin == "brief":
            return (words.high if wish.direction > 0 else words.low).say(language)
        return (words.higher if wish.direction > 0 else words.lower).say(language)
    if kind == "tag" and name in GROUP_INDEX:
        return _say_tag_wish(wish, _group_name(name, language), language)
    if kind == "seed":
        return Both("close to your songs", "接近您的歌曲").say(language)
    if wish.subject == STYLE_SUBJECT:
        return Both("in the style you like", "您喜欢的曲风").say(language)
    return wish.key


def _say_band(facet: str, low: float, high: float, language: str) -> str:
    """What a band asks for: "gentle", "slow (56–90 BPM)"."""
    said = band_name(facet, low, high, language)
    if facet != "tempo_bpm":
        return said
    return f"{said}（{low:.0f}–{high:.0f} 拍/分）" if _chinese(language) else (
        f"{said} ({low:.0f}–{high:.0f} BPM)"
    )  # fmt: skip


def _say_tag_wish(wish: Wish, name: str, language: str) -> str:
    if wish.never:
        return f"绝不要：{name}" if _chinese(language) else f"never: {name.removeprefix('a ')}"
    if wish.direction < 0:
        firm = wish.strength >= _FIRM or wish.origin == "brief"
        if _chinese(language):
            return f"不要{name}" if firm else f"少一些{name}"
        bare = name.removeprefix("a ")
        return f"no {bare}" if firm else f"less {bare}"
    if wish.origin == "brief":
        return name
    return f"多一些{name}" if _chinese(language) else f"more {name.removeprefix('a ')}"


def _say_part(part: ReasonPart, language: str) -> str:
    subject = _subject(part)
    if subject == "kept":
        return Both("you kept it", "您已留下").say(language)
    if subject == STYLE_SUBJECT:
        teacher = part.parameters.get("teacher")
        if teacher == "elsewhere":
            return _STYLE_ELSEWHERE.say(language)
        return (_STYLE_KEPT if teacher == "kept" else _STYLE_REJECTED).say(language)
    if subject.startswith("seed:"):
        return _say_bare(part, language)
    facet = subject.removeprefix("facet:")
    if part.origin == "learned" and facet in FACET_WORDS and part.parameters["teacher"] == "kept":
        return _as_the_kept(part, facet, language)
    because = _because(part).say(language)
    mark = "，" if _chinese(language) else ", "
    return f"{_say_bare(part, language)}{mark}{because}"


def _as_the_kept(part: ReasonPart, facet: str, language: str) -> str:
    words = FACET_WORDS[facet]
    side = words.high if float(part.parameters["side"]) >= 0 else words.low
    figure = _figure(part, facet, language)
    if _chinese(language):
        return f"和您留下的曲目一样{side.zh}{figure}"
    return f"as {side.en} as the tracks you kept{figure}"


def _say_bare(part: ReasonPart, language: str) -> str:
    subject = _subject(part)
    kind, _, name = subject.partition(":")
    if kind == "seed":
        song = part.parameters["name"]
        return f"接近您的歌曲《{song}》" if _chinese(language) else f"close to your song “{song}”"
    if subject == WORDS_KEY:
        return _SOUND.say(language)
    if kind == "tag":
        said = _group_name(name, language)
        if part.direction > 0:
            return said
        if name in _OPPOSITES:
            return _OPPOSITES[name].say(language)
        return f"没有{said}" if _chinese(language) else f"without {said}"
    if kind == "facet" and name in FACET_WORDS:
        if name == "tempo_bpm" and (folded := _folded(part)):
            return _say_folded(float(part.parameters["value"]), folded, language)
        return _level(part, name, language) + _figure(part, name, language)
    return _say_part(part, language)


def _level(part: ReasonPart, facet: str, language: str) -> str:
    """What the track is in this facet; just outside the wanted band it is "almost" so."""
    value = float(part.parameters["value"])
    words = FACET_WORDS[facet]
    if "low" not in part.parameters or part.direction < 0:
        return words.level(value).say(language)
    low, high = float(part.parameters["low"]), float(part.parameters["high"])
    wanted = words.level(min(max(value, low), high)).say(language)
    if low <= value <= high or wanted == words.level(value).say(language):
        return wanted
    return f"大致{wanted}" if _chinese(language) else f"almost {wanted}"


def _folded(part: ReasonPart) -> float:
    """The tempo as it is felt, where half or twice the count is what the brief asked for."""
    if "low" not in part.parameters:
        return 0.0
    value = float(part.parameters["value"])
    low, high = float(part.parameters["low"]), float(part.parameters["high"])
    if value > high * TEMPO_NEAR and low * 0.9 <= value / 2 <= high * 1.1:
        return value / 2
    if value < low / TEMPO_NEAR and low * 0.9 <= value * 2 <= high * 1.1:
        return value * 2
    return 0.0


def _say_folded(value: float, felt: float, language: str) -> str:
    level = FACET_WORDS["tempo_bpm"].level(felt).say(language)
    if _chinese(language):
        return f"听感{level}（约 {felt:.0f} 拍，计 {value:.0f} 拍）"
    return f"{level} in feel ({felt:.0f} BPM, counted as {value:.0f})"


def _figure(part: ReasonPart, facet: str, language: str) -> str:
    words = FACET_WORDS[facet]
    if not words.figure.en:
        return ""
    figure = words.figure.say(language).format(words.factor * float(part.parameters["value"]))
    return f"（{figure}）" if _chinese(language) else f" ({figure})"


def _because(part: ReasonPart) -> Both:
    if part.origin == "owner" or "wish" in part.sources:
        return _BECAUSE["asked"]
    if part.origin == "learned":
        return _BECAUSE[str(part.parameters.get("teacher", "kept"))]
    if "words" in part.sources:
        return _BECAUSE["described"]
    return _BECAUSE["photo" if "photo" in part.sources else "named"]


def _subject(part: ReasonPart) -> str:
    return part.key.removeprefix("learned:").removeprefix("owner:")


def _group_name(name: str, language: str) -> str:
    group = TAG_GROUPS[GROUP_INDEX[name]]
    return group.zh if _chinese(language) else group.en


def _chinese(language: str) -> bool:
    return language.lower().startswith("zh")


def say_reasons(reasons: Sequence[Reason], language: str) -> list[str]:
    """All reasons of a track, strongest first; what they share is said only once.

    "piano, as you described" and "slow (72 BPM), as you described" become "piano, as you described"
    and "slow (72 BPM)".
    """
    said: list[str] = []
    before: set[str] = set()
    for reason in reasons:
        sentence = say_reason(reason, language)
        if reason.code == "fits" and len(reason.parts) == 1:
            because = _because(reason.parts[0]).say(language)
            tail = f"，{because}" if _chinese(language) else f", {because}"
            if sentence.endswith(tail):
                if because in before:
                    sentence = sentence.removesuffix(tail)
                before.add(because)
        said.append(sentence)
    return list(dict.fromkeys(said))
