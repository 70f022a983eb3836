"""No secret of an address reaches a log."""

from __future__ import annotations

import logging
import sys

import pytest
from django.test import Client
from gunicorn.config import Config

from merchant_app.config.logs import LINE, GunicornLogger, MaskedFormatter, masked

SECRET = "sEcReT-0123456789_abc"


@pytest.mark.parametrize(
    ("path", "left"),
    [
        (f"/player/{SECRET}/manifest/", "/player/…/manifest/"),
        (f"/team/join/{SECRET}/", "/team/join/…/"),
        (f"/media/{SECRET}:1a:xyz", "/media/…"),
        (f"/account/password/reset/key/1-{SECRET}/", "/account/password/reset/key/…/"),
        (f"/account/confirm-email/{SECRET}/", "/account/confirm-email/…/"),
        ("/stores/5/playlists/", "/stores/5/playlists/"),
    ],
)
def test_addresses_lose_their_secret(path: str, left: str) -> None:
    assert masked(f"Not Found: {path}") == f"Not Found: {left}"
    assert masked(f"GET http://host{path}?a=1 'x'").startswith(f"GET http://host{left}")


@pytest.mark.django_db
def test_an_answer_above_400_is_logged_without_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.setFormatter(MaskedFormatter(LINE))
    assert Client().get(f"/team/join/{SECRET}/").status_code == 404
    assert "/team/join/…/" in caplog.text
    assert SECRET not in caplog.text


def test_every_handler_of_the_settings_masks() -> None:
    from django.conf import settings

    for handler in settings.LOGGING["handlers"].values():
        chosen = settings.LOGGING["formatters"][handler["formatter"]]
        assert chosen["()"].endswith("MaskedFormatter")


def test_tracebacks_are_masked_too() -> None:
    try:
        raise ValueError(f"/media/{SECRET}")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    assert SECRET not in MaskedFormatter(LINE).format(record)


def test_gunicorn_masks_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    logger = GunicornLogger(Config())
    try:
        logger.error("Error handling request %s", f"/player/{SECRET}/")
    finally:
        for handler in list(logger.error_log.handlers):
            logger.error_log.removeHandler(handler)
    said = capfd.readouterr().err
    assert "/player/…/" in said
    assert SECRET not in said
