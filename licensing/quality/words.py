"""What was found in a recording, as sentences for editors and merchants, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FindingInWords:
    """A finding: what it is in two words, a sentence, and what would mend it."""

    code: str
    name: str
    say: str
    remedy: str
    blocking: bool


#: code → language → (name, sentence, remedy). Figures come from the finding.
_WORDS: Mapping[str, Mapping[str, tuple[str, str, str]]] = {
    "clipped": {
        "en": (
            "Clipped",
            "The peaks are cut off: in its loudest parts {share:.0%} of the sound lies flat "
            "at the limit, which is heard as crackling.",
            "Ask the supplier for the master before it was made louder.",
        ),
        "zh": (
            "削波失真",
            "波形峰值被削平：最响的部分有 {share:.0%} 的声音贴着上限，听起来会有爆裂声。",
            "请向供应商索取未被过度放大的母带。",
        ),
    },
    "silence_before": {
        "en": (
            "Starts late",
            "Nothing is heard for the first {seconds:.0f} seconds.",
            "Trim the beginning and upload it again.",
        ),
        "zh": ("开头静音", "前 {seconds:.0f} 秒没有声音。", "请剪掉开头后重新上传。"),
    },
    "silence_after": {
        "en": (
            "Silent end",
            "The last {seconds:.0f} seconds are silent.",
            "Trim the end and upload it again.",
        ),
        "zh": ("结尾静音", "最后 {seconds:.0f} 秒没有声音。", "请剪掉结尾后重新上传。"),
    },
    "silence_within": {
        "en": (
            "Gap",
            "The music stops for {seconds:.0f} seconds in between.",
            "Check whether sound is missing; a hidden track at the end should be cut off.",
        ),
        "zh": (
            "中间断音",
            "音乐中间停顿了 {seconds:.0f} 秒。",
            "请检查是否缺失声音；片尾的隐藏曲目应当剪掉。",
        ),
    },
    "narrow_band": {
        "en": (
            "Dull as a telephone",
            "The sound reaches only up to {khz:.1f} kHz.",
            "Ask for a version made for listening, with 44.1 kHz or more.",
        ),
        "zh": (
            "音质如电话",
            "声音最高只到 {khz:.1f} kHz。",
            "请索取采样率 44.1 kHz 以上的正式版本。",
        ),
    },
    "wrong_length": {
        "en": (
            "Wrong length",
            "It lasts {actual}; its sender says {stated}.",
            "Check that the file belongs to this track and is complete.",
        ),
        "zh": (
            "时长不符",
            "实际时长 {actual}，资料上写的是 {stated}。",
            "请确认文件属于这首曲目且内容完整。",
        ),
    },
    "broken_off": {
        "en": (
            "Breaks off",
            "The file ends before it should, after {seconds:.0f} seconds.",
            "Copy or upload the file again.",
        ),
        "zh": ("文件不完整", "文件在 {seconds:.0f} 秒处提前结束。", "请重新复制或上传文件。"),
    },
    "damaged": {
        "en": (
            "Damaged",
            "{packets} parts of the file cannot be read and were skipped.",
            "Copy or upload the file again.",
        ),
        "zh": ("文件损坏", "文件有 {packets} 处无法读取，已跳过。", "请重新复制或上传文件。"),
    },
    "too_quiet": {
        "en": (
            "Too quiet",
            "At {lufs} LUFS it cannot be brought to the loudness of the others.",
            "Ask for a version at its usual level.",
        ),
        "zh": (
            "音量过低",
            "响度只有 {lufs} LUFS，无法调到与其他曲目一致。",
            "请索取正常音量的版本。",
        ),
    },
    "too_loud": {
        "en": (
            "Too loud",
            "At {lufs} LUFS it is louder than undistorted music can be.",
            "Ask the supplier for the master before it was made louder.",
        ),
        "zh": (
            "音量过高",
            "响度达 {lufs} LUFS，超出不失真的音乐所能达到的程度。",
            "请向供应商索取未被过度放大的母带。",
        ),
    },
    "abrupt_end": {
        "en": ("Ends abruptly", "The music stops at full level.", "Listen to the end."),
        "zh": ("结尾突兀", "音乐在正常音量处戛然而止。", "请试听结尾。"),
    },
    "one_channel": {
        "en": ("Mono", "Left and right are the same.", "Nothing needs to be done."),
        "zh": ("单声道", "左右声道相同。", "无需处理。"),
    },
}  # fmt: skip
_UNKNOWN = {
    "en": ("Fault", "A fault was found ({code}).", "Listen to it."),
    "zh": ("问题", "发现问题（{code}）。", "请试听。"),
}


def finding_in_words(finding: Mapping[str, Any], language: str) -> FindingInWords:
    """One stored finding in English ("en") or Chinese ("zh…")."""
    from matching.audio.quality import BLOCKING

    chosen = "zh" if language.startswith("zh") else "en"
    code = str(finding.get("code", ""))
    name, sentence, remedy = _WORDS.get(code, _UNKNOWN)[chosen]
    params = dict(finding.get("params") or {})
    figures = {
        **params,
        "code": code,
        "khz": float(params.get("bandwidth_hz", 0)) / 1000,
        "actual": _clock(params.get("seconds")),
        "stated": _clock(params.get("stated_s")),
        "lufs": f"{params.get('lufs', 0):.1f}".replace("-", "−"),
    }
    return FindingInWords(code, name, sentence.format(**figures), remedy, code in BLOCKING)


def findings_in_words(findings: Iterable[Mapping[str, Any]] | None, language: str) -> list[str]:
    """Sentences of stored findings, each with what to do."""
    joint = "" if language.startswith("zh") else " "
    words = [finding_in_words(finding, language) for finding in findings or []]
    return [f"{one.say}{joint}{one.remedy}" for one in words]


def _clock(seconds: Any) -> str:
    whole = round(float(seconds or 0))
    return f"{whole // 60}:{whole % 60:02d}"
