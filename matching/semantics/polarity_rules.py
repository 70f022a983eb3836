"""The words that negate, soften or complain, and their harmless look-alikes."""

# Ruff counts a Chinese character as two columns, which breaks word lists at odd places.
# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass

UNWANTED, SOFTENED, LESS, TOO_MUCH = -1.0, -0.6, -0.5, -0.7


@dataclass(frozen=True)
class Cue:
    """A negation: what it does to the words after it.

    `reach`: it counts only if a concept's name begins within so many characters (0: always).
    `after`: it may also stand behind its object (鼓少一点).
    """

    pattern: re.Pattern[str]
    polarity: float
    reach: int = 0
    after: bool = False


def _any(*choices: str) -> re.Pattern[str]:
    return re.compile("|".join(choices), re.IGNORECASE)


_NOT = r"(?:\bnot|n't|\bdont|\bisnt|\bdoesnt|\bshouldnt)"
_WISH = (
    r"(?:want(?:s|ed)?|like|need|play|use|make|be|feel|sound|let|have|include|put|give|care for|"
    r"get|become|look for|think of|go for|add|wish for|enjoy|turn)"
)

HARMLESS_ENGLISH = _any(
    r"\bnot (?:only|just|merely|simply|to mention|bad|least|without)\b",
    r"\bnothing (?:but|beats|less than)\b", r"\bno (?:less than|matter|doubt|problem|worries)\b",
    r"\bno longer\b", r"\bwhy not\b", r"\b(?:whether )?or not\b", r"\bif not\b",
    r"\b(?:do not|don't|dont) (?:forget|mind|hesitate|worry|miss)\b",
    r"\b(?:can|could)(?:not|n't| not)\b(?! (?:stand|bear) (?:the |any )?(?!still)\w+)",
    r"\b(?:too|not) good to\b", r"\bme too\b", r"\b(?:far )?too (?:short a time|bad)\b",
    r"\b(?:no one|nobody)\b(?! (?:wants|needs|likes))", r"\bmore or less\b", r"\bnone the less\b",
    r"\bnot \w+ enough\b", r"\b(?:can't|cannot|never) get enough\b", r"\bless is more\b", r"\bnever (?:gets? old|tire)\b",
)  # fmt: skip

ENGLISH: tuple[Cue, ...] = (
    Cue(_any(rf"{_NOT}(?: {_WISH})?(?: (?:it|us|them|people|anyone))?(?: to (?:be|sound|feel|have))?"
             r" (?:too|so|very|overly|that|particularly|really|all that)(?: much| many)?\b"), SOFTENED),
    Cue(_any(r"\bnothing (?:too|so|very|overly|that)\b", r"\bnever (?:too|so)\b",
             r"\bwithout being (?:too|so)?\b"), SOFTENED),
    Cue(_any(rf"(?:\b(?:do|does|did|should|must|will|would|may)(?:n't| not)|\bdont|\bdoesnt|"
             rf"\bshouldnt|\bnever) (?:really |ever )?{_WISH}"
             r"(?: (?:it|us|them|people|anyone|anything|any))?(?: to (?:be|sound|feel|have))?\b"),
        UNWANTED),
    Cue(_any(rf"{_NOT}\b(?! {_WISH}\b)(?= (?:a|an|the|any|like|some|\w+y|\w+ed|\w+ic)\b)",
             r"(?:\bis|\bare)(?: not|n't)\b", r"^\s*not\b", r"\band not\b"), UNWANTED),
    Cue(_any(r"\bnot\b", r"\bnever\b", r"\bnothing\b(?: with| like)?"), UNWANTED, reach=12),
    Cue(_any(r"\bno\b(?! (?:one|body)\b)", r"\bwithout(?: any| the)?\b", r"\bavoid(?:ing)?\b",
             r"\b(?:we |i |they |customers |guests )?(?:hate|dislike|loathe|detest)s?\b",
             r"\bfree of\b", r"\bexcept(?: for)?\b", r"\b(?:rather|other) than\b", r"\binstead of\b",
             r"\b(?:anything|everything|all) but\b",
             r"\b(?:apart|aside) from\b", r"\b(?:stay|keep) (?:away|clear) (?:from|of)\b",
             r"\bskip(?: the| any| all)?\b", r"\bleave out\b", r"\bexclud(?:e|ing)\b", r"\bban(?:ned)?\b",
             r"\bneither\b", r"\bnor\b", r"\bminus\b", r"\bget rid of\b", r"\bremove\b",
             r"\b(?:nobody|no one) (?:wants|needs|likes)\b", r"\bcan(?:'t|not) (?:stand|bear)\b",
             r"\b(?:sick|tired) of\b", r"\bfed up with\b", r"\b(?:had )?enough of\b", r"\bspare (?:us|me)\b",
             r"\b(?:steer|stay) (?:clear|away) of\b", r"\bkeep out\b", r"\bban\b", r"\bdrop the\b",
             r"\b(?:zero|0)\b(?= \w+s\b)", r"\b(?:hardly|barely|scarcely) any\b"), UNWANTED),
    Cue(_any(r"(?:\bis|\bare|'s|'re) (?:out|off the table|not for us|not welcome|forbidden|a no-go)\W*$",
             r",? no,? thank(?:s| you)\W*$", r"\bneed not apply\W*$"), UNWANTED, after=True),
    Cue(_any(r"\b(?:(?:a )?(?:bit|little|lot|much) )?(?:less|fewer)\b(?: of)?", r"\breduc(?:e|ing)\b",
             r"\b(?:tone|turn|dial) down\b", r"\bcut back on\b", r"\bgo easy on\b",
             r"\blower the\b", r"\blow on\b"), LESS),
    Cue(_any(r"\b(?:far |way |much )?too (?:much|many)\b(?=\W*$)"), TOO_MUCH, after=True),
    Cue(_any(r"\b(?:a (?:bit|little) |far |way |much )?too (?:much |many )?(?=\w)"), TOO_MUCH),
)  # fmt: skip

