"""Musical words: the tagger's hundred tags gathered into groups that mean one thing.

Both label sets name the same thing in several ways ("vocals", "singing", "voice", and the other
way round "no vocals", "instrumental"). A request, a learned wish and a reason speak of the group.
A member with a minus counts against the group.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.encoders.musicnn_tags import TAGS, plain_tag


@dataclass(frozen=True)
class TagGroup:
    """name: also the end of the component key ``tag:NAME``; members: tags, ``-`` for opposites."""

    name: str
    en: str
    zh: str
    members: tuple[str, ...]


def _group(name: str, en: str, zh: str, *members: str) -> TagGroup:
    return TagGroup(name, en, zh, members or (name,))


TAG_GROUPS: tuple[TagGroup, ...] = (
    _group(
        "vocals", "vocals", "人声",
        "vocals", "vocal", "voice", "singing", "-no vocals", "-no vocal", "-no voice",
        "-instrumental",
    ),
    _group(
        "female voice", "a female voice", "女声",
        "female vocalists", "female vocalist", "female", "woman", "female vocal", "female voice",
    ),
    _group(
        "male voice", "a male voice", "男声",
        "male vocalists", "male", "male vocal", "man", "male voice",
    ),
    _group("choir", "a choir", "合唱", "choir", "choral"),
    _group("opera", "opera", "歌剧"),
    _group("piano", "piano", "钢琴"),
    _group("guitar", "guitar", "吉他"),
    _group("strings", "strings", "弦乐", "strings", "violin", "cello"),
    _group("harp", "harp", "竖琴"),
    _group("harpsichord", "harpsichord", "羽管键琴"),
    _group("flute", "flute", "长笛"),
    _group("sitar", "sitar", "西塔琴", "sitar", "indian"),
    _group("synth", "synthesiser", "合成器"),
    _group("drums", "drums", "鼓点", "drums", "beat", "beats"),
    _group("solo", "a solo instrument", "独奏"),
    _group("acoustic", "acoustic instruments", "原声乐器"),
    _group("classical", "classical music", "古典", "classical", "classic"),
    _group("jazz", "jazz", "爵士"),
    _group("blues", "blues", "蓝调"),
    _group("soul", "soul", "灵魂乐", "soul", "rnb"),
    _group("funk", "funk", "放克"),
    _group("folk", "folk", "民谣"),
    _group("country", "country", "乡村"),
    _group("pop", "pop", "流行"),
    _group("indie", "indie", "独立音乐", "indie", "indie pop", "indie rock", "alternative"),
    _group(
        "rock", "rock", "摇滚",
        "rock", "alternative rock", "classic rock", "hard rock", "Progressive rock",
    ),
    _group("metal", "metal", "金属", "metal", "heavy metal"),
    _group("punk", "punk", "朋克"),
    _group("hip-hop", "hip-hop", "嘻哈", "Hip-Hop"),
    _group("electronic", "electronic sounds", "电子", "electronic", "electronica", "electro"),
    _group("house", "house and techno", "浩室与科技舞曲", "House", "techno"),
    _group("dance", "dance music", "舞曲", "dance", "party"),
    _group("ambient", "ambient", "氛围音乐", "ambient", "new age"),
    _group("experimental", "unusual sounds", "实验", "experimental", "weird"),
    _group(
        "mellow", "a mellow mood", "柔和的气氛",
        "Mellow", "chillout", "chill", "easy listening", "soft", "quiet", "-loud",
    ),
    _group("happy", "a happy mood", "欢快的气氛", "happy", "catchy"),
    _group("sad", "a wistful mood", "忧伤的气氛", "sad"),
    _group("beautiful", "a beautiful mood", "优美的气氛"),
    _group("sexy", "a sensual mood", "性感的气氛", "sexy"),
    _group("slow", "a slow pace", "慢节奏", "slow", "-fast"),
    _group("oldies", "oldies", "怀旧金曲", "oldies", "60s", "70s"),
    _group("80s", "the sound of the 80s", "八十年代"),
    _group("90s", "the sound of the 90s", "九十年代"),
    _group("00s", "the sound of the 2000s", "两千年代"),
)  # fmt: skip

GROUP_INDEX: dict[str, int] = {group.name: place for place, group in enumerate(TAG_GROUPS)}


def _plain(name: str) -> str:
    return plain_tag(name).casefold()


def _membership() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for group in TAG_GROUPS:
        for member in group.members:
            found[member.removeprefix("-").casefold()] = (
                group.name, -1 if member.startswith("-") else 1
            )  # fmt: skip
    return found


_MEMBERSHIP = _membership()


def group_of(tag: str) -> tuple[str, int] | None:
    """The group of a tag (any case, with or without ``mtt:``) and the tag's sign in it."""
    return _MEMBERSHIP.get(_plain(tag))


def group_matrix() -> NDArray[np.float32]:
    """(100, groups) float32: averages the log-odds of each group's members, opposites negated."""
    matrix = np.zeros((len(TAGS), len(TAG_GROUPS)), dtype=np.float32)
    for column, tag in enumerate(TAGS):
        name, sign = _MEMBERSHIP[_plain(tag)]
        matrix[column, GROUP_INDEX[name]] = sign
    return np.asarray(matrix / np.abs(matrix).sum(axis=0, keepdims=True), dtype=np.float32)
