"""A sheet becomes tracks, works and drafted grants; bad rows fail alone; twice changes nothing."""

from __future__ import annotations

import pytest

from licensing.catalogue.models import Track
from licensing.history.models import Change
from licensing.imports.models import ImportBatch
from licensing.imports.services import import_apply, import_check
from licensing.licences.models import Grant, GrantTrack
from licensing.works.models import Share, Work
from merchant_app.accounts.models import User
from tests.licensing.audio import work_off
from tests.licensing.imports.sheets import bring_in, codes, take_in, verdicts

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = (
    "标题;艺人;ISRC;时长;词曲作者;出版方;ISWC;授权方;地区;场所;结束日期;权利\n"
    "雨后;小明 feat. 小红;CN-A01-24-00001;3:45;小明（词曲，00017798450，MCSC）50%;"
    "大出版（MCSC）50%;T-034.524.680-1;好厂牌;CN;咖啡馆;31.12.2027;表演权；复制权\n"
    "晴天;小明;CN-A01-24-00002;200;;;;好厂牌;CN;咖啡馆;31.12.2027;表演权；复制权\n"
)


def state() -> list[object]:
    return [
        list(Track.objects.order_by("pk").values()),
        list(Grant.objects.order_by("pk").values()),
        list(GrantTrack.objects.order_by("pk").values()),
        list(Share.objects.order_by("pk").values()),
        Change.objects.count(),
    ]


def test_a_chinese_sheet_lands_whole_and_the_second_time_changes_nothing(editor: User) -> None:
    batch = bring_in(editor, GOOD.encode("gb18030"))
    assert batch.state == "done"
    assert batch.counts["written"] == 2
    rain = Track.objects.get(isrc="CNA012400001")
    assert (rain.title, rain.artist, rain.duration_s) == ("雨后", "小明 feat. 小红", 225)
    assert [(a.name, a.role) for a in rain.artists.all()] == [
        ("小明", "main"),
        ("小红", "featured"),
    ]
    work = Work.objects.get(iswc="T0345246801")
    assert rain.works.get() == work
    assert [(s.ipi, s.percent, s.society) for s in work.shares.all()] == [
        ("00017798450", 50, "MCSC"),
        ("", 50, "MCSC"),
    ]
    grant = Grant.objects.get()  # one for both rows, because their terms are the same
    assert grant.status == Grant.Status.DRAFTED
    assert grant.created_by == editor
    assert grant.scope.count() == 2
    assert (grant.territories_in, grant.premises) == (["CN"], ["cafe"])
    assert sorted(grant.rights) == ["public_performance", "reproduction"]
    assert grant.valid_until.isoformat() == "2027-12-31"
    assert Change.objects.filter(actor=editor, action="track.import").count() == 2

    before = state()
    again = bring_in(editor, GOOD.encode("gb18030"))
    assert set(verdicts(again).values()) == {"unchanged"}
    assert [problem["code"] for problem in again.problems] == ["sent_before"]
    assert state() == before


def test_the_columns_are_remembered(editor: User) -> None:
    sheet = "Song,Sänger,Nr\nRain,Ming,1\n"
    batch = take_in(editor, sheet)
    assert batch.mapping == {"title": 0}
    chosen = {"title": 0, "artists": 1, "external_key": 2}
    import_check(batch=batch, mapping=chosen, options={}, dry_run=True)
    assert take_in(editor, sheet.replace("Rain", "Snow")).mapping == chosen


def test_a_dry_run_writes_nothing(editor: User) -> None:
    batch = take_in(editor, "title,artist\nRain,Ming\n")
    import_check(batch=batch, mapping=batch.mapping, options={}, dry_run=True)
    work_off()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == ("checked", 1)
    assert not Track.objects.exists()


def test_an_update_changes_what_the_sheet_says_and_leaves_the_rest(editor: User) -> None:
    bring_in(editor, "title,artist,isrc,label\nRain,Ming,GBAYE1200001,Old\n")
    batch = bring_in(editor, "title,artist,isrc,label,version\nRain,,GBAYE1200001,New,Live\n")
    assert verdicts(batch) == {2: "update"}
    track = Track.objects.get()
    assert (track.artist, track.label, track.version) == ("Ming", "New", "Live")
    assert batch.rows.get().changes == {"label": ["Old", "New"], "version": ["", "Live"]}


def test_more_tracks_for_a_grant_in_force_wait_for_a_second_person(editor: User) -> None:
    head = "title,isrc,licensor,territories\n"
    bring_in(editor, head + "One,GBAYE1200001,A label,EU\n")
    Grant.objects.update(status=Grant.Status.ACTIVE)
    both = head + "One,GBAYE1200001,A label,EU\nTwo,GBAYE1200002,A label,EU\n"
    bring_in(editor, both)
    assert Grant.objects.get().scope.count() == 1
    assert set(verdicts(bring_in(editor, both)).values()) == {"unchanged"}


