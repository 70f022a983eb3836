"""Talking to another broker for a while, such as one that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from celery import current_app

from matching.jobs.sending import rest

#: A port where nobody listens.
NOWHERE = "redis://127.0.0.1:1/0"


@contextmanager
def broker_at(address: str) -> Iterator[None]:
    """Send messages to the broker at this address."""
    before = current_app.conf.broker_write_url
    _go_to(address)
    try:
        yield
    finally:
        _go_to(before)


def _go_to(address: str) -> None:
    current_app.conf.broker_write_url = address
    # Celery keeps one pool each; pools of other addresses stay usable.
    current_app._pool = None
    current_app.amqp._producer_pool = None
    rest.end()
