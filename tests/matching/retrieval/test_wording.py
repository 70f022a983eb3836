"""Reasons and wishes in words, in both languages."""

from __future__ import annotations

import pytest

from matching.evaluation.synthetic import SyntheticCatalogue
from matching.index.snapshot import Snapshot
from matching.intent.features import LEARNED_FACETS
from matching.intent.state import Event, Wish, facet_wish_key
from matching.retrieval.compose import compose
from matching.retrieval.query import Seed
from matching.retrieval.reasons import Reason, ReasonPart
from matching.retrieval.recommend import recommend
from matching.retrieval.tag_groups import TAG_GROUPS
from matching.retrieval.wording import say_reason, say_reasons, say_wish
from tests.matching.synthetic import band, understood


def part(
    key: str, origin: str = "brief", direction: int = 1, source: str = "words", **values
) -> ReasonPart:  # type: ignore[no-untyped-def]
    return ReasonPart(key, origin, direction, (source,), values)


CALM = part("learned:facet:energy", "learned", value=0.21, side=-1.2, teacher="kept")
TEMPO = part("facet:tempo_bpm", value=72.0, side=-1.0, low=60.0, high=80.0)


@pytest.mark.parametrize(
    ("reason", "en", "zh"),
    [
        (
            Reason("fits", (TEMPO,)),
            "slow (72 BPM), as you described",
            "慢速（72 拍/分），符合您的描述",
        ),
        (
            Reason("fits", (part("facet:tempo_bpm", value=144.0, low=60.0, high=80.0),)),
            "slow in feel (72 BPM, counted as 144), as you described",
            "听感慢速（约 72 拍，计 144 拍），符合您的描述",
        ),
        (
            Reason("fits", (part("tag:piano", source="photo"),)),
            "piano, as your photos suggest",
            "钢琴，与照片的氛围相符",
        ),
        (
            Reason("fits", (part("tag:vocals", direction=-1),)),
            "without vocals, as you described",
            "没有人声，符合您的描述",
        ),
        (
            Reason("fits", (part("seed:0", source="seed:Song", name="Song"),)),
            "close to your song “Song”",
            "接近您的歌曲《Song》",
        ),
        (
            Reason("fits", (CALM,)),
            "as calm as the tracks you kept (energy 21 of 100)",
            "和您留下的曲目一样平静（能量 21/100）",
        ),
        (
            Reason("fits", (part("learned:tag:metal", "learned", -1, teacher="rejected"),)),
            "without metal, unlike the tracks you turned down",
            "没有金属，不同于您拒绝的曲目",
        ),
        (
            Reason("fits", (part("owner:facet:acoustic", "owner", value=0.9, side=1.0),)),
            "acoustic, as you asked",
            "原声乐器，按您的要求",
        ),
        (Reason("fits", (part("kept", "kept"),)), "you kept it", "您已留下"),
        (
            Reason("fits", (part("tag:piano"), TEMPO)),
            "taken together: piano, slow (72 BPM)",
            "综合来看：钢琴、慢速（72 拍/分）",
        ),
    ],
)  # fmt: skip
def test_reasons_read_well(reason: Reason, en: str, zh: str) -> None:
    assert say_reason(reason, "en") == en
    assert say_reason(reason, "zh-hans") == zh
    assert Reason.from_json(reason.to_json()) == reason


@pytest.mark.parametrize(
    ("wish", "en", "zh"),
    [
        (Wish("facet:tempo_bpm:lower", -1, 0.5, "learned"), "slower", "更慢"),
        (Wish("facet:tempo_bpm:lower", -1, 0.5, "brief"), "slow", "慢"),
        (Wish("tag:vocals", -1, 0.9, "owner"), "no vocals", "不要人声"),
        (Wish("tag:metal", -1, 0.3, "learned"), "less metal", "少一些金属"),
        (Wish("tag:piano", 1, 0.3, "learned"), "more piano", "多一些钢琴"),
        (Wish("seed:0", 1, 1.0, "brief"), "close to your songs", "接近您的歌曲"),
        (
            Wish("style:kept", 1, 0.4, "learned"),
            "in the style you like",
            "您喜欢的曲风",
        ),
    ],
)
def test_wishes_read_well(wish: Wish, en: str, zh: str) -> None:
    assert (say_wish(wish, "en"), say_wish(wish, "zh")) == (en, zh)


def test_what_reasons_share_is_said_once() -> None:
    reasons = [Reason("fits", (part("tag:piano"),)), Reason("fits", (TEMPO,))]
    assert say_reasons(reasons, "en") == ["piano, as you described", "slow (72 BPM)"]
    assert say_reasons(reasons, "zh") == ["钢琴，符合您的描述", "慢速（72 拍/分）"]


def test_a_track_just_outside_the_band_is_not_said_to_be_inside() -> None:
    near = part("facet:energy", value=0.36, low=0.0, high=0.3)
    assert say_reason(Reason("fits", (near,)), "en") == (
        "almost calm (energy 36 of 100), as you described"
    )


def test_every_subject_has_words_in_both_languages() -> None:
    keys = [facet_wish_key(facet, side) for facet in LEARNED_FACETS for side in (-1, 1)]
    keys += [f"tag:{group.name}" for group in TAG_GROUPS]
    for key in keys:
        for direction in (-1, 1):
            wish = Wish(key, direction, 0.5, "learned")
            assert say_wish(wish, "en") != key
            assert any("一" <= sign <= "鿿" for sign in say_wish(wish, "zh"))


def test_everything_a_real_round_says_can_be_said(
    catalogue: SyntheticCatalogue, snapshot: Snapshot
) -> None:
    bands = tuple(band(name, 0.2, 0.5) for name in ("energy", "brightness", "acoustic", "vocal"))
    query = compose(
        [understood({"piano": 0.7, "sad": -0.3}, (*bands, band("tempo_bpm", 60, 90)))],
        [Seed("mine", snapshot.style[0], snapshot.tags[0])],
    )
    events = [Event("accept" if row % 3 else "reject", int(snapshot.ids[row])) for row in range(40)]
    found = recommend(snapshot, query, allowed_ids=snapshot.ids, length=60, events=events)
    for item in found.items:
        for reason in item.reasons:
            for language in ("en", "zh"):
                said = say_reason(reason, language)
                assert said
                assert ":" not in said.replace("taken together:", "")
    for wish in found.wishes:
        assert say_wish(wish, "zh")
