"""What is written to the logs: lines in which no address still opens anything.

A player, an invitation, a shared playlist, a stored file and a password reset are each opened by a
secret in the path. Django, gunicorn and tracebacks write paths down when something goes wrong.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
# Libraries that tell of every step they take.
QUIET = ("axes", "faiss.loader", "fontTools.subset", "openTSNE")

_SECRET = re.compile(
    r"(/(?:player|vote|team/join|media|account/password/reset/key|account/confirm-email)/)"
    r"[^/?#\s\"'<>]+"
)


def logging_settings(level: str) -> dict[str, Any]:
    """LOGGING: everything to standard error, masked."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": "merchant_app.config.logs.MaskedFormatter", "format": LINE},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {name: {"level": "WARNING"} for name in QUIET},
    }


def masked(text: str) -> str:
    """The text with "…" for each secret in an address."""
    return _SECRET.sub(r"\1…", text)


class MaskedFormatter(logging.Formatter):
    """Masks whole entries, tracebacks included; a filter would only see the message."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class GunicornLogger(Logger):  # type: ignore[misc]
    """Gunicorn's own log, which goes past Django's settings."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            plain = handler.formatter
            if plain is not None:
                handler.setFormatter(MaskedFormatter(plain._fmt, plain.datefmt))
