"""Who asks, behind reverse proxies: all three counters of attempts see the same address."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from merchant_app.config.env import ROOT

ASK = """
import django, json
django.setup()
from allauth.account.adapter import get_adapter
from axes.helpers import get_client_ip_address
from django.test import RequestFactory
from rest_framework.throttling import AnonRateThrottle
request = RequestFactory().get(
    "/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.7, 10.0.0.2"
)
print(json.dumps([
    get_adapter().get_client_ip(request),
    get_client_ip_address(request),
    AnonRateThrottle().get_ident(request),
]))
"""


@pytest.mark.parametrize(
    ("proxies", "seen"), [("0", "10.0.0.9"), ("1", "10.0.0.2"), ("2", "203.0.113.7")]
)
def test_all_count_the_same_address(proxies: str, seen: str) -> None:
    answer = subprocess.check_output(
        [sys.executable, "-W", "ignore", "-c", ASK],
        cwd=ROOT,
        env=os.environ
        | {
            "TRUSTED_PROXIES": proxies,
            "RATE_LIMIT": "true",
            "DJANGO_SETTINGS_MODULE": "merchant_app.config.settings",
        },
    )
    assert json.loads(answer) == [seen] * 3
