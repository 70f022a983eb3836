"""Photos: odd files are told apart, light and colour are felt, things are not taken for places."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from matching.encoders.base import EncoderUnavailable
from matching.encoders.joint import JointImageModel
from matching.encoders.registry import image_encoder
from matching.encoders.text import E5TextEncoder
from matching.semantics.atmosphere import measure
from matching.semantics.photo_file import PhotoProblem, open_photo
from matching.semantics.photo_rules import photo_rules
from matching.semantics.photos import look, photo_description, understand_photo
from matching.semantics.placeless import placeless
from matching.semantics.pool import concept_name
from matching.semantics.understanding import Understanding
from tests.matching.encoders.tiny_models import tiny_clip
from tests.matching.semantics.conftest import drawn_room

Save = Callable[..., Path]


@pytest.fixture(autouse=True, scope="module")
def _model() -> None:
    try:
        image_encoder()
    except EncoderUnavailable as problem:
        pytest.skip(f"{problem}")


def brightness(understanding: Understanding) -> float:
    for target in understanding.targets:
        if target.facet == "brightness":
            return (target.low + target.high) / 2 - 0.5
    return 0.0


def refused(path: Path) -> PhotoProblem:
    with pytest.raises(PhotoProblem) as caught:
        open_photo(path)
    assert caught.value.say("en").endswith(".")
    assert caught.value.say("zh-hans").endswith("。")
    return caught.value


def test_missing_and_empty_files_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.jpg").code == "missing"
    (tmp_path / "empty.jpg").touch()
    assert refused(tmp_path / "empty.jpg").code == "empty"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.7\n...", "PDF"), (b"just words", "text"), (b"ID3\x04\x00", "MP3"),
     (b"\x00\x00\x00\x18ftypheic", "HEIC"), (b"<svg xmlns=''></svg>", "SVG")],
)  # fmt: skip
def test_what_is_no_photo_is_named(tmp_path: Path, content: bytes, kind: str) -> None:
    (tmp_path / "photo.jpg").write_bytes(content)
    problem = refused(tmp_path / "photo.jpg")
    assert problem.code == "not_image"
    assert kind in problem.say("en")


def test_a_decompression_bomb_is_not_opened(saved: Save) -> None:
    bomb = saved(Image.new("1", (20_000, 20_000)), "bomb.png")
    assert bomb.stat().st_size < 200_000
    assert refused(bomb).code == "too_large"


def test_a_dot_is_too_small(saved: Save) -> None:
    assert refused(saved(Image.new("RGB", (3, 300)), "dot.png")).code == "too_small"


def test_a_cut_file_is_used_as_far_as_it_goes(saved: Save, bright_room: Image.Image) -> None:
    whole = saved(bright_room, "room.jpg", quality=90).read_bytes()
    cut = saved(bright_room, "cut.jpg")
    cut.write_bytes(whole[: int(len(whole) * 0.8)])
    image, problems = open_photo(cut)
    assert image.mode == "RGB"
    assert [problem.code for problem in problems] == ["photo_truncated"]
    cut.write_bytes(whole[:700])
    assert refused(cut).code == "broken"


def test_cmyk_and_transparent_and_grey_photos_become_rgb(
    saved: Save, bright_room: Image.Image
) -> None:
    for image, name in (
        (bright_room.convert("CMYK"), "cmyk.jpg"),
        (bright_room.convert("RGBA"), "alpha.png"),
        (bright_room.convert("L"), "grey.png"),
        (bright_room.convert("P"), "palette.png"),
        (bright_room.convert("I;16"), "deep.png"),
    ):
        opened, problems = open_photo(saved(image, name))
        assert opened.mode == "RGB"
        assert not problems
        assert np.asarray(opened).mean() > 120


def test_a_photo_taken_sideways_is_turned(saved: Save, bright_room: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    opened, _ = open_photo(saved(bright_room, "turned.jpg", exif=exif))
    assert opened.size == (bright_room.height, bright_room.width)


def test_of_an_animation_the_first_frame_is_seen(
    saved: Save, bright_room: Image.Image, dark_room: Image.Image
) -> None:
    path = saved(bright_room, "moving.gif", save_all=True, append_images=[dark_room])
    opened, problems = open_photo(path)
    assert [problem.code for problem in problems] == ["photo_animated"]
    assert measure(opened).brightness > 0.7


def test_a_large_photo_is_brought_to_working_size(saved: Save) -> None:
    opened, _ = open_photo(saved(Image.new("RGB", (5000, 3000), "teal"), "large.jpg"))
    assert max(opened.size) <= 1024


def test_the_pixels_of_the_caller_stay_as_they_are(bright_room: Image.Image) -> None:
    before = bright_room.tobytes()
    understand_photo(bright_room)
    assert bright_room.tobytes() == before


def test_light_and_warmth_are_measured(bright_room: Image.Image, dark_room: Image.Image) -> None:
    bright, dark = measure(bright_room), measure(dark_room)
    assert bright.brightness > 0.8 > 0.3 > dark.brightness
    assert dark.warmth > bright.warmth
    green = measure(Image.new("RGB", (100, 100), (40, 140, 50)))
    assert green.greenery == pytest.approx(1.0)
    assert green.colours[0][0] == "green"


def test_bright_and_dark_rooms_ask_for_different_music(
    bright_room: Image.Image, dark_room: Image.Image
) -> None:
    bright, dark = understand_photo(bright_room), understand_photo(dark_room)
    assert brightness(bright) > 0 > brightness(dark)
    assert bright.source == "photo"
    assert Understanding.from_json(bright.to_json()) == bright


def test_a_single_colour_is_said_to_be_plain() -> None:
    understanding = understand_photo(Image.new("RGB", (300, 300), (250, 250, 250)))
    assert [problem.code for problem in understanding.problems] == ["photo_plain"]


def test_the_description_is_in_the_readers_language(dark_room: Image.Image) -> None:
    understanding = understand_photo(dark_room)
    english = photo_description(understanding, "en")
    assert " · " in english
    assert english.isascii() or "·" in english
    assert any("\u4e00" <= c <= "\u9fff" for c in photo_description(understanding, "zh-hans"))


def test_the_curated_bridge_names_only_what_exists() -> None:
    rules = photo_rules()
    assert len(rules.classes) > 120
    assert len(rules.atmosphere) >= 12


def test_bytes_of_noise_are_broken_or_no_image(tmp_path: Path) -> None:
    for head in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b""):
        noise = head + np.random.default_rng(1).bytes(4000)
        (tmp_path / "noise.jpg").write_bytes(noise)
        assert refused(tmp_path / "noise.jpg").code in ("broken", "not_image", "too_large")


def test_an_open_image_may_be_given() -> None:
    buffer = io.BytesIO()
    drawn_room((200, 200, 200), (150, 120, 90)).save(buffer, "PNG")
    assert understand_photo(Image.open(buffer)).confidence > 0


def test_a_model_with_words_of_its_own_sees_a_photo_through_them(tmp_path: Path) -> None:
    """The weights are random, so only the way is checked, not what is seen."""
    model = JointImageModel(tiny_clip(tmp_path / "clip"))
    photo = Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 120, 3), np.uint8))
    sight = look(photo, encoder=model)
    assert sight.concepts
    assert all(0 < weight <= 1 for weight in sight.concepts.values())
    assert 0 <= sight.placeless <= 1
    assert look(photo, encoder=model) == sight


class Described:
    """A joint model with perfect sight: every picture is what somebody says it is."""

    name = "described"

    def __init__(self, says: str) -> None:
        self.words = E5TextEncoder()
        self.dimension = self.words.dimension
        self._says = says

    def features(self, image: Image.Image) -> np.ndarray:
        return self.words.encode([self._says])[0]


@pytest.mark.parametrize(
    ("says", "concept"),
    [("an old tea house", "tea_house"), ("a barbershop", "barbershop"), ("a bookshop", "bookshop")],
)
def test_a_photo_wakes_the_concept_whose_texts_it_is_near(says: str, concept: str) -> None:
    photo = Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 120, 3), np.uint8))
    sight = look(photo, encoder=Described(says))
    assert sight.classes[0][0] == concept_name(concept, "en")
    assert sight.concepts[concept] > 0.5
    assert sight.placeless < 0.5


def test_a_page_of_text_is_noticed_though_no_class_knows_it() -> None:
    page = Image.new("RGB", (480, 640), (246, 244, 238))
    draw = ImageDraw.Draw(page)
    for line in range(30):
        draw.text((30, 20 + 20 * line), "order of the day, tea and coffee, total due" * 2, "black")
    sight = look(page)
    assert [each.code for each in sight.problems] == ["photo_not_a_place"]
    assert "page" in sight.problems[0].params["seen"]


def test_a_line_of_another_model_is_refused() -> None:
    with pytest.raises(ValueError, match="1280"):
        placeless(np.zeros(512, np.float32))


def test_a_photo_of_no_place_is_noticed_beside_words() -> None:
    photo = Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 120, 3), np.uint8))
    sight = look(photo, encoder=Described("a photo of an animal"))
    assert [each.code for each in sight.problems] == ["photo_not_a_place"]
