"""Operators read what a job does in words, whatever kind it is."""

from __future__ import annotations

from django.utils.translation import override

from matching.jobs.models import Job
from merchant_app.operations.templatetags.job_words import job_kind, job_target, queue_names


def test_words_for_a_job_its_target_and_its_queue() -> None:
    one = Job(kind="analyse_track", target_type="catalogue.track", target_id=83)
    all_of_them = Job(kind="inspect_audio", target_type="catalogue.audioasset", target_id=0)
    assert (job_kind(one.kind), job_target(one)) == ("listen to a track", "track 83")
    assert job_target(all_of_them) == "audio file"
    assert queue_names(["analyse", "elsewhere"]) == ["analysis", "elsewhere"]
    with override("zh-hans"):
        assert (job_kind(one.kind), job_target(one)) == ("分析曲目", "曲目 83")


def test_an_unknown_kind_is_shown_as_it_is() -> None:
    assert job_kind("knit_socks") == "knit_socks"
    assert job_target(Job(target_type="sock", target_id=2)) == "sock 2"
