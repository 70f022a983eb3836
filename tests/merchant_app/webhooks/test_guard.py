"""Which addresses a webhook may go to: public ones, over HTTPS, whatever their name says."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from merchant_app.webhooks.guard import target_of
from merchant_app.webhooks.problems import WebhookProblem


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "address_not_https"),
        ("http://8.8.8.8/", "address_not_https"),
        ("ftp://8.8.8.8/", "address_not_https"),
        ("https://", "address_not_https"),
        ("https://8.8.8.8:99999/", "address_not_https"),
        ("https://[::1", "address_not_https"),
        ("https://me:secret@8.8.8.8/", "address_with_sign_in"),
        ("https://no-such-name.invalid/", "address_unknown"),
        ("https://127.0.0.1/", "address_private"),
        ("https://localhost/", "address_private"),
        ("https://2130706433/", "address_private"),
        ("https://0x7f.1/", "address_private"),
        ("https://0.0.0.0/", "address_private"),
        ("https://10.1.2.3/", "address_private"),
        ("https://172.16.0.1/", "address_private"),
        ("https://192.168.1.1/", "address_private"),
        ("https://100.64.0.1/", "address_private"),
        ("https://169.254.169.254/latest/meta-data/", "address_private"),
        ("https://224.0.0.1/", "address_private"),
        ("https://[::1]/", "address_private"),
        ("https://[fd00::1]/", "address_private"),
        ("https://[fe80::1]/", "address_private"),
        ("https://[::ffff:10.0.0.1]/", "address_private"),
        ("https://[64:ff9b::a00:1]/", "address_private"),
        ("https://[2002:a00:1::]/", "address_private"),
    ],
)
def test_what_no_webhook_may_reach(address: str, code: str) -> None:
    with pytest.raises(WebhookProblem) as refused:
        target_of(address)
    assert refused.value.code == code


def test_a_public_address_is_connected_to_as_it_was_judged() -> None:
    target = target_of("https://8.8.8.8:8443/hook?shop=1")
    assert (target.ip, target.port, target.path) == ("8.8.8.8", 8443, "/hook?shop=1")
    assert target.authority == "8.8.8.8:8443"


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS answers are not ours to make; everything behind them is."""
    rows = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("8.8.8.8", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: rows)
    with pytest.raises(WebhookProblem):
        target_of("https://two-faced.example.com/")


def test_this_machine_only_where_the_installation_says_so(settings: Any) -> None:
    settings.WEBHOOKS_TO_THIS_MACHINE = True
    assert target_of("http://127.0.0.1:8080/hook").authority == "127.0.0.1:8080"
    for address in ("http://8.8.8.8/", "https://10.0.0.1/"):
        with pytest.raises(WebhookProblem):
            target_of(address)
