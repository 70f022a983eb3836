"""Every setting that comes from the environment, typed; a bad value stops the start."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from merchant_app.config.addresses import check_port, of_scheme, postgres_address

ROOT = Path(__file__).resolve().parents[2]


class Env(BaseSettings):
    """The environment of one process. Each field is one variable, described in docs/settings.md."""

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=True)

    PORT: int = Field(default=8000, ge=1, le=65535, description="Port of the web server.")
    BIND: str = Field(
        default="127.0.0.1", description="Address the web server listens on; 0.0.0.0: all."
    )
    VAR_DIR: Path = Field(default=ROOT / "var", description="Folder for data that must survive.")
    MODELS_DIR: Path | None = Field(
        default=None, description="Model files; default VAR_DIR/models."
    )
    SITE_URL: str = Field(default="", description="Public address; default http://localhost:PORT.")
    DEBUG: bool = Field(
        default=False, description="Django's debug pages. Never on a public machine."
    )
    SECRET_KEY: str = Field(
        default="", description="Signs sessions and media addresses; made once by make run."
    )
    ALLOWED_HOSTS: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("localhost", "127.0.0.1", "[::1]"), description="Host names that are answered."
    )
    DATABASE_URL: str = Field(
        default="", description="PostgreSQL address; empty means the embedded one."
    )
    DATABASE_POOL: int = Field(
        default=0, ge=0, le=100, description="Pooled connections; 0: one a thread."
    )
    DEMO: Literal["auto", "true", "false"] = Field(
        default="auto",
        description="Demo people, stores, reference tracks; auto: in the embedded database only.",
    )
    CELERY_BROKER_URL: str = Field(
        default="", description="Broker; empty means the embedded Valkey."
    )
    CACHE_URL: str = Field(default="", description="Cache (redis://); default the broker's server.")
    EMAIL_URL: str = Field(
        default="", description="smtp://user:password@host:port; empty writes to a file."
    )
    EMAIL_FROM: str = Field(
        default="Foyer <foyer@localhost>", description="Sender of the product's mail."
    )
    TIME_ZONE: str = Field(default="UTC", description="Time zone of operator pages and logs.")
    LOG_LEVEL: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Log level."
    )
    HTTPS: bool = Field(default=False, description="Served over HTTPS: secure cookies, HSTS.")
    HSTS_SUBDOMAINS: bool = Field(
        default=False,
        description="With HTTPS: HSTS for every subdomain, and for preload lists.",
    )
    TRUSTED_PROXIES: int = Field(
        default=0,
        ge=0,
        le=10,
        description="Reverse proxies in front that add to X-Forwarded-For; 0: none is believed.",
    )
    MATCHING_AUDIO_MODEL: str = Field(
        default="", description="A CLAP folder or hub name for sound; empty: the bundled model."
    )
    MATCHING_TEXT_MODEL: str = Field(
        default="", description="A sentence-transformers folder or hub name; empty: bundled."
    )
    MATCHING_IMAGE_MODEL: str = Field(
        default="", description="A CLIP or SigLIP folder or hub name for photos; empty: bundled."
    )
    MATCHING_COVERAGE: Literal["windows", "full"] = Field(
        default="windows", description="How much of a recording is heard; full takes longer."
    )
    MATCHING_THREADS: int = Field(
        default=1, ge=1, le=64, description="Threads of one worker process for the models."
    )
    WIKIDATA_LOOKUP: bool = Field(
        default=False,
        description="Look songs up in Wikidata that are known by name only; their names go there.",
    )
    WIKIDATA_ENDPOINT: str = Field(
        default="https://www.wikidata.org/w/api.php", description="Address of its API."
    )
    WIKIDATA_CONTACT: str = Field(
        default="", description="Mail or web address in the requests, so that it can reach you."
    )
    MATCHING_HEAD_TRACKS: int = Field(
        default=500,
        ge=120,
        description="Described tracks from which a head from words to sounds is trained.",
    )
    MEDIA_STORAGE: Literal["local", "s3"] = Field(
        default="local", description="Where audio and photos lie."
    )
    S3_BUCKET: str = Field(
        default="", validate_default=True, description="Bucket, with MEDIA_STORAGE=s3."
    )
    S3_ENDPOINT: str = Field(
        default="", description="Endpoint of an S3-compatible store; empty: AWS."
    )
    # No larger than what the matching core reads: decode.Limits, photo_file.MAX_FILE_BYTES.
    UPLOAD_AUDIO_MB: int = Field(
        default=200, ge=1, le=476, description="Largest audio upload, 476 at most."
    )
    UPLOAD_PHOTO_MB: int = Field(
        default=25, ge=1, le=40, description="Largest photo upload, 40 at most."
    )
    UPLOAD_LIST_MB: int = Field(default=5, ge=1, le=64, description="Largest playlist file.")
    UPLOAD_IMPORT_MB: int = Field(
        default=200, ge=1, le=200, description="Largest sheet or DDEX message, 200 at most."
    )
    IMPORT_ROOT: Path | None = Field(
        default=None, description="Folder on the server whose audio editors may import."
    )
    IMPORT_S3_BUCKET: str = Field(
        default="", description="Bucket whose audio editors may import, by prefix."
    )
    BRIEF_MAX_INPUTS: int = Field(
        default=60, ge=1, le=1000, description="Most inputs of one brief."
    )
    MEDIA_URL_SECONDS: int = Field(
        default=3600, ge=60, le=86400, description="Life of a media address."
    )
    JOB_LEASE_SECONDS: int = Field(
        default=30, ge=2, le=3600, description="Work of a silent worker is taken up after this."
    )
    WEBHOOKS_TO_THIS_MACHINE: bool = Field(
        default=False,
        description="Webhooks may also go to http://localhost, to try them out (as with DEBUG).",
    )
    RATE_LIMIT: bool = Field(default=True, description="Limit requests per person and address.")

    _database_given: bool = PrivateAttr(default=False)
    _demo_of_running: str = PrivateAttr(default="")

    @field_validator("ALLOWED_HOSTS", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        hosts = tuple(part.strip() for part in value.split(",") if part.strip())
        if not hosts:
            raise ValueError("name at least one host")
        return hosts

    @field_validator("SITE_URL")
    @classmethod
    def _address(cls, value: str) -> str:
        wanted = "use an address such as https://music.example.com"
        parts = urlsplit(value)
        if value and (
            parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")
        ):
            raise ValueError(wanted)
        check_port(value)
        return value

    @field_validator("SECRET_KEY")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < 32:
            raise ValueError("use at least 32 characters, chosen at random")
        return value

    @field_validator("TIME_ZONE")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is no time zone, use one such as Europe/Berlin") from error
        return value

    @field_validator("DATABASE_URL")
    @classmethod
    def _postgres(cls, value: str) -> str:
        return postgres_address(value)

    @field_validator("CELERY_BROKER_URL")
    @classmethod
    def _broker(cls, value: str) -> str:
        return of_scheme(value, "redis://", "rediss://", "redis+socket://", "amqp://", "amqps://")

    @field_validator("CACHE_URL")
    @classmethod
    def _cache(cls, value: str) -> str:
        return of_scheme(value, "redis://", "rediss://", "unix://")

    @field_validator("EMAIL_URL")
    @classmethod
    def _mail(cls, value: str) -> str:
        of_scheme(value, "smtp://", "smtp+tls://", "smtps://")
        if value and not urlsplit(value).hostname:
            raise ValueError("the name of the mail server is missing: smtp://host:port")
        check_port(value)
        return value

    @field_validator("S3_BUCKET")
    @classmethod
    def _bucket(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("MEDIA_STORAGE") == "s3":
            raise ValueError("MEDIA_STORAGE=s3 needs the name of a bucket")
        return value

    @model_validator(mode="after")
    def _embedded(self) -> Env:
        """Fill in what a running `make run` on the same VAR_DIR wrote down for other commands.

        `VAR_DIR/run/addresses.json` holds the addresses of the embedded services while they run;
        `VAR_DIR/secrets/secret_key` holds the key that was made once.
        """
        self._database_given = bool(self.DATABASE_URL)
        services = self.VAR_DIR / "run" / "addresses.json"
        if services.is_file() and not (self.DATABASE_URL and self.CELERY_BROKER_URL):
            written = json.loads(services.read_text())
            if not self.DATABASE_URL:
                self._demo_of_running = written.get("DEMO", "")
            self.DATABASE_URL = self.DATABASE_URL or written.get("DATABASE_URL", "")
            self.CELERY_BROKER_URL = self.CELERY_BROKER_URL or written.get("CELERY_BROKER_URL", "")
            if "PORT" not in self.model_fields_set:
                self.PORT = written.get("PORT", self.PORT)
        key = self.VAR_DIR / "secrets" / "secret_key"
        if not self.SECRET_KEY:
            # Commands that sign nothing (check, makemigrations) may run before the key exists.
            self.SECRET_KEY = key.read_text().strip() if key.is_file() else token_urlsafe(50)
        return self

    @property
    def models_dir(self) -> Path:
        return self.MODELS_DIR or self.VAR_DIR / "models"

    @property
    def demo(self) -> bool:
        """Whether there is a demonstration: not on a database that somebody brought, unless asked.

        Without settings of its own a command goes by what the running instance wrote down.
        """
        if self.DEMO == "auto":
            return self._demo_of_running != "false" and not self._database_given
        return self.DEMO == "true"

    @property
    def site_url(self) -> str:
        return self.SITE_URL.rstrip("/") or f"http://localhost:{self.PORT}"

    @property
    def cache_url(self) -> str:
        if self.CACHE_URL:
            return self.CACHE_URL
        if self.CELERY_BROKER_URL.startswith(("redis://", "rediss://")):
            return self.CELERY_BROKER_URL
        if self.CELERY_BROKER_URL.startswith("redis+socket://"):
            return "unix" + self.CELERY_BROKER_URL.removeprefix("redis+socket")
        return ""


def read_env() -> Env:
    """Read and check the environment; end the process with one line per bad value."""
    try:
        return Env()
    except ValidationError as error:
        for problem in error.errors():
            name = ".".join(str(part) for part in problem["loc"])
            given = os.environ.get(name, "")
            shown = "(hidden)" if "SECRET" in name or "URL" in name else repr(given)
            sys.stderr.write(f"Setting {name}={shown} is not usable: {problem['msg']}\n")
        raise SystemExit(2) from error
