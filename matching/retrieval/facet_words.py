"""Words for facets in English and Chinese: levels for reasons, directions for wishes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Both:
    """One phrase in both languages."""

    en: str
    zh: str

    def say(self, language: str) -> str:
        return self.zh if language.lower().startswith("zh") else self.en


@dataclass(frozen=True)
class FacetWords:
    """levels: (upper limit, what a track below it is), ascending, the last one open.

    low, high: what a track on that side is; lower, higher: what a wish in that direction asks for.
    figure: how the value is shown, or an empty string; percent figures are values times 100.
    """

    levels: tuple[tuple[float, Both], ...]
    low: Both
    high: Both
    lower: Both
    higher: Both
    figure: Both = Both("", "")
    factor: float = 1.0

    def level(self, value: float) -> Both:
        return next(words for limit, words in self.levels if value < limit)


_OPEN = float("inf")

FACET_WORDS: dict[str, FacetWords] = {
    "tempo_bpm": FacetWords(
        (
            (80, Both("slow", "慢速")),
            (100, Both("at a relaxed pace", "从容")),
            (120, Both("at a medium pace", "中速")),
            (_OPEN, Both("fast", "快速")),
        ),
        Both("slow", "慢"),
        Both("fast", "快"),
        Both("slower", "更慢"),
        Both("faster", "更快"),
        Both("{:.0f} BPM", "{:.0f} 拍/分"),
    ),
    "energy": FacetWords(
        (
            (0.35, Both("calm", "平静")),
            (0.5, Both("fairly calm", "较平静")),
            (0.65, Both("moderately lively", "适度轻快")),
            (_OPEN, Both("lively", "有活力")),
        ),
        Both("calm", "平静"),
        Both("lively", "有活力"),
        Both("calmer", "更平静"),
        Both("livelier", "更有活力"),
        Both("energy {:.0f} of 100", "能量 {:.0f}/100"),
        100.0,
    ),
    "energy_spread": FacetWords(
        (
            (0.2, Both("steady throughout", "从头到尾平稳")),
            (_OPEN, Both("rising and falling", "有起伏")),
        ),
        Both("steady", "平稳"),
        Both("varied", "有起伏"),
        Both("steadier", "更平稳"),
        Both("more ups and downs", "更多起伏"),
    ),
    "brightness": FacetWords(
        (
            (0.4, Both("warm in tone", "音色温暖")),
            (0.6, Both("balanced in tone", "音色均衡")),
            (_OPEN, Both("bright in tone", "音色明亮")),
        ),
        Both("warm", "温暖"),
        Both("bright", "明亮"),
        Both("warmer in tone", "音色更温暖"),
        Both("brighter in tone", "音色更明亮"),
    ),
    "dynamics_db": FacetWords(
        (
            (6.0, Both("even in volume", "音量均匀")),
            (12.0, Both("moderate in dynamics", "强弱适中")),
            (_OPEN, Both("wide in dynamics", "强弱对比大")),
        ),
        Both("even in volume", "音量均匀"),
        Both("dynamic", "强弱分明"),
        Both("more even in volume", "音量更均匀"),
        Both("more dynamic", "强弱更分明"),
        Both("{:.0f} dB", "{:.0f} 分贝"),
    ),
    "vocal": FacetWords(
        (
            (0.35, Both("instrumental", "纯音乐")),
            (0.65, Both("with a little singing", "略有人声")),
            (_OPEN, Both("with singing", "有人声")),
        ),
        Both("free of singing", "没有人声"),
        Both("vocal", "有人声"),
        Both("less singing", "少一些人声"),
        Both("more singing", "多一些人声"),
    ),
    "acoustic": FacetWords(
        (
            (0.35, Both("electronic in sound", "电子音色")),
            (0.65, Both("part acoustic, part electronic", "原声与电子兼有")),
            (_OPEN, Both("acoustic", "原声乐器")),
        ),
        Both("electronic", "电子化"),
        Both("acoustic", "原声"),
        Both("more electronic", "更电子化"),
        Both("more acoustic", "更多原声乐器"),
    ),
    "onset_rate": FacetWords(
        (
            (2.0, Both("sparse", "音符疏朗")),
            (4.5, Both("flowing", "音符流畅")),
            (_OPEN, Both("busy", "音符密集")),
        ),
        Both("sparse", "疏朗"),
        Both("busy", "密集"),
        Both("sparser", "更疏朗"),
        Both("busier", "更密集"),
    ),
    "mode": FacetWords(
        (
            (0.5, Both("in a minor key", "小调")),
            (_OPEN, Both("in a major key", "大调")),
        ),
        Both("minor", "偏小调"),
        Both("major", "偏大调"),
        Both("more in minor keys", "多一些小调"),
        Both("more in major keys", "多一些大调"),
    ),
    "loudness_lufs": FacetWords(
        (
            (-18.0, Both("softly recorded", "录音轻柔")),
            (_OPEN, Both("fully recorded", "录音饱满")),
        ),
        Both("soft", "轻柔"),
        Both("full", "饱满"),
        Both("softer", "更轻柔"),
        Both("fuller", "更饱满"),
    ),
}
