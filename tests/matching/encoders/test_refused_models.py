"""A model that cannot serve is refused when it is loaded, with a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from matching.encoders import registry
from matching.encoders.base import EncoderUnavailable
from matching.encoders.joint import ClapEncoder, JointImageModel
from matching.encoders.refusals import ModelRefused
from matching.encoders.text import SentenceTransformerTextEncoder
from tests.matching.encoders.tiny_models import tiny_bert, tiny_clap, tiny_clip


def _says(refused: ModelRefused, *parts: str) -> None:
    for language in ("en", "zh"):
        sentence = refused.say(language)
        assert sentence.endswith((".", "。"))
        assert "\n" not in sentence
        for part in parts:
            assert part in sentence
    assert str(refused) == refused.say("en")


@pytest.mark.parametrize(
    ("load", "setting"),
    [
        (ClapEncoder, "MATCHING_AUDIO_MODEL"),
        (JointImageModel, "MATCHING_IMAGE_MODEL"),
        (SentenceTransformerTextEncoder, "MATCHING_TEXT_MODEL"),
    ],
)
def test_nothing_there_or_not_a_model(
    tmp_path: Path, load: Callable[[str], object], setting: str
) -> None:
    with pytest.raises(ModelRefused) as missing:
        load(str(tmp_path / "nowhere"))
    assert missing.value.code == "no_folder"
    _says(missing.value, setting, "nowhere")
    with pytest.raises(ModelRefused) as empty:
        load(str(tmp_path))
    assert empty.value.code == "not_loaded"
    _says(empty.value, setting)


def test_a_hub_name_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelRefused) as refused:
        SentenceTransformerTextEncoder("somebody/some-model")
    assert refused.value.code == "not_loaded"


def test_the_wrong_kind(tmp_path: Path) -> None:
    pictures, words = tiny_clip(tmp_path / "clip"), tiny_bert(tmp_path / "bert")
    with pytest.raises(ModelRefused, match="needs a model for text, audio") as refused:
        ClapEncoder(pictures)
    _says(refused.value, "text, image")
    with pytest.raises(ModelRefused, match="one for text"):
        JointImageModel(words)


def test_lost_weights(tmp_path: Path) -> None:
    folder = tiny_clap(tmp_path / "clap")
    Path(folder, "model.safetensors").unlink()
    with pytest.raises(ModelRefused, match="could not be loaded"):
        ClapEncoder(folder)


def test_damaged_weights(tmp_path: Path) -> None:
    folder = tiny_clap(tmp_path / "clap")
    weights = Path(folder, "model.safetensors")
    weights.write_bytes(weights.read_bytes()[:1_000])
    with pytest.raises(ModelRefused, match="could not be loaded"):
        ClapEncoder(folder)


def test_a_collapsed_text_side(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="twenty unrelated texts") as refused:
        ClapEncoder(tiny_clap(tmp_path / "clap", flat=True))
    _says(refused.value, "MATCHING_AUDIO_MODEL")


def test_a_model_that_hears_by_chance(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="by chance"):
        ClapEncoder(tiny_clap(tmp_path / "clap", fusion=True))


def test_other_files_under_the_same_name_are_another_model(tmp_path: Path) -> None:
    first = ClapEncoder(tiny_clap(tmp_path / "one" / "clap", seed=1))
    second = ClapEncoder(tiny_clap(tmp_path / "two" / "clap", seed=3))
    again = ClapEncoder(tiny_clap(tmp_path / "three" / "clap", seed=1))
    assert first.name == again.name != second.name
    assert first.name.startswith("clap:clap-")
    assert first.licence == "apache-2.0"


def test_a_joint_model_hears_beside_the_bundled_tagger(tmp_path: Path) -> None:
    try:
        paired = registry.audio_encoder(tiny_clap(tmp_path / "clap"))
    except EncoderUnavailable as problem:
        pytest.skip(f"{problem} (make models)")
    assert paired.name.startswith("clap:clap-")
    assert paired.name.endswith("+musicnn")
    words = registry.audio_words(str(tmp_path / "clap"))
    assert words is not None
    assert words.dimension == 16
    assert registry.audio_words("") is None


def test_an_unknown_coverage_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHING_COVERAGE", "most")
    with pytest.raises(EncoderUnavailable, match="not windows or full"):
        registry.coverage()


def test_a_bundled_name_is_the_bundled_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHING_AUDIO_MODEL", "musicnn")
    assert registry.setting_of("audio") == ""
