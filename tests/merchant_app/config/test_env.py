"""The environment is checked at start, and every setting is documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from merchant_app.config.env import ROOT, Env, read_env


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "eighty", "PORT"),
        ("PORT", "70000", "PORT"),
        ("DATABASE_URL", "sqlite:///x", "only PostgreSQL"),
        ("CELERY_BROKER_URL", "http://x", "redis://"),
        ("CACHE_URL", "memcached://x", "redis://"),
        ("EMAIL_URL", "mailto:x", "smtp://"),
        ("TIME_ZONE", "Mars/Olympus", "no time zone"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL"),
        ("MEDIA_STORAGE", "tape", "MEDIA_STORAGE"),
        ("DEBUG", "perhaps", "DEBUG"),
    ],
)
def test_a_bad_value_stops_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name, value, says
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        read_env()
    said = capsys.readouterr().err
    assert says in said
    assert len(said.strip().splitlines()) == 1


def test_secrets_are_not_repeated(monkeypatch, capsys) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://me:hunter2@db/x")
    with pytest.raises(SystemExit):
        read_env()
    assert "hunter2" not in capsys.readouterr().err


def test_every_setting_is_documented() -> None:
    page = Path(ROOT / "docs" / "settings.md").read_text()
    for name in Env.model_fields:
        assert f"`{name}`" in page, f"docs/settings.md does not name {name}"
