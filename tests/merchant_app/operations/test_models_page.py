"""Operators see which models serve and what is prepared, and have a button for each way on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from licensing.catalogue.indexing import index_refresh
from licensing.catalogue.models import AudioAsset
from licensing.catalogue.tasks import follow_models
from matching.changes.selectors import open_change
from matching.changes.services import Report, change_failed, change_pause, model_report
from matching.models import AlignmentHead, ModelChange, Profile
from matching.selectors import live_version
from matching.services import profile_store
from merchant_app.accounts.models import User
from tests.licensing.profiles import profile, track

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/operations/models/"
REFUSED = {"en": "There is no such folder.", "zh": "没有这个文件夹。"}


@pytest.fixture
def page(signed_in: object, operator: User) -> Client:
    return signed_in(operator)  # type: ignore[operator, no-any-return]


@pytest.fixture
def change(db: None) -> ModelChange:
    """Three tracks; another model has heard one of them."""
    for seed in (1, 2, 3):
        track(seed)
    index_refresh()
    model_report(
        Report(kind="audio", setting="/models/clap", name="clap:x", analyser="test-2", joint=True,
               dimension=512, source="/models/clap", licence="apache-2.0")
    )  # fmt: skip
    follow_models()
    profile_store(sha256=f"{1:064x}", profile=replace(profile(1), analyser="test-2"))
    found = open_change()
    assert found is not None
    return found


def hear_all() -> None:
    for seed in (1, 2, 3):
        profile_store(sha256=f"{seed:064x}", profile=replace(profile(seed), analyser="test-2"))


def press(page: Client, name: str, *arguments: object, **fields: str) -> str:
    return page.post(reverse(f"operations:{name}", args=arguments), fields, follow=True).text


@pytest.mark.parametrize(
    ("who", "status"),
    [("operator", 200), ("owner", 403), ("colleague", 403), ("editor", 403), ("outsider", 403)],
)
def test_who_may_open_it(
    request: pytest.FixtureRequest, signed_in: object, who: str, status: int
) -> None:
    client: Client = signed_in(request.getfixturevalue(who))  # type: ignore[operator]
    assert client.get(PAGE).status_code == status
    pressed = client.post(reverse("operations:change_model", args=["pause"]))
    assert pressed.status_code == (302 if status == 200 else 403)


def test_an_empty_instance_has_a_page(page: Client) -> None:
    answer = page.get(PAGE)
    assert "musicnn-msd.safetensors" in answer.text
    assert "no worker has said so yet" in answer.text
    assert "No index yet" in answer.text


def test_it_shows_how_far_a_preparation_is(page: Client, change: ModelChange) -> None:
    shown = page.get(PAGE, headers={"HX-Request": "true"}).text
    assert "1 of 3 files heard" in shown
    assert "apache-2.0" in shown
    assert "<html" not in shown


def test_failures_are_named_in_the_readers_language(
    page: Client, operator: User, change: ModelChange
) -> None:
    change_failed(change, sha256=f"{2:064x}", code="silent", text={"en": "Silent.", "zh": "无声。"})
    change_pause(change, note={"en": "One failed.", "zh": "有一个失败。"})
    shown = page.get(PAGE).text
    assert "Silent." in shown
    assert "One failed." in shown
    User.objects.filter(pk=operator.pk).update(language="zh-hans")
    shown = page.get(PAGE).text
    assert "无声。" in shown
    assert "有一个失败。" in shown
    assert "已分析 1／3 个文件" in shown


def test_a_refused_model_is_said(page: Client) -> None:
    model_report(Report(kind="text", setting="/nowhere", problem=REFUSED))
    shown = page.get(PAGE).text
    assert "There is no such folder." in shown
    assert "The bundled model serves meanwhile." in shown
    assert "e5-small-q4.bin" in shown


def test_heads_are_shown_with_their_figures(page: Client) -> None:
    assert "None was trained yet." in page.get(PAGE).text
    figures = {"learned": 400, "tracks": 130, "recall_with_head": 0.42, "recall_pool": 0.2,
               "recall_chance": 0.08, "gain_low": 0.031, "gain_high": 0.09}  # fmt: skip
    AlignmentHead.objects.create(
        space="s", text_model="t", fingerprint="f", file="x", won=True, figures=figures
    )
    shown = page.get(PAGE).text
    assert "42" in shown
    assert "0.031 … 0.090" in shown


def test_pause_continue_and_cancel(page: Client, change: ModelChange) -> None:
    assert "A new model waits for you" in press(page, "change_model", "pause")
    assert "A new model is being prepared" in press(page, "change_model", "continue")
    shown = press(page, "change_model", "cancel")
    assert "The settings ask for test-2" in shown
    assert "That was over already" in press(page, "change_model", "pause")
    assert "A new model is being prepared" in press(page, "prepare_model")


def test_going_back_and_removing(page: Client, change: ModelChange) -> None:
    hear_all()
    change_failed(change, sha256=f"{9:064x}", code="x", text=REFUSED)
    press(page, "change_model", "switch")
    live = live_version()
    assert live.analyser == "test-2"
    assert "already" in press(page, "activate_version", live.number)
    shown = press(page, "activate_version", 1)
    assert live_version().analyser == "test-1"
    assert "is in use." in shown
    assert set(AudioAsset.objects.values_list("profile__analyser", flat=True)) == {"test-1"}
    press(page, "remove_profiles", analyser="test-1")
    assert Profile.objects.filter(analyser="test-1").count() == 3  # in use: nothing goes
    assert "3 profiles were removed" in press(page, "remove_profiles", analyser="test-2")
    assert page.post(reverse("operations:activate_version", args=[99])).status_code == 404
