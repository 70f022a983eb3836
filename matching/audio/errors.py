"""What can be wrong with an audio file, in words for the person who sent it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Language = Literal["en", "zh"]

SENTENCES: Mapping[str, tuple[str, str]] = {
    "not_audio": (
        "This file holds no sound that can be read. Is it really a piece of music?",
        "这个文件里没有可读取的声音，请确认它确实是音乐文件。",
    ),
    "empty": (
        "This file is empty (0 bytes). Please upload it again.",
        "这个文件是空的（0 字节），请重新上传。",
    ),
    "truncated": (
        "This file breaks off after {seconds:.1f} seconds; it was probably not copied completely.",
        "这个文件在 {seconds:.1f} 秒后就中断了，可能没有完整复制。",
    ),
    "too_short": (
        "This recording lasts {seconds:.1f} seconds; at least {minimum:.0f} seconds are needed.",
        "这段录音只有 {seconds:.1f} 秒，至少需要 {minimum:.0f} 秒。",
    ),
    "too_long": (
        "This recording is longer than {minutes:.0f} minutes; please send single songs.",
        "这段录音超过 {minutes:.0f} 分钟，请上传单曲。",
    ),
    "too_large": (
        "This file is larger than {megabytes:.0f} MB.",
        "这个文件超过 {megabytes:.0f} MB。",
    ),
    "silent": (
        "This recording is silent from beginning to end.",
        "这段录音从头到尾都没有声音。",
    ),
    "unreadable": (
        "This file is damaged or uses a format that cannot be read here. "
        "Please try an MP3, FLAC, Ogg or WAV file.",
        "这个文件已损坏，或其格式无法读取，请改用 MP3、FLAC、Ogg 或 WAV 文件。",
    ),
}

# Warning code of a file that only the second decoder could read.
UNPLAYABLE = "re_encoded"

# What did not stop the analysis but should be said.
WARNINGS: Mapping[str, tuple[str, str]] = {
    "truncated": (
        "The file breaks off early; only the part that could be read was analysed.",
        "文件提前中断，只分析了可以读取的部分。",
    ),
    UNPLAYABLE: (
        "Players cannot open this file as it is; for playback a re-encoded copy (FLAC) is used.",
        "播放器无法直接打开这个文件，播放时使用重新编码的副本（FLAC）。",
    ),
    "damaged": (
        "Parts of the file are damaged and were skipped.",
        "文件有部分损坏，已跳过。",
    ),
}


class AudioProblem(Exception):
    """An audio file that cannot be analysed; ``code`` is a key of SENTENCES."""

    def __init__(self, code: str, **params: float) -> None:
        if code not in SENTENCES:
            raise ValueError(f"unknown audio problem {code!r}")
        self.code = code
        self.params = params
        super().__init__(code, params)

    def __str__(self) -> str:
        return self.say("en")

    # Exceptions cross process boundaries in worker pools; keyword arguments need this.
    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.code, self.params)

    def say(self, language: str) -> str:
        """The problem as a sentence in English ("en") or Chinese ("zh…")."""
        return _in(language, SENTENCES[self.code]).format(**self.params)


def _restored(code: str, params: Mapping[str, float]) -> AudioProblem:
    return AudioProblem(code, **params)


def say_warning(code: str, language: str) -> str:
    """A warning of a profile as a sentence; ``code`` is a key of WARNINGS."""
    return _in(language, WARNINGS[code])


def _in(language: str, sentences: tuple[str, str]) -> str:
    return sentences[1] if language.startswith("zh") else sentences[0]
