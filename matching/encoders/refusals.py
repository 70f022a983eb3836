"""Why a model that somebody set cannot be used, as one sentence in both languages."""

from __future__ import annotations

from matching.encoders.base import EncoderUnavailable

_SENTENCES: dict[str, tuple[str, str]] = {
    "no_folder": (
        "{setting} is {model!r}, but there is no such folder. Give the path of a model folder, or "
        "a name of the model hub such as owner/model.",
        "{setting} 设为 {model!r}，但没有这个文件夹。请填写模型文件夹的路径，或模型库中的名称"
        "（如 owner/model）。",
    ),
    "not_loaded": (
        "The model {model!r} of {setting} could not be loaded ({why}). Fetch its files again, or "
        "choose another model.",
        "无法加载 {setting} 所设的模型 {model!r}（{why}）。请重新获取其文件，或更换模型。",
    ),
    "wrong_kind": (
        "{setting} needs a model for {needed}, but {model!r} is one for {found}. Choose another.",
        "{setting} 需要能处理 {needed} 的模型，而 {model!r} 处理的是 {found}。请更换模型。",
    ),
    "widths_differ": (
        "The parts of {model!r} in {setting} do not fit together: its words have {words} numbers, "
        "its {other} {width}. Choose a model whose parts share one space.",
        "{setting} 所设的 {model!r} 各部分不匹配：文字向量有 {words} 维，{other} 有 {width} 维。"
        "请选择各部分处于同一空间的模型。",
    ),
    "collapsed": (
        "The model {model} in {setting} cannot be used: twenty unrelated {what} have a mean cosine "
        "of {cosine:.3f} (the limit is {limit}), so it cannot tell them apart. Choose another.",
        "{setting} 所设的模型 {model} 不可用：二十个互不相关的{what_zh}的平均余弦为 {cosine:.3f}"
        "（上限 {limit}），说明它无法区分输入。请更换模型。",
    ),
    "random": (
        "The model {model!r} in {setting} hears by chance (its audio part uses fusion). Choose one "
        "without, such as laion/clap-htsat-unfused.",
        "{setting} 所设的模型 {model!r} 的听音结果带有随机性（音频部分使用 fusion）。请选择不带 "
        "fusion 的模型，如 laion/clap-htsat-unfused。",
    ),
}


class ModelRefused(EncoderUnavailable):
    """A model that was set cannot be used; `say` tells in either language what to do about it."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(self.say("en"))

    def say(self, language: str) -> str:
        """The sentence in "zh" (any zh-* code) or, for all else, English."""
        english, chinese = _SENTENCES[self.code]
        return (chinese if language.lower().startswith("zh") else english).format(**self.params)
