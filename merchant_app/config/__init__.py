"""Settings, addresses and entry points."""

from merchant_app.config.celery import app as celery_app

__all__ = ["celery_app"]
