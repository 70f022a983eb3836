"""The sentences for everything that can be wrong with a description or a photo.

Kept in both languages here, not in gettext, because the core runs without Django.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SENTENCES: dict[str, tuple[str, str]] = {
    "empty": (
        "The description is empty. Say in a sentence or two what the place is like.",
        "描述是空的。请用一两句话说说这个地方是什么样的。",
    ),
    "no_words": (
        "There are no words in the description, only symbols. Say in a sentence what the place "
        "is like.",
        "描述里没有文字，只有符号。请用一句话说说这个地方是什么样的。",
    ),
    "other_language": (
        "The description seems to be in neither English nor Chinese. We tried anyway; English or "
        "Chinese will be understood better.",
        "这段描述似乎既不是英文也不是中文。我们仍然试着理解了；用中文或英文会更准确。",
    ),
    "too_long": (
        "The description is very long ({characters} characters). We used {used} of its {clauses} "
        "phrases, taken evenly from beginning to end.",
        "描述很长（{characters} 个字符）。我们从头到尾均匀地取用了 {clauses} 个短句中的 {used} "
        "个。",
    ),
    "vague": (
        "We could not tell much about the music from these words. Say who comes, what they do "
        "there, or how it should feel.",
        "从这些文字里看不出多少音乐方向。可以说说来的是什么客人、他们在做什么、希望是什么感觉。",
    ),
    "as_the_place": (
        "These words name the shop and not the music, so we went by what suits this kind of place: "
        "{place}. Say who comes, or how it should feel, and the music will fit better.",
        "这些文字只提到了店，没有说想要什么音乐，所以先按这类场所（{place_zh}）来选。"
        "说说来的是什么客人、希望是什么感觉，会更贴合。",
    ),
    "contradiction": (
        "“{name}” is asked for and also ruled out. We left it open.",
        "“{name_zh}”既说要又说不要，我们先不作判断。",
    ),
    "photo_missing": ("The photo could not be found.", "找不到这张照片。"),
    "photo_empty": ("The photo file is empty (0 bytes).", "照片文件是空的（0 字节）。"),
    "photo_not_image": (
        "This file is not a photo that we can open ({kind}). Please use JPEG, PNG or WebP.",
        "这个文件不是能打开的照片（{kind}）。请使用 JPEG、PNG 或 WebP。",
    ),
    "photo_too_large": (
        "The photo is too large ({megapixels} million pixels; the limit is {limit}). Please make "
        "it smaller.",
        "照片太大（{megapixels} 百万像素，上限是 {limit} 百万）。请缩小后再上传。",
    ),
    "photo_file_too_large": (
        "The photo file is too large ({megabytes} MB; the limit is {limit} MB).",
        "照片文件太大（{megabytes} MB，上限是 {limit} MB）。",
    ),
    "photo_too_small": (
        "The photo is too small to see anything ({width} × {height} pixels).",
        "照片太小，看不清内容（{width} × {height} 像素）。",
    ),
    "photo_broken": (
        "The photo is damaged or incomplete. Please upload it again.",
        "照片已损坏或不完整。请重新上传。",
    ),
    "photo_truncated": (
        "The photo is incomplete; we used the part that could be read.",
        "照片不完整；我们使用了能读出的部分。",
    ),
    "photo_animated": (
        "The picture is animated; we looked at its first frame only.",
        "这是一张动图；我们只看了第一帧。",
    ),
    "photo_not_a_place": (
        "This photo hardly shows a place (it looks like: {seen}). Photos of the room itself work "
        "better.",
        "这张照片几乎看不出是一个场所（看起来像：{seen_zh}）。拍店内环境的照片效果更好。",
    ),
    "photo_plain": (
        "There is almost nothing to see in this photo; only its colour and light were used.",
        "这张照片里几乎没有内容；只用到了它的颜色和光线。",
    ),
}


def problem_text(code: str, params: Mapping[str, Any], language: str) -> str:
    """The sentence for `code` in "zh…" or English; raises KeyError for an unknown code."""
    english, chinese = _SENTENCES[code]
    return (chinese if language.lower().startswith("zh") else english).format(**params)


def problem_codes() -> tuple[str, ...]:
    """Every code that `problem_text` can say."""
    return tuple(_SENTENCES)