# Where a negation holds one of these, it is the excess that is refused, not the thing itself.
EXCESS = re.compile(
    r"\b(?:too|overly|excessively|so (?:much|many|loud))\b|太|过于|过分|过重|过响", re.IGNORECASE
)
# What may stand between a thing and the complaint about it ("the vocals were | too loud").
COPULA = re.compile(
    r"(?:\s*(?:that|which|was|were|is|are|got|get|gets|should|must|sounds?|feels?|to be|to get))*"
    r"\s*(?:的?(?:声音|音量|部分))?(?:听起来|听着|有点|实在|真的|也)?\s*",
    re.IGNORECASE,
)

# What ends the reach of a negation.
CLOSES_ENGLISH = re.compile(
    r"\s+(?:but|because|since|so that|so|only|instead|just|rather|please|and (?:more|with|some|lots|"
    r"plenty|a lot|then|also|keep|definitely|rather|instead|just|only)|with|when|while|as)\b\s*",
    re.IGNORECASE,
)

HARMLESS_CHINESE = _any(
    r"不(?:但|仅仅?|光|只|单)(?:是|要|有)?", r"不(?:能|可)(?:没有|缺少|少)", r"少不了", r"离不开",
    r"缺不了", r"不错", r"不得不", r"不由得", r"忍不住", r"差不多", r"不一样", r"对不起", r"不断",
    r"不少", r"不同", r"不知不觉", r"不久", r"坐不住", r"停不下来", r"不过", r"(?:谁|什么|都|也|人)[都也]?不",
    r"不慌不忙", r"不紧不慢", r"不亦乐乎", r"不肯", r"不敢", r"不愿意?走", r"舍不得", r"没(?:关系|问题|事|完)",
    r"没人", r"没有人(?!声)", r"[特区分个级告性]别", r"别(?:致|人|墅|具一格|样|放弃|停|客气|忘|错过)", r"淹没",
    r"沉没", r"无(?:比|论|忧|限|敌|数|所谓|聊)", r"[多不]少", r"青?少[年女儿]", r"减少不了", r"最少", r"至少",
    r"太(?:好|棒|喜欢|爱|舒服|美|赞|温馨|惬意|治愈|放松|享受|有|阳|空|太|平|极)", r"要不", r"好不好", r"是不是",
    r"能不能", r"不够", r"不如说", r"没有[^,，]{1,8}就不", r"非[^,，]{1,6}不可",
)  # fmt: skip

CHINESE: tuple[Cue, ...] = (
    Cue(_any(r"(?:不要|别|不能|不用|不想|不会|不可|不宜|不该|不应该?)(?:太|过于|那么|过|特别)(?:多的?)?",
             r"不(?:太|那么|怎么|是很|是太|很)", r"没那么", r"不过于"), SOFTENED, after=True),
    Cue(_any(r"(?:千万|一定)?(?:不要|别)(?:放|有|用|加|出现|是|像|让人?(?:感到|觉得)?|听到)?",
             r"不(?:想|需)要?(?:听到?|有|放)?", r"不用(?:有|放)?", r"不(?:能|可以|应该?|许|准)(?:有|放|出现|是)?",
             r"不(?:喜欢|爱|希望|放|含|带|接受|欢迎|听|适合)(?:听|放)?", r"(?:并)?不是", r"没有?(?:任何)?",
             r"避免", r"讨厌", r"拒绝", r"去掉", r"除了", r"杜绝", r"禁止", r"远离", r"而非", r"无(?=人声|歌词|鼓)",
             r"不含", r"摆脱"), UNWANTED, after=True),
    Cue(_any(r"(?:还是|那|就|都|也)*(?:算了|免了|免谈|不必了?|不行|不合适|不可以)(?:吧|啦|了)?(?=\W*$)"),
        UNWANTED, after=True),
    Cue(_any(r"(?:早就?|已经)?(?:听腻|听够|听烦|受够|烦透)了?", r"受不了", r"听不得", r"最?怕(?=[听放有])(?:听到?|放|有)?",
             r"谢绝", r"用不着", r"最好(?:不要|别)(?:有|放)?"), UNWANTED, after=True),
    Cue(_any(r"不"), SOFTENED, reach=1),
    Cue(_any(r"少(?:一点|一些|点|些|放|用|来|加)?(?:儿)?", r"减少", r"降低", r"弱化", r"削弱", r"弱一?[点些]",
             r"不多"), LESS, after=True),
    Cue(_any(r"(?:太|过)多(?=了?\W*$)"), TOO_MUCH, after=True),
    Cue(_any(r"(?:有点|稍微|实在|真的)?(?:太|过于|过分)"), TOO_MUCH),
)  # fmt: skip

CLOSES_CHINESE = re.compile(r"(?:因为|所以|只要|只有|只想|就好|而是|但是?|多[一来]?[点些]|要有|要)")
