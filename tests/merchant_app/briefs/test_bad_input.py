"""Whatever somebody sends: a clear sentence in both languages, and nothing else is lost."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from merchant_app.briefs.models import Brief, BriefInput
from tests.merchant_app.briefs import files
from tests.merchant_app.conftest import work
from tests.merchant_app.doors import send_brief

pytestmark = pytest.mark.django_db

FIELDS = {"audio": "seed_audio", "photo": "photos", "playlist": "seed_files"}
GOOD_WORDS = "A quiet tea house with piano music."


@dataclass(frozen=True)
class Case:
    """One thing somebody sends; `en` and `zh` are parts of what is said, "" for nothing."""

    kind: str
    name: str
    content: Callable[[], bytes]
    en: str = ""
    zh: str = ""
    used: bool = False

    @property
    def file(self) -> SimpleUploadedFile:
        return SimpleUploadedFile(self.name, self.content())


def known(encoding: str) -> Callable[[], bytes]:
    """A list in this encoding: a song of the shelf, and one that nobody has."""
    return lambda: "Artist 3 – Piece 3\n周杰伦 – 没有人知道的歌\n".encode(encoding)


def ten_thousand_lines() -> bytes:
    songs = ["Artist 3 – Piece 3", *(f"Nobody {n} – Unheard {n}" for n in range(9_999))]
    return "\n".join(songs).encode()


CASES = {
    "text named mp3": Case(
        "audio", "song.mp3", lambda: b"This is my favourite song.\n" * 20,
        "holds no sound", "没有可读取的声音",
    ),
    "truncated": Case(
        "audio", "cut.wav", files.cut_short, "breaks off after 1.0 seconds", "在 1.0 秒后就中断了",
    ),
    "half of a song": Case(
        "audio", "half.wav", files.cut_after_half,
        "only the part that could be read", "只分析了可以读取的部分", used=True,
    ),
    "one second": Case(
        "audio", "short.wav", lambda: files.sound(1),
        "lasts 1.0 seconds; at least 3", "只有 1.0 秒",
    ),
    "8 kHz mono": Case("audio", "phone.wav", lambda: files.sound(6, rate=8000), used=True),
    "three hours": Case(
        "audio", "mix.mp3", files.three_hours, "longer than 60 minutes", "超过 60 分钟",
    ),
    "three silent hours": Case(
        "audio", "night.flac", files.three_silent_hours, "longer than 60 minutes", "超过 60 分钟",
    ),
    "silence": Case(
        "audio", "still.wav", lambda: files.sound(5, hertz=0.0), "is silent", "从头到尾都没有声音",
    ),
    "refused by FFmpeg": Case("audio", "hr-savino.ogg", files.doubled_headers, used=True),
    "decompression bomb": Case("photo", "bomb.png", files.bomb, "too large", "照片太大"),
    "CMYK": Case("photo", "print.jpg", files.cmyk, used=True),
    "EXIF-rotated": Case("photo", "phone.jpg", files.turned, used=True),
    "animated": Case(
        "photo", "moving.gif", files.animated, "first frame only", "只看了第一帧", used=True
    ),
    "PDF": Case("photo", "menu.pdf", lambda: files.PDF, "not a photo", "不是能打开的照片"),
    "half a photo": Case(
        "photo", "half.jpg", lambda: files.saved(files.room())[:900], "damaged", "已损坏",
    ),
    "list in GBK": Case("playlist", "歌单.txt", known("gbk"), used=True),
    "list in UTF-16": Case("playlist", "list.csv", known("utf-16"), used=True),
    "list in UTF-16 without a mark": Case("playlist", "list.txt", known("utf-16-le"), used=True),
    "list of 10,000 lines": Case(
        "playlist", "all.txt", ten_thousand_lines,
        "10000 songs; the first 500", "10000 首歌，只用了前 500 首", used=True,
    ),
    "list of songs nobody has": Case(
        "playlist", "rare.txt", lambda: b"Nobody - Unheard Song\nNo One - Another\n",
        "None of the songs of this list (2)", "2 首歌都不在我们的曲库中",
    ),
    "list with nothing in it": Case(
        "playlist", "empty.m3u", lambda: b"#EXTM3U\n\n***\n", "No song could be read", "读不出歌曲",
    ),
    "picture as a list": Case(
        "playlist", "list.csv", lambda: files.saved(files.room()),
        "not a playlist file", "不是歌单文件",
    ),
    "XML bomb": Case(
        "playlist", "list.xspf",
        lambda: b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        "No song could be read", "读不出歌曲",
    ),
    "half characters": Case(
        "playlist", "list.jspf",
        lambda: b'{"playlist":{"track":[{"title":"Piece 3 \\ud800\\u0000","creator":"Artist 3"}]}}',
        used=True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_through_the_interface_for_programs(api, api_zh, cafe, case: Case) -> None:
    brief = send_brief(api, cafe, description=GOOD_WORDS, **{FIELDS[case.kind]: [case.file]})
    assert brief["status"] == "ready", brief
    assert brief["playlist"]
    messages = [row["message"] for row in brief["problems"] if row["input"] == case.name]
    in_chinese = api_zh.get(f"/api/v1/briefs/{brief['id']}/").json()["problems"]
    chinese = [row["message"] for row in in_chinese if row["input"] == case.name]
    if case.en:
        assert any(case.en in message for message in messages), messages
        assert any(case.zh in message for message in chinese), chinese
    elif case.kind == "photo":  # what is seen in it may be worth a word
        assert not any("damaged" in message for message in messages)
    else:
        assert messages == []
    words = BriefInput.objects.get(kind="words")
    sent = BriefInput.objects.get(kind=case.kind)
    assert words.status == BriefInput.Status.READY
    assert words.understanding["concepts"]
    assert sent.status == ("ready" if case.used else "failed")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_through_the_page(page, cafe, case: Case) -> None:
    browser = page("en")
    browser.get(f"/stores/{cafe.pk}/briefs/new/")
    brief = Brief.objects.get()
    browser.post(f"/briefs/{brief.pk}/inputs/words/", {"text": GOOD_WORDS})
    row = browser.post(f"/briefs/{brief.pk}/inputs/{case.kind}/", {"file": case.file})
    assert row.status_code == 200
    assert case.name in row.content.decode()
    work()
    english = browser.get(f"/briefs/{brief.pk}/").content.decode()
    chinese = page("zh-hans").get(f"/briefs/{brief.pk}/").content.decode()
    for shown, says in ((english, case.en), (chinese, case.zh)):
        assert says in shown
        assert GOOD_WORDS in shown
        assert case.name in shown
    assert browser.post(f"/briefs/{brief.pk}/start/").status_code == 302
    work()
    brief.refresh_from_db()
    assert brief.status == Brief.Status.READY


def test_every_bad_file_at_once_spoils_nothing(api, cafe) -> None:
    sent: dict[str, list[SimpleUploadedFile]] = {}
    for case in CASES.values():
        if case.name != "night.flac":
            sent.setdefault(FIELDS[case.kind], []).append(case.file)
    brief = send_brief(api, cafe, description=GOOD_WORDS, **sent)
    assert brief["status"] == "ready"
    said = {row["input"] for row in brief["problems"]}
    assert {case.name for case in CASES.values() if case.en and case.name != "night.flac"} <= said


def test_three_hours_cost_neither_time_nor_memory(api, cafe, tmp_path) -> None:
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    send_brief(
        api,
        cafe,
        description=GOOD_WORDS,
        seed_audio=[CASES["three hours"].file, CASES["three silent hours"].file],
    )
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert time.process_time() - started < 20
    assert grown < 600 * 1024  # KiB; an hour of decoded sound is 230 MB