NASTY = (
    "title,artist,isrc,sha256,iswc,writers,licensor,territories,from,until,explicit,barcode\n"
    "Fine,Ming,GBAYE1200001,,,,A label,EU,2026-01-01,2026-12-31,no,4006381333931\n"  # 2
    "Other,Ming,GB-AYE-12-00001,,,,,,,,,\n"  # 3: an ISRC on two tracks
    f"Sound,Ming,GBAYE1200003,{'a' * 64},,,,,,,,\n"
    f"Sound,Ming,GBAYE1200003,{'b' * 64},,,,,,,,\n"  # 5: other audio
    "Late,Ming,GBAYE1200004,,,,A label,EU,2026-12-31,2026-01-01,,\n"  # 6: ends before it begins
    "Gone,Ming,GBAYE1200005,,,,A label,DD,,,,\n"  # 7: no such country any more
    "Lost,Ming,GBAYE1200006,,,,A label,Atlantis,,,,\n"  # 8
    "Short,Ming,GBAYE12,,,,,,,,,\n"  # 9
    "Check,Ming,GBAYE1200007,,T0345246802,,,,,,,\n"  # 10
    "Much,Ming,GBAYE1200008,,,A 60%; B 60%,,,,,,\n"  # 11
    "When,Ming,GBAYE1200009,,,,A label,EU,03/04/2026,,,\n"  # 12
    "Maybe,Ming,GBAYE1200010,,,,,,,,perhaps,\n"  # 13
    ",Ming,,,,,,,,,,\n"  # 14: names no recording
    "Comma,Ming,GBAYE1200011,,,,,,,,,,one too many\n"  # 15
    "Bar,Ming,GBAYE1200012,,,,,,,,,4006381333932\n"  # 16
    f"{'Long' * 100},Ming,GBAYE1200013,,,,,,,,,\n"  # 17
    "Nobody,Ming,GBAYE1200014,,,,,EU,,,,\n"  # 18: terms without a licensor
    "Last,Ming,GBAYE1200015,,,,,,,,,\n"  # 19
)


def test_each_bad_row_fails_alone(editor: User) -> None:
    batch = bring_in(editor, NASTY)
    wrong = {
        3: "isrc_twice",
        5: "isrc_other_audio",
        6: "ends_before_begins",
        7: "former_country",
        8: "unknown_country",
        9: "bad_isrc",
        10: "bad_iswc",
        11: "shares_over",
        12: "date_ambiguous",
        13: "bad_yes_no",
        14: "no_title",
        15: "row_too_long",
        16: "bad_barcode",
        17: "too_long",
        18: "no_licensor",
    }
    assert {n for n, verdict in verdicts(batch).items() if verdict == "error"} == set(wrong)
    for number, code in wrong.items():
        assert code in codes(batch, number), number
    assert set(Track.objects.values_list("title", flat=True)) == {"Fine", "Sound", "Last"}
    former = batch.rows.get(number=7).problems[0]
    assert former["params"]["successors"] == "DE"
    assert batch.state == ImportBatch.State.DONE


def test_the_order_of_dates_may_be_said_for_the_sheet(editor: User) -> None:
    sheet = "title,isrc,licensor,until\nWhen,GBAYE1200009,A label,03/04/2026\n"
    bring_in(editor, sheet, date_order="mdy")
    assert Grant.objects.get().valid_until.isoformat() == "2026-03-04"


def test_an_isrc_on_two_tracks_of_the_catalogue_is_not_guessed(editor: User) -> None:
    for title in ("One", "Two"):
        Track.objects.create(title=title, isrc="GBAYE1200001")
    batch = bring_in(editor, "title,isrc\nOne,GBAYE1200001\n")
    assert codes(batch, 2) == {"isrc_on_two_tracks"}


def test_a_doubtful_row_waits_for_a_word(editor: User) -> None:
    from licensing.imports.services import row_decide

    known = Track.objects.create(title="Rain", artist="Ming")
    batch = bring_in(editor, "title,artist,isrc\nRain,Ming,GBAYE1200001\n")
    assert verdicts(batch) == {2: "doubtful"}
    row_decide(row=batch.rows.get(), track_id=known.pk)
    import_apply(batch=batch)
    work_off()
    known.refresh_from_db()
    assert known.isrc == "GBAYE1200001"
    assert Track.objects.count() == 1


def test_two_imports_of_one_recording_make_one_track(editor: User) -> None:
    first, second = (take_in(editor, f"title,isrc,label\nA,GBAYE1200001,{n}\n") for n in "12")
    for batch in (first, second):
        import_check(batch=batch, mapping=batch.mapping, options={}, dry_run=True)
    work_off()
    for batch in (first, second):
        import_apply(batch=ImportBatch.objects.get(pk=batch.pk))
    work_off()
    assert Track.objects.get().label == "2"
