"""Model folders with random weights, a few kilobytes each, as the real libraries write them.

Nothing in them means anything; they go through the real loading path, without a network. Random
weights as made by default are nearly collapsed, so they are drawn wider.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import WordLevelTrainer

from matching.encoders.collapse import UNRELATED_TEXTS

os.environ.setdefault("HF_HUB_OFFLINE", "1")

_EXTRA = ("quiet piano music", "a photo of loud drums", "安静 的 钢琴")
_TEXT = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 37,
}  # fmt: skip
_VISION = {**_TEXT, "image_size": 32, "patch_size": 8}


def _tokenizer(length: int = 64) -> Any:
    from transformers import PreTrainedTokenizerFast

    words = Tokenizer(WordLevel({"<unk>": 0}, unk_token="<unk>"))
    words.pre_tokenizer = Whitespace()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    words.train_from_iterator([*UNRELATED_TEXTS, *_EXTRA], WordLevelTrainer(special_tokens=special))
    ends = [("<s>", 0), ("</s>", 2)]
    words.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    return PreTrainedTokenizerFast(
        tokenizer_object=words, bos_token="<s>", eos_token="</s>", pad_token="<pad>",
        unk_token="<unk>", model_max_length=length,
    )  # fmt: skip


def _drawn(model: Any, *, seed: int = 0, flat: bool = False) -> Any:
    """Wider random weights; `flat`: a text side that is collapsed."""
    draw = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim > 1:
                width = 1.0 if "embed" in name else 2.0 / parameter.shape[-1] ** 0.5
                parameter.copy_(width * torch.randn(parameter.shape, generator=draw))
            if flat and name.startswith("text"):
                parameter.fill_(0.0 if parameter.ndim > 1 else 1.0)
    return model


def _save(folder: Path, model: Any, processor: Any, licence: str = "") -> str:
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    if licence:
        (folder / "README.md").write_text(f"---\nlicense: {licence}\n---\n")
    return str(folder)


def tiny_clap(
    folder: Path, *, seed: int = 0, flat: bool = False, fusion: bool = False, width: int = 16
) -> str:
    """A CLAP folder: 48 kHz, windows of ten seconds, vectors of `width` numbers."""
    from transformers import ClapConfig, ClapFeatureExtractor, ClapModel, ClapProcessor

    words = _tokenizer()
    sound = {
        "hidden_size": 16, "patch_embeds_hidden_size": 8, "depths": [2, 2], "window_size": 4,
        "num_attention_heads": [2, 2], "num_hidden_layers": 2, "spec_size": 64, "num_mel_bins": 16,
        "patch_size": 4, "patch_stride": [4, 4], "projection_dim": width, "enable_fusion": fusion,
    }  # fmt: skip
    text = {
        **_TEXT, "vocab_size": len(words), "max_position_embeddings": 80, "projection_dim": width,
    }  # fmt: skip
    config = ClapConfig(text_config=text, audio_config=sound, projection_dim=width)
    listener = ClapFeatureExtractor(
        feature_size=16, sampling_rate=48_000, hop_length=2_400, fft_window_size=1_024,
        max_length_s=10, truncation="rand_trunc", padding="repeatpad",
    )  # fmt: skip
    model = _drawn(ClapModel(config), seed=seed, flat=flat)
    return _save(folder, model, ClapProcessor(listener, words), licence="apache-2.0")


def tiny_clip(folder: Path) -> str:
    """A CLIP folder: pictures of 32 pixels, vectors of 16 numbers."""
    from transformers import CLIPConfig, CLIPModel, CLIPProcessor
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    words = _tokenizer()
    text = {
        **_TEXT, "vocab_size": len(words), "max_position_embeddings": 64, "projection_dim": 16,
        "bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1,
    }  # fmt: skip
    config = CLIPConfig(
        text_config=text, vision_config={**_VISION, "projection_dim": 16}, projection_dim=16
    )
    pictures = CLIPImageProcessorPil(
        size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}
    )
    return _save(folder, _drawn(CLIPModel(config)), CLIPProcessor(pictures, words))


def tiny_siglip(folder: Path) -> str:
    """A SigLIP folder: pictures of 32 pixels, vectors of 32 numbers, texts padded to 64."""
    from transformers import SiglipConfig, SiglipModel, SiglipProcessor
    from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

    words = _tokenizer()
    text = {
        **_TEXT, "vocab_size": len(words), "max_position_embeddings": 64, "projection_size": 32,
        "bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1,
    }  # fmt: skip
    config = SiglipConfig(text_config=text, vision_config=_VISION)
    pictures = SiglipImageProcessorPil(size={"height": 32, "width": 32})
    return _save(folder, _drawn(SiglipModel(config)), SiglipProcessor(pictures, words))


def tiny_bert(folder: Path, *, texts: Sequence[str] = ()) -> str:
    """A plain BERT folder; sentence-transformers averages its tokens."""
    from transformers import BertConfig, BertModel

    words = _tokenizer()
    config = BertConfig(**_TEXT, vocab_size=len(words), max_position_embeddings=80)
    return _save(folder, _drawn(BertModel(config)), words)
