"""Words that name merely the business ask for nothing; the kind of place then speaks."""

from __future__ import annotations

import pytest

from matching.semantics.fillers import without_fillers
from matching.semantics.words import understand_words

EMPTY = (
    "Music for my shop", "music for our store please", "background music", "some background music",
    "Background music for my store", "I need music for my business", "songs for the shop",
    "in-store music", "We have a small shop", "nice background music for my shop",
    "a playlist for our shop, please", "Can you recommend some music for my store?",
    "good music for customers", "Hi, I'm looking for background music for my little shop. Thanks!",
    "store music", "music to play in our store", "something to play in the shop",
    "店里放点音乐", "背景音乐", "给我的店放点音乐", "店里的背景音乐", "我们店里想放些音乐",
    "本店背景音乐", "我想给小店找点背景音乐", "放点音乐", "店里放什么歌好", "来点背景音乐",
    "帮我推荐一些店里放的歌",
    "适合店铺的音乐", "开店用的音乐", "门店背景音乐", "店内播放的背景音乐", "给店里配点音乐，谢谢",
)  # fmt: skip

#: With a word about the music or the place: (request, what must stay of it).
TELLING = (
    ("calm music for my shop", "calm"), ("jazz for our store", "jazz"),
    ("background music, quiet piano", "quiet piano"), ("music for my flower shop", "flower shop"),
    ("music for a coffee shop", "coffee shop"), ("we have a small shop for vinyl records", "vinyl"),
    ("no vocals, background music only", "no vocals"), ("music for my tea house", "tea house"),
    ("lively songs for the shop with young customers", "lively"), ("rock music", "rock"),
    ("店里放点爵士", "爵士"), ("花店的背景音乐", "花店"), ("给我的书店放点音乐", "书店"),
    ("咖啡店里放点轻音乐", "咖啡店"), ("安静一点的背景音乐", "安静"), ("店里想要欢快的歌", "欢快"),
    ("不要人声的背景音乐", "不要人声"), ("我们店里下午很安静", "安静"),
)  # fmt: skip


@pytest.mark.parametrize("text", EMPTY)
def test_the_business_itself_is_no_wish(text: str) -> None:
    assert without_fillers(text) == ""


@pytest.mark.parametrize(("text", "stays"), TELLING)
def test_what_says_something_stays(text: str, stays: str) -> None:
    assert stays in without_fillers(text)


@pytest.mark.usefixtures("attention")
@pytest.mark.parametrize("text", ["Music for my shop", "店里放点背景音乐"])
def test_the_kind_of_place_speaks_instead(text: str) -> None:
    alone = understand_words(text)
    assert (alone.confidence, alone.tags, alone.targets) == (0.0, {}, ())
    assert [problem.code for problem in alone.problems] == ["vague"]
    placed = understand_words(text, place="tea house")
    assert placed.tags == understand_words("tea house").tags
    assert "tea_house" in [each.concept for each in placed.concepts]
    assert [problem.code for problem in placed.problems] == ["as_the_place"]
    assert (
        understand_words("loud rock", place="tea house").tags == understand_words("loud rock").tags
    )
