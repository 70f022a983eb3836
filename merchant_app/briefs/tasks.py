"""Regular duties of briefs."""

from celery import shared_task

from merchant_app.briefs.services.removal import uploads_expire


@shared_task(name="merchant_app.briefs.expire_uploads")
def expire_uploads() -> None:
    uploads_expire()
