"""Playlists as people have them: any format, any encoding, any mess."""

from __future__ import annotations

import json

import pytest

from merchant_app.briefs.playlist_formats import Entry, UnreadableList, read_playlist

SONG = Entry("Slow Boat", "Artist A")


@pytest.mark.parametrize(
    "text",
    [
        "Artist A - Slow Boat",
        "1. Artist A – Slow Boat",
        "• Artist A — Slow Boat\n\n",
        "Artist A\tSlow Boat",
        "#EXTM3U\n#EXTINF:123,Artist A - Slow Boat\nhttp://x/y.mp3",
        "#EXTM3U\n/music/Artist A - Slow Boat.mp3",
        "#EXTM3U\nfile:///C:/music/Artist%20A%20-%20Slow_Boat.mp3",
        "Track Name,Artist Name(s),Album\nSlow Boat,Artist A,X",
        "Title;Artist\nSlow Boat;Artist A",
        "歌曲,歌手\nSlow Boat,Artist A",
        json.dumps({"playlist": {"track": [{"title": "Slow Boat", "creator": "Artist A"}]}}),
        '<?xml version="1.0" encoding="UTF-8"?><playlist xmlns="http://xspf.org/ns/0/"><trackList>'
        "<track><creator>Artist A</creator><title>Slow Boat</title></track></trackList></playlist>",
    ],
)
def test_every_format_gives_the_song(text: str) -> None:
    assert read_playlist(text.encode()) == [SONG]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"]
)
def test_chinese_in_every_encoding(encoding: str) -> None:
    songs = read_playlist("邓丽君 - 月亮代表我的心\n王菲 - 红豆".encode(encoding))
    assert songs == [Entry("月亮代表我的心", "邓丽君"), Entry("红豆", "王菲")]


def test_ten_thousand_lines_are_read_in_order() -> None:
    songs = read_playlist("\n".join(f"Artist {n} - Song {n}" for n in range(10_000)).encode())
    assert len(songs) == 10_000
    assert songs[9_999] == Entry("Song 9999", "Artist 9999")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "binary"),
        (b"\n\n  \n", "binary"),
        (b"# only a comment\n---\n***", "nothing"),
        (b"{not json", "nothing"),
        (b"<html><body>no playlist</body></html>", "nothing"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
    ],
)
def test_what_holds_no_song_says_so(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableList) as caught:
        read_playlist(data)
    assert caught.value.code == code


def test_an_entity_bomb_is_refused_not_expanded() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        "<playlist><trackList><track><title>&b;</title></track></trackList></playlist>"
    )
    with pytest.raises(UnreadableList):
        read_playlist(bomb.encode())
