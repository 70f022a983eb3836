"""Reasons never speak for a voice that was asked to stay away."""

from __future__ import annotations

from matching.index.snapshot import Snapshot
from matching.intent.state import Event, Wish
from matching.retrieval.compose import compose
from matching.retrieval.recommend import recommend
from matching.retrieval.voice_reasons import said_voice, says_voice
from tests.matching.synthetic import band, understood

NO_VOICE = Wish("facet:vocal:lower", -1, 1.0, "owner")


def test_no_reason_contradicts_a_wish_against_singing(snapshot: Snapshot) -> None:
    by_voice = snapshot.facets[:, 10].argsort()
    sung = [int(snapshot.ids[row]) for row in by_voice[-12:]]
    kept = [Event("accept", track) for track in sung]
    listed = recommend(
        snapshot,
        compose([understood({"pop": 0.9})]),
        allowed_ids=snapshot.ids,
        length=30,
        events=kept,
        wishes=[NO_VOICE],
    )
    parts = [part for item in listed.items for reason in item.reasons for part in reason.parts]
    assert parts
    assert not [part for part in parts if says_voice(part.key) and said_voice(part) > 0]


def test_only_what_the_owner_kept_is_called_kept(snapshot: Snapshot) -> None:
    restored = [int(track) for track in snapshot.ids[:5]]
    listed = recommend(
        snapshot,
        compose([understood({"piano": 0.9})]),
        allowed_ids=snapshot.ids,
        length=10,
        keep=restored,
    )
    keys = {key for item in listed.items for reason in item.reasons for key in reason.keys}
    assert "kept" not in keys


def test_a_tempo_out_of_reach_is_never_named(snapshot: Snapshot) -> None:
    query = compose([understood({"slow": 0.8}, (band("tempo_bpm", 62, 96),))])
    listed = recommend(snapshot, query, allowed_ids=snapshot.ids, length=60)
    for item in listed.items:
        for reason in item.reasons:
            for part in reason.parts:
                if part.key == "facet:tempo_bpm":
                    tempo = float(part.parameters["value"])
                    assert any(53.9 <= each <= 110.5 for each in (tempo, tempo / 2, tempo * 2))
