"""A cancelled job that an operator tries again does its work for whoever waited."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from matching.jobs.models import Job
from matching.jobs.services import job_cancel
from merchant_app.accounts.models import User
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.briefs.services.briefs import brief_create, brief_start
from merchant_app.briefs.services.inputs import input_add_words
from merchant_app.stores.models import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def brief(store: Store, owner: User) -> Brief:
    made = brief_create(store=store, user=owner)
    input_add_words(brief=made, text="quiet piano")
    return brief_start(brief=made)


def try_again(signed_in: object, operator: User, job: Job | None) -> None:
    assert job is not None
    client: Client = signed_in(operator)  # type: ignore[operator]
    answer = client.post(reverse("operations:retry", args=[job.pk]), follow=True)
    assert "waits for a worker again" in answer.text


def test_a_brief_waits_again(signed_in: object, operator: User, brief: Brief) -> None:
    job_cancel(brief.job)  # type: ignore[arg-type]
    brief.refresh_from_db()
    assert brief.status == Brief.Status.CANCELLED
    try_again(signed_in, operator, brief.job)
    brief.refresh_from_db()
    assert brief.status == Brief.Status.QUEUED


def test_an_input_waits_again(signed_in: object, operator: User, brief: Brief) -> None:
    item = brief.inputs.get()
    job_cancel(item.job)  # type: ignore[arg-type]
    item.refresh_from_db()
    assert item.status == BriefInput.Status.FAILED
    assert item.problems[0]["code"] == "unexpected"
    try_again(signed_in, operator, item.job)
    item.refresh_from_db()
    assert item.status == BriefInput.Status.QUEUED
