"""The environment is checked at start, and every setting is documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from matching.audio.decode import Limits
from matching.semantics.photo_file import MAX_FILE_BYTES
from merchant_app.config.env import ROOT, Env, read_env
from merchant_app.launcher.running import announce


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "eighty", "PORT"),
        ("PORT", "70000", "PORT"),
        ("DATABASE_URL", "sqlite:///x", "only PostgreSQL"),
        ("DATABASE_URL", "postgresql://u:p@h:99999/x", "from 1 to 65535"),
        ("DATABASE_URL", "postgresql://u:p@h:port/x", "from 1 to 65535"),
        ("DATABASE_URL", "postgresql://u:p@[h/x", "host:port"),
        ("CELERY_BROKER_URL", "http://x", "redis://"),
        ("EMAIL_URL", "smtp://mail:http", "from 1 to 65535"),
        ("EMAIL_URL", "smtp://:25", "name of the mail server"),
        ("SITE_URL", "music.example.com", "https://music.example.com"),
        ("SITE_URL", "https://", "https://music.example.com"),
        ("SITE_URL", "ftp://music.example.com", "https://music.example.com"),
        ("SITE_URL", "https://music.example.com:x", "from 1 to 65535"),
        ("SITE_URL", "https://[music", "SITE_URL"),
        ("SECRET_KEY", "short", "at least 32"),
        ("MEDIA_STORAGE", "s3", "needs the name of a bucket"),
        ("ALLOWED_HOSTS", " , ", "at least one host"),
        ("UPLOAD_PHOTO_MB", "41", "40"),
        ("UPLOAD_AUDIO_MB", "477", "476"),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES"),
        ("DEMO", "perhaps", "DEMO"),
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


def test_every_setting_is_documented_as_it_is() -> None:
    page = Path(ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in page.splitlines()
        if line.startswith("| `")
    ]
    assert rows == [
        (f"`{name}`", _shown(name, field.default), field.description)
        for name, field in Env.model_fields.items()
    ]


def _shown(name: str, default: object) -> str:
    if name == "VAR_DIR":
        return "`var` in the checkout"
    if isinstance(default, tuple):
        return ", ".join(default)
    return "" if default is None else str(default)


def test_uploads_are_no_larger_than_what_the_core_reads() -> None:
    most = {
        name: next(rule.le for rule in Env.model_fields[name].metadata if hasattr(rule, "le"))
        for name in ("UPLOAD_AUDIO_MB", "UPLOAD_PHOTO_MB")
    }
    assert most == {
        "UPLOAD_AUDIO_MB": Limits().max_bytes // 1024**2,
        "UPLOAD_PHOTO_MB": MAX_FILE_BYTES // 1024**2,
    }


def test_a_database_somebody_brought_gets_no_demonstration(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@h/x")
    assert not read_env().demo
    monkeypatch.setenv("DEMO", "true")
    assert read_env().demo
    monkeypatch.setenv("DEMO", "auto")
    monkeypatch.delenv("DATABASE_URL")
    assert read_env().demo
    # A second terminal beside an instance that was started with a database of its own.
    (tmp_path / "run").mkdir()
    announce(tmp_path, database="postgresql://u:p@h/x", broker="", port=8000, demo=False)
    assert not read_env().demo
